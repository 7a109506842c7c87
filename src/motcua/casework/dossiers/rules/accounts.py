"""The account of a due date: every day from receipt to it, and why it counted or not. Pure.

One function tells it for everybody: calculator, command line, the citizen's page, the officer's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.casework.dossiers.rules import deadlines
from motcua.casework.dossiers.rules.deadlines import (
    DAY,
    MINUTE,
    OUTAGE,
    Clock,
    Cutoff,
    Limit,
    Pause,
)
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.spine.dates import local_date

# Reasons beside those of calendars.rules (working, weekend, holiday, substitute, working_saturday).
RECEIPT, CUTOFF, BEFORE_RESTART, RESTART = "receipt", "cutoff", "before_restart", "restart"
PAUSE, MOVED, CLOSED = "pause", "moved", "closed"


@dataclass(frozen=True, slots=True)
class DayAccount:
    """One day. `reason` is a code; `pause` is the pause that took the day, if one did."""

    on: date
    is_counted: bool
    reason: str
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class Due:
    at: datetime
    is_estimated: bool
    days: tuple[DayAccount, ...]

    @property
    def on(self) -> date:
        return self.at.date()


def due(
    *,
    received_at: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    cutoff: Cutoff | None = None,
    restart_at: datetime | None = None,
    as_of: datetime | None = None,
) -> Due:
    """Return when it is due, with every day from receipt to that day and why it counted or not.

    A day of hours or half days counts when a part of the limit was spent on it. A pause that has
    not ended is taken to end at `as_of`.

    :raises BeyondCalendar: that is outside the years the calendar knows.
    """
    begin = deadlines.micros(restart_at or received_at)
    # The engine takes outages from the calendar itself; here they are told, each by its name.
    stood = [Pause(one.since, one.until, OUTAGE, one.code) for one in calendar.outages]
    pauses = [*pauses, *(one for one in stood if one.until and one.until > received_at)]
    spans = tuple(deadlines.span_of(pause, begin, as_of) for pause in pauses)
    clock, end = deadlines.run(begin, limit, calendar=calendar, spans=spans, cutoff=cutoff)
    at = deadlines.moment(end)
    teller = _Teller(
        begin_day=begin // DAY,
        is_restarted=restart_at is not None,
        clock=clock,
        limit=limit,
        end=end,
        pauses=tuple(pauses),
        spans=spans,
    )
    first = local_date(received_at).toordinal()
    days = tuple(teller.tell(day) for day in range(first, at.toordinal() + 1))
    return Due(at=at, is_estimated=calendar.is_estimated(at.date()), days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    begin_day: int
    is_restarted: bool
    clock: Clock
    limit: Limit
    end: int
    pauses: tuple[Pause, ...]
    spans: tuple[tuple[int, int], ...]

    def tell(self, day: int) -> DayAccount:
        on, clock = date.fromordinal(day), self.clock
        reason = clock.calendar.reason(on).code
        if day < self.begin_day:
            return self._paused(day) or DayAccount(on, False, BEFORE_RESTART)
        if self.limit.unit in ("working_hour", "half_day"):
            if self._is_spent_on(day):
                return DayAccount(on, True, reason)
        elif day > clock.start_day:
            return self._whole_day(day, on, reason)
        if day == self.begin_day and day < clock.start_day:
            return DayAccount(on, False, CUTOFF)
        if day == clock.start_day:
            return (self._stood(day) if day > self.begin_day else None) or self._start_day(on)
        return self._paused(day) or self._not_counted(day, on, reason)

    def _start_day(self, on: date) -> DayAccount:
        is_restart = self.is_restarted and on.toordinal() == self.begin_day
        return DayAccount(on, False, RESTART if is_restart else RECEIPT)

    def _whole_day(self, day: int, on: date, reason: str) -> DayAccount:
        if self.limit.unit == "working_day" and self.limit.value:
            is_working = self.clock.calendar.is_working(on)
            return self._paused(day) or DayAccount(on, is_working, reason)
        if day <= self._last_counted:
            return self._paused(day) or DayAccount(on, True, reason)
        is_off = not self.clock.calendar.is_working(on)
        return self._stood(day) or DayAccount(on, False, reason if is_off else MOVED)

    @property
    def _last_counted(self) -> int:
        if self.limit.unit == "working_day":
            return self.clock.start_day  # Only the same day comes here: it counts no day.
        return deadlines.last_counted_day(self.clock, self.limit)

    def _not_counted(self, day: int, on: date, reason: str) -> DayAccount:
        is_shut = self.clock.calendar.is_working(on)
        return DayAccount(on, False, CLOSED if is_shut else reason)

    def _stood(self, day: int) -> DayAccount | None:
        told = self._paused(day) if self.clock.calendar.outages else None
        return told if told is not None and told.reason == OUTAGE else None

    def _paused(self, day: int) -> DayAccount | None:
        for pause, (since, until) in zip(self.pauses, self.spans, strict=True):
            if since // DAY <= day < until // DAY or self._loses_a_session(day, since, until):
                reason = OUTAGE if pause.cause == OUTAGE else PAUSE
                return DayAccount(date.fromordinal(day), False, reason, pause)
        return None

    def _loses_a_session(self, day: int, since: int, until: int) -> bool:
        if self.limit.unit not in ("working_hour", "half_day"):
            return False
        return any(
            since < day * DAY + session.ends * MINUTE
            and day * DAY + session.starts * MINUTE < until
            for session in self.clock.calendar.sessions_at(day)
        )

    def _is_spent_on(self, day: int) -> bool:
        clock = self.clock
        for session in clock.calendar.sessions_at(day):
            begins, ends = day * DAY + session.starts * MINUTE, day * DAY + session.ends * MINUTE
            if self.limit.unit == "half_day":
                if clock.start < begins and ends <= self.end and not clock.stands_at_end(ends):
                    return True
            elif any(
                piece_begins < piece_ends
                for piece_begins, piece_ends in deadlines.without(
                    max(begins, clock.start), min(ends, self.end), clock.gaps
                )
            ):
                return True
        return False
