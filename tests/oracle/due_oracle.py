"""When a limit ends, and why: a second reading of the text, slow, plain, and apart.

It was written by somebody who had not seen the engine.
Sources: the issue "Time is law", rules.md section 2.2 (T1 to T5, T17), and the holiday file with
its README. It walks real days, one after the other, session by session, and knows no shortcut: no
tables, no counting by weeks, no arithmetic on numbers of days.

Where the text leaves a choice open, this is how it is read here:

1. A working day is Monday to Friday, unless a decree takes it off, and a weekend day a decree has
    worked. The hours of an office say when hours and sessions run, and when it closes: a Saturday
    morning is no working day.
2. A holiday or a day swapped off has no session. A Saturday worked in place of another day has
    the hours of the day it replaces.
3. A session is [open, close). What comes in at 11:30 comes in at lunch; at 07:30, in the morning.
4. Of hours that run out exactly when a session or a pause parts them, the earlier moment is
    meant: 8 hours from 07:30 end at 17:00, not at 07:30 of the next working day.
5. The cut-off is over when it is later ("sau 15 giờ"): on the stroke is in time. It looks at the
    time of day alone, also on a day off: Saturday 16:00 with a cut-off of 15:00 counts as
    received on Monday at opening, and Monday, as the day of receipt, is not counted.
    An office closes at 17:00 on a day on which it has no session.
6. A restart is a receipt of the complete dossier: the cut-off holds for it as for the first
    receipt, and nothing before it counts, pauses included.
7. A pause takes days off a day limit only after the day of receipt, which is not counted anyhow.
    Two pauses on the same day take it off once. Sessions go like days: the one in which the clock
    stops is taken off, the one in which it runs again is counted.
8. A limit of calendar days or months that ends on a day off moves to the next working day, also
    when the clock stands still on that day: it had run out before.
9. In months: the same day number, or the month's last day; then each paused day moves it one day
    on, and paused days that are met on the way as well.
10. `estimated`: the due day lies after the last day of the file whose status is not "computed,
    not announced" (a decree that came later counts as announced).
11. The account starts on the day of the first receipt. A day counts when any minute, session or
    day of the limit is used on it; the day to which the end moved is not counted.

Before it met the engine it read four things otherwise, and changed its mind: 1 (any day with a
session was a working day: but "calendar of working days" and "office hours per centre" are two
things), 5 (on the stroke was late: but the law says "after"), 7 (a session counted unless it began
inside a pause: but then something is due while the clock stands) and 8 (a paused day was passed
over: but the issue says no more than "the next working day").
"""

from __future__ import annotations

import calendar as months
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

LOCAL = timezone(timedelta(hours=7))
ONE_DAY = timedelta(days=1)
MORNING = (time(7, 30), time(11, 30))
AFTERNOON = (time(13), time(17))

Week = tuple[tuple[tuple[time, time], ...], ...]
"""The sessions of Monday to Sunday."""

WEEK: Week = ((MORNING, AFTERNOON),) * 5 + ((), ())


@dataclass(frozen=True)
class Named:
    """A day that a decree names: off, or worked in place of another."""

    day: date
    off: bool
    replaces: date | None = None
    announced: bool = True


@dataclass(frozen=True)
class Case:
    received_at: datetime
    limit: int
    unit: str
    calendar: Mapping[date, Named]
    week: Week = WEEK
    cutoff: time | timedelta | None = None
    """A time of day, or how long before the office closes."""
    restart_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    moves: bool = True


@dataclass(frozen=True)
class Account:
    day: date
    counted: bool
    whys: frozenset[str]
    """Every reason that is true of it."""


@dataclass(frozen=True)
class Answer:
    due_on: date
    due_at: datetime
    estimated: bool
    days: tuple[Account, ...]


def answer(case: Case) -> Answer:
    """Say when the limit of this case ends, and what became of every day until then."""
    start = _counts_as_received(case)
    if case.unit == "working_hour":
        due_at, used = _after_hours(case, start)
    elif case.unit == "half_day":
        due_at, used = _after_sessions(case, start)
    else:
        due_at, used = _after_days(case, start)
    due_on = due_at.date()
    announced = [named.day for named in case.calendar.values() if named.announced]
    return Answer(
        due_on=due_on,
        due_at=due_at,
        estimated=not announced or due_on > max(announced),
        days=tuple(_account(case, start, due_on, used)),
    )


def _counts_as_received(case: Case) -> datetime:
    received = (case.restart_at or case.received_at).astimezone(LOCAL)
    if case.cutoff is None or received <= _cutoff(case, received.date()):
        return received
    day = received.date() + ONE_DAY
    while not is_working(case, day):
        day += ONE_DAY
    opened = sessions(case, day)
    return opened[0][0] if opened else datetime.combine(day, time(), LOCAL)


def _cutoff(case: Case, day: date) -> datetime:
    if isinstance(case.cutoff, time):
        return datetime.combine(day, case.cutoff, LOCAL)
    assert case.cutoff is not None
    return _close_of_office(case, day) - case.cutoff


def is_working(case: Case, day: date) -> bool:
    named = case.calendar.get(day)
    return not named.off if named else day.weekday() < 5


