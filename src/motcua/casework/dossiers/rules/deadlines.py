"""When a result is due, and why: limit, calendar, cut-off and pauses in, moment and account out.

The day of receipt is not counted (NĐ 61/2018, Điều 19, and the practice since). What is said here
of days holds for every unit of the law; restarts, re-appointments and the three figures of "Time is
law" build on it. Moments are local (Asia/Ho_Chi_Minh) and whole minutes.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.reference.calendars.rules import LAST_DAY, Session, WorkingCalendar
from motcua.spine.dates import VIETNAM

ONE_DAY = timedelta(days=1)
UNITS = ("working_hour", "half_day", "working_day", "calendar_day", "month")


@dataclass(frozen=True, slots=True)
class Pause:
    """The office waits for somebody else: [since, until); until None while it still waits."""

    since: datetime
    until: datetime | None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class DayAccount:
    """One day of the account. `reason` is a code; calendars.rules has the words for its days."""

    on: date
    is_counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Due:
    at: datetime
    is_estimated: bool
    days: tuple[DayAccount, ...]

    @property
    def on(self) -> date:
        return self.at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long the law gives. `value` counts whole units, halves for `working_day` as half days."""

    value: int
    unit: str

    def __post_init__(self) -> None:
        assert self.unit in UNITS, self.unit
        assert self.value >= 0, self.value


def due(
    *,
    received_at: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    cutoff: time | None = None,
    as_of: datetime | None = None,
) -> Due:
    """Return when it is due, with every day from receipt to that day and why it counted or not.

    A pause that has not ended is taken to end at `as_of`, so a person always sees a date.
    """
    start = _begin(received_at.astimezone(VIETNAM), cutoff, calendar)
    closed = [_closed(pause, as_of or received_at) for pause in pauses]
    at = _END[limit.unit](start, limit.value, calendar, closed)
    first = received_at.astimezone(VIETNAM).date()
    days = tuple(
        _account(first + n * ONE_DAY, start, limit, calendar, closed)
        for n in range((at.date() - first).days + 1)
    )
    return Due(at=at, is_estimated=calendar.is_estimated(at.date()), days=days)


def close_of_office(day: date, calendar: WorkingCalendar) -> datetime:
    """Return when the office closes on a day; on a day off, when it would on a usual one."""
    sessions = calendar.sessions(day)
    minutes = sessions[-1].ends if sessions else 17 * 60
    return _moment(day, minutes)


def _begin(received_at: datetime, cutoff: time | None, calendar: WorkingCalendar) -> datetime:
    if cutoff is None or received_at.time() < cutoff:
        return received_at
    following = calendar.next_working_day(received_at.date() + ONE_DAY)
    sessions = calendar.sessions(following)
    return _moment(following, sessions[0].starts if sessions else 0)


def _closed(pause: Pause, as_of: datetime) -> tuple[datetime, datetime]:
    since = pause.since.astimezone(VIETNAM)
    return since, max(since, (pause.until or as_of).astimezone(VIETNAM))


def _is_paused(day: date, pauses: Sequence[tuple[datetime, datetime]]) -> bool:
    return any(since.date() <= day < until.date() for since, until in pauses)


Pauses = Sequence[tuple[datetime, datetime]]


def _working_days(start: datetime, count: int, calendar: WorkingCalendar, p: Pauses) -> datetime:
    day = start.date()
    if count == 0:
        return close_of_office(calendar.next_working_day(day), calendar)
    if not p:
        return close_of_office(calendar.add_working_days(day, count), calendar)
    while count:
        day = calendar.add_working_days(day, 1)
        count -= not _is_paused(day, p)
    return close_of_office(day, calendar)


def _calendar_days(start: datetime, count: int, calendar: WorkingCalendar, p: Pauses) -> datetime:
    day = start.date()
    while count:
        day += ONE_DAY
        count -= not _is_paused(day, p)
    return close_of_office(calendar.next_working_day(day), calendar)


def _months(start: datetime, count: int, calendar: WorkingCalendar, p: Pauses) -> datetime:
    months = start.year * 12 + start.month - 1 + count
    year, month = divmod(months, 12)
    last = monthrange(year, month + 1)[1]
    day = date(year, month + 1, min(start.day, last))
    checked = start.date()
    while checked < day:  # Every paused day moves the end one day on.
        checked += ONE_DAY
        day += ONE_DAY * _is_paused(checked, p)
    return close_of_office(calendar.next_working_day(day), calendar)


def _half_days(start: datetime, count: int, calendar: WorkingCalendar, p: Pauses) -> datetime:
    end = start
    for begins, ends in _sessions_from(start, calendar):
        if count == 0:
            break
        if begins <= start or _is_paused_at(begins, p):
            continue  # The session of receipt is not counted.
        count, end = count - 1, ends
    return end


def _working_hours(start: datetime, count: int, calendar: WorkingCalendar, p: Pauses) -> datetime:
    left, end = timedelta(hours=count), start
    for begins, ends in _sessions_from(start, calendar):
        if not left:
            break
        for piece_begins, piece_ends in _without(max(begins, start), ends, p):
            spent = min(left, piece_ends - piece_begins)
            if spent:
                left, end = left - spent, piece_begins + spent
    return end


_END = {
    "working_hour": _working_hours,
    "half_day": _half_days,
    "working_day": _working_days,
    "calendar_day": _calendar_days,
    "month": _months,
}


def _account(
    day: date, start: datetime, limit: Limit, calendar: WorkingCalendar, p: Pauses
) -> DayAccount:
    if limit.unit in ("working_hour", "half_day"):
        is_open = bool(calendar.sessions(day)) and day >= start.date()
        return DayAccount(day, is_open, "working" if is_open else calendar.reason(day).code)
    if day <= start.date():
        return DayAccount(day, False, "receipt" if day == start.date() else "cutoff")
    if _is_paused(day, p):
        return DayAccount(day, False, "pause")
    if limit.unit == "working_day":
        return DayAccount(day, calendar.is_working(day), calendar.reason(day).code)
    return DayAccount(day, True, calendar.reason(day).code)


def _sessions_from(
    start: datetime, calendar: WorkingCalendar
) -> Iterator[tuple[datetime, datetime]]:
    day = start.date()
    while day < LAST_DAY:
        for session in calendar.sessions(day):
            if _moment(day, session.ends) > start:
                yield _span(day, session)
        day += ONE_DAY


def _is_paused_at(moment: datetime, p: Pauses) -> bool:
    return any(since <= moment < until for since, until in p)


def _without(begins: datetime, ends: datetime, p: Pauses) -> Iterator[tuple[datetime, datetime]]:
    for since, until in sorted(p):
        if until <= begins or since >= ends:
            continue
        if since > begins:
            yield begins, since
        begins = max(begins, until)
    if begins < ends:
        yield begins, ends


def _span(day: date, session: Session) -> tuple[datetime, datetime]:
    return _moment(day, session.starts), _moment(day, session.ends)


def _moment(day: date, minutes: int) -> datetime:
    hour, minute = divmod(minutes, 60)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)
