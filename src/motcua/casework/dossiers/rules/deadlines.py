"""When a result is due: limit, calendar, cut-off, pauses and restart in, one moment out. Pure.

docs/formats/due.md says in words what each unit counts; `accounts` tells the same day by day. Days
are reckoned as ordinals and moments as microseconds of local time (Asia/Ho_Chi_Minh, which has no
summer time), so that a million due dates are a matter of seconds.
"""

import functools
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.reference.calendars.rules import FIRST_DAY, LAST_DAY, Outage, WorkingCalendar
from motcua.spine.dates import VIETNAM

UNITS = ("working_hour", "half_day", "working_day", "calendar_day", "month")
WITHIN_A_DAY = frozenset({"working_hour", "half_day"})  # Due at an hour, not at close of office.
MINUTE = 60_000_000
HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE
USUAL_CLOSE_MINUTE = 17 * 60
OUTAGE = "outage"
OUTAGES_KEPT_MAX = 512
_FIRST, _LAST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()


class BeyondCalendar(ValueError):
    """The clock would have to run outside the 70 years the calendar knows."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands: [since, until); until None while it still does.

    `cause` says whom or what it waits for, `paper` which slip stopped it.
    """

    since: datetime
    until: datetime | None
    cause: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """What comes later than this on a day counts as received on the next working day.

    Either an hour, or some minutes before the office closes.
    """

    hour: time | None = None
    minutes_before_close: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long the law gives, in whole units. 0 working days: the same day.

    `leaves_days_off`: calendar days or months that end on a day off end on the next working day.
    """

    value: int
    unit: str
    leaves_days_off: bool = True

    def __post_init__(self) -> None:
        assert self.unit in UNITS, self.unit
        assert self.value >= 0, self.value


@dataclass(frozen=True, slots=True)
class Clock:
    """What a limit is counted with: where it starts, and when it stands. Local microseconds."""

    start: int
    gaps: tuple[tuple[int, int], ...]  # Sorted, none touching another.
    calendar: WorkingCalendar

    @property
    def start_day(self) -> int:
        return self.start // DAY

    def day_gaps(self) -> list[tuple[int, int]]:
        """Return the pauses in whole days: the day one begins stands, the day it ends counts."""
        days: list[tuple[int, int]] = []
        for since, until in self.gaps:
            first, last = since // DAY, until // DAY
            if days and first <= days[-1][1]:
                days[-1] = (days[-1][0], max(last, days[-1][1]))
            elif first < last:
                days.append((first, last))
        return days

    def stands_at_end(self, end: int) -> bool:
        """Tell whether a session ending then is lost to a pause: the clock stands at its end."""
        return any(since < end <= until for since, until in self.gaps)


def due_at(
    *,
    received_at: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    cutoff: Cutoff | None = None,
    restart_at: datetime | None = None,
    as_of: datetime | None = None,
) -> datetime:
    """Return when it is due.

    A pause that has not ended is taken to end at `as_of`, so a person always sees a date.

    :raises BeyondCalendar: that is outside the years the calendar knows.
    """
    begin = micros(restart_at or received_at)
    spans = [span_of(pause, begin, as_of) for pause in pauses]
    _clock, end = run(begin, limit, calendar=calendar, spans=spans, cutoff=cutoff)
    return moment(end)


def run(
    begin: int,
    limit: Limit,
    *,
    calendar: WorkingCalendar,
    spans: Sequence[tuple[int, int]] = (),
    cutoff: Cutoff | None = None,
) -> tuple[Clock, int]:
    """Return the clock that starts then, and the moment at which it has run for the limit.

    :raises BeyondCalendar: that is outside the years the calendar knows.
    """
    try:
        clock = clock_of(begin, calendar=calendar, spans=spans, cutoff=cutoff)
        end = _END[limit.unit](clock, limit)
    except IndexError:
        raise BeyondCalendar from None
    if end >= (_LAST + 1) * DAY:
        raise BeyondCalendar
    return clock, end


def clock_of(
    begin: int,
    *,
    calendar: WorkingCalendar,
    spans: Sequence[tuple[int, int]] = (),
    cutoff: Cutoff | None = None,
) -> Clock:
    """Return the clock that starts then, or at the next working day's opening after a cut-off."""
    if not _FIRST <= begin // DAY <= _LAST:
        raise BeyondCalendar
    start = begin
    if cutoff is not None and begin > _cutoff_moment(cutoff, begin // DAY, calendar):
        following = calendar.next_working_day(date.fromordinal(begin // DAY + 1)).toordinal()
        sessions = calendar.sessions_at(following)
        start = following * DAY + (sessions[0].starts * MINUTE if sessions else 0)
    if calendar.outages:
        spans = [*spans, *_outages(calendar.outages)]
    return Clock(start, _merged(spans) if spans else (), calendar)


@functools.lru_cache(maxsize=OUTAGES_KEPT_MAX)
def _outages(outages: tuple[Outage, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((micros(one.since), micros(one.until)) for one in outages)


def last_counted_day(clock: Clock, limit: Limit) -> int:
    """Return the last day that calendar days or months count, before it leaves a day off."""
    count = limit.value
    if limit.unit == "month":
        count = _months_later(clock.start_day, count) - clock.start_day
    return _count(clock, count, _calendar_steps)


def close_of_office(day: date, calendar: WorkingCalendar) -> datetime:
    """Return when the office closes on a day; on a day off, when it would on a usual one."""
    return moment(_close(day.toordinal(), calendar))


def micros(at: datetime) -> int:
    """Return a moment as microseconds of local time."""
    local = at.astimezone(VIETNAM)
    seconds = (local.hour * 60 + local.minute) * 60 + local.second
    return local.toordinal() * DAY + seconds * 1_000_000 + local.microsecond


def moment(at: int) -> datetime:
    """Return what `micros` made of it."""
    day, rest = divmod(at, DAY)
    on = date.fromordinal(day)
    if rest % MINUTE == 0:
        hour, minute = divmod(rest // MINUTE, 60)
        return datetime(on.year, on.month, on.day, hour, minute, tzinfo=VIETNAM)
    midnight = datetime(on.year, on.month, on.day, tzinfo=VIETNAM)
    return midnight + timedelta(microseconds=rest)


def sessions_after(clock: Clock) -> Iterator[tuple[int, int]]:
    """Return the sessions that end after the clock starts, for ever."""
    day, start, sessions_at = clock.start_day, clock.start, clock.calendar.sessions_at
    while day <= _LAST:
        for session in sessions_at(day):
            ends = day * DAY + session.ends * MINUTE
            if ends > start:
                yield day * DAY + session.starts * MINUTE, ends
        day += 1
    raise BeyondCalendar


def without(begins: int, ends: int, gaps: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Return what pauses leave of a stretch of time."""
    for since, until in gaps:
        if until <= begins or since >= ends:
            continue
        if since > begins:
            yield begins, since
        begins = until
    if begins < ends:
        yield begins, ends


def _working_days(clock: Clock, limit: Limit) -> int:
    calendar = clock.calendar
    if limit.value == 0:
        day = clock.start_day
        if clock.start >= _close(day, calendar):
            day += 1  # Nobody is there any more; a limit never ends before it begins.
        return _close(_day_not_stood(day, calendar), calendar)
    return _close(_count(clock, limit.value, _working_steps), calendar)


def _day_not_stood(day: int, calendar: WorkingCalendar) -> int:
    """Return the first working day from one on that no outage takes whole."""
    same = calendar.next_working_day(date.fromordinal(day)).toordinal()
    spans = _outages(calendar.outages) if calendar.outages else ()
    while any(since <= same * DAY and (same + 1) * DAY <= until for since, until in spans):
        same = calendar.next_working_day(date.fromordinal(same + 1)).toordinal()
    return same


def _calendar_days(clock: Clock, limit: Limit) -> int:
    day, calendar = last_counted_day(clock, limit), clock.calendar
    if limit.leaves_days_off and day <= _LAST:
        day = calendar.next_working_day(date.fromordinal(day)).toordinal()
    return _close(day, calendar)


def _half_days(clock: Clock, limit: Limit) -> int:
    left, end = limit.value, clock.start
    for begins, ends in sessions_after(clock):
        if left == 0:
            break
        if begins > clock.start and not clock.stands_at_end(ends):
            left, end = left - 1, ends  # The session of receipt is not counted.
    return end


def _working_hours(clock: Clock, limit: Limit) -> int:
    left, end = limit.value * HOUR, clock.start
    for begins, ends in sessions_after(clock):
        if left == 0:
            break
        for piece_begins, piece_ends in without(max(begins, clock.start), ends, clock.gaps):
            spent = min(left, piece_ends - piece_begins)
            if spent:
                left, end = left - spent, piece_begins + spent
    return end


_END: dict[str, Callable[[Clock, Limit], int]] = {
    "working_hour": _working_hours,
    "half_day": _half_days,
    "working_day": _working_days,
    "calendar_day": _calendar_days,
    "month": _calendar_days,
}

# How many counted days lie in (after, until], and which is the n-th after a day.
Steps = tuple[
    Callable[[WorkingCalendar, int, int], int], Callable[[WorkingCalendar, int, int], int]
]
_working_steps: Steps = (
    WorkingCalendar.working_ordinals_between,
    WorkingCalendar.nth_working_ordinal,
)
_calendar_steps: Steps = (
    lambda calendar, after, until: until - after,
    lambda calendar, after, count: after + count,
)


def _count(clock: Clock, count: int, steps: Steps) -> int:
    """Return the `count`-th counted day after the start, passing over days that stand."""
    between, nth = steps
    day, calendar = clock.start_day, clock.calendar
    if count == 0:
        return day
    for since, until in clock.day_gaps() if clock.gaps else ():
        if until - 1 <= day:
            continue
        end = nth(calendar, day, count)
        if end < since:
            return end
        if since - 1 > day:
            count -= between(calendar, day, since - 1)
        day = until - 1
    return nth(calendar, day, count)


def _months_later(day: int, count: int) -> int:
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if year > LAST_DAY.year:
        raise BeyondCalendar
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).toordinal()


def _close(day: int, calendar: WorkingCalendar) -> int:
    if day > _LAST:
        raise BeyondCalendar
    sessions = calendar.sessions_at(day)
    return day * DAY + (sessions[-1].ends if sessions else USUAL_CLOSE_MINUTE) * MINUTE


def _cutoff_moment(cutoff: Cutoff, day: int, calendar: WorkingCalendar) -> int:
    if cutoff.hour is not None:
        return day * DAY + (cutoff.hour.hour * 60 + cutoff.hour.minute) * MINUTE
    return _close(day, calendar) - cutoff.minutes_before_close * MINUTE


def span_of(pause: Pause, begin: int, as_of: datetime | None) -> tuple[int, int]:
    """Return a pause in microseconds; an open one ends at `as_of`, or where the clock begins."""
    since = micros(pause.since)
    if pause.until is not None:
        return since, micros(pause.until)
    return since, micros(as_of) if as_of is not None else begin


def _merged(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for since, until in sorted(spans):
        if until <= since:
            continue
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((since, until))
    return tuple(merged)