def sessions(case: Case, day: date) -> list[tuple[datetime, datetime]]:
    """Return when the office is open on this day."""
    named = case.calendar.get(day)
    if named and named.off:
        return []
    weekday = (named.replaces or day).weekday() if named else day.weekday()
    return [
        (datetime.combine(day, opens, LOCAL), datetime.combine(day, closes, LOCAL))
        for opens, closes in case.week[weekday]
    ]


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += ONE_DAY


def _after_hours(case: Case, start: datetime) -> tuple[datetime, set[date]]:
    left, used = timedelta(hours=case.limit), set()
    for day in _days_from(start.date()):
        for begin, end in _open_and_running(case, day, start):
            used.add(day)
            if end - begin >= left:
                return begin + left, used
            left -= end - begin
    raise AssertionError


def _open_and_running(
    case: Case, day: date, start: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Cut each session where a pause begins or ends, and give the pieces that no pause covers."""
    for opens, closes in sessions(case, day):
        edges = {opens, closes, start, *(edge for pause in case.pauses for edge in pause)}
        inside = sorted(edge for edge in edges if max(opens, start) <= edge <= closes)
        for begin, end in itertools.pairwise(inside):
            if not _is_paused(case, begin):
                yield begin, end


def _after_sessions(case: Case, start: datetime) -> tuple[datetime, set[date]]:
    left, used = case.limit, set()
    for day in _days_from(start.date()):
        for opens, closes in sessions(case, day):
            stands = any(since < closes <= until for since, until in case.pauses)
            if opens > start and not stands:
                left -= 1
                used.add(day)
                if left == 0:
                    return closes, used
    raise AssertionError


def _after_days(case: Case, start: datetime) -> tuple[datetime, set[date]]:
    left, used, end = case.limit, set(), start.date()
    if case.unit == "month":
        left = (_months_later(end, case.limit) - end).days
    while left:
        end += ONE_DAY
        if case.unit == "working_day" and not is_working(case, end):
            continue
        if not _is_paused_day(case, end):
            left -= 1
            used.add(end)
    while case.moves and not is_working(case, end):
        end += ONE_DAY
    return _close_of_office(case, end), used


def _months_later(day: date, number: int) -> date:
    year, month = day.year, day.month
    for _ in range(number):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def _close_of_office(case: Case, day: date) -> datetime:
    opened = sessions(case, day)
    return opened[-1][1] if opened else datetime.combine(day, time(17), LOCAL)


def _is_paused(case: Case, moment: datetime) -> bool:
    return any(since <= moment < until for since, until in case.pauses)


def _is_paused_day(case: Case, day: date) -> bool:
    return any(
        since.astimezone(LOCAL).date() <= day < until.astimezone(LOCAL).date()
        for since, until in case.pauses
    )


def _account(case: Case, start: datetime, due_on: date, used: set[date]) -> Iterator[Account]:
    last = max(used, default=start.date())
    for day in _days_from(case.received_at.astimezone(LOCAL).date()):
        whys = [_kind(case, day)] if day in used else _whys(case, start, day, day > last)
        yield Account(day, day in used, frozenset(whys))
        if day == due_on:
            return


def _whys(case: Case, start: datetime, day: date, is_moved: bool) -> Iterator[str]:
    """Give every reason that is true of a day that does not count."""
    comes_in = (case.restart_at or case.received_at).astimezone(LOCAL).date()
    if day < comes_in:
        yield "before_restart"
    if day == comes_in < start.date():
        yield "cutoff"
    if day == start.date():
        yield "receipt"
    if day == start.date() and case.restart_at:
        yield "restart"
    begins = datetime.combine(day, time(), LOCAL)
    if any(since < begins + ONE_DAY and begins < until for since, until in case.pauses):
        yield "pause"
    if not is_working(case, day):
        yield _kind(case, day)
    elif is_moved:
        yield "moved"
    elif case.unit in {"working_hour", "half_day"}:
        yield "closed"


def _kind(case: Case, day: date) -> str:
    named = case.calendar.get(day)
    if named is None:
        return "working" if day.weekday() < 5 else "weekend"
    if named.off:
        return "substitute" if named.replaces else "holiday"
    return "working_saturday"


def read_calendar(file: Path) -> dict[date, Named]:
    """Read the holiday file."""
    calendar = {}
    for row in json.loads(file.read_text(encoding="utf-8")):
        day = date.fromisoformat(row["date"])
        calendar[day] = Named(
            day=day,
            off=row["kind"] != "working_weekend",
            replaces=_replaced(row),
            announced=row["status"] != "computed, not announced",
        )
    return calendar


def _replaced(row: Mapping[str, str]) -> date | None:
    if row["kind"] == "working_weekend":
        return date.fromisoformat(row["name_vi"].removeprefix("Làm bù cho ngày "))
    return date.fromisoformat(row["date"]) if row["kind"] == "swap_off" else None


def with_decree(calendar: Mapping[date, Named], decree: Sequence[Named]) -> dict[date, Named]:
    """Return the calendar as it is once this decree is known."""
    return {**calendar, **{named.day: named for named in decree}}
