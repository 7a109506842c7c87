"""Random cases of 2021 to 2027, thick where clocks go wrong: edges of sessions, days and years."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from tests.oracle.due_oracle import (
    AFTERNOON,
    LOCAL,
    MORNING,
    WEEK,
    Case,
    Named,
    Week,
    with_decree,
)

Calendar = Mapping[date, Named]

FIRST, LAST = date(2021, 1, 1), date(2027, 12, 31)
LEAP_DAY = date(2024, 2, 29)
_LATE = ((time(8), time(12)), (time(13, 30), time(17, 30)))
WEEKS: tuple[Week, ...] = (
    WEEK,
    ((MORNING, AFTERNOON),) * 5 + ((MORNING,), ()),
    (_LATE,) * 5 + ((), ()),
    ((MORNING, AFTERNOON),) * 2 + ((),) + ((MORNING, AFTERNOON),) + ((MORNING,), (MORNING,), ()),
    (((time(7), time(13)),),) * 5 + ((), ()),
    ((MORNING, AFTERNOON, (time(17, 30), time(20))),) * 5 + (_LATE, ()),
)
_LIMITS = {
    "working_hour": (1, 2, 3, 4, 7, 8, 9, 16, 23, 40, 80, 160),
    "half_day": (1, 2, 3, 4, 5, 9, 10, 30),
    "working_day": (1, 2, 3, 5, 7, 10, 15, 20, 30, 45),
    "calendar_day": (1, 2, 3, 5, 7, 10, 14, 15, 30, 60, 90),
    "month": (1, 1, 1, 2, 2, 3, 6, 12),
}
_TIMES = (
    *(time(0), time(0, 1), time(6, 59), time(7, 29), time(7, 30), time(7, 31), time(11, 29)),
    *(time(11, 30), time(12, 15), time(12, 59), time(13), time(14, 59), time(15), time(15, 1)),
    *(time(16, 59), time(17), time(17, 1), time(19), time(23, 59), time(23, 59, 59)),
)
_CUTOFFS = (time(11), time(15), time(15), time(16), time(17), timedelta(hours=1))


def calendars(announced: Calendar) -> list[Calendar]:
    """Return the calendar as it is, as it was each year before, and under late decrees."""
    made: list[Calendar] = [announced]
    made += [_as_known_before(year, announced) for year in range(2022, 2028)]
    drawn = random.Random("decrees")
    made += [
        with_decree(drawn.choice(made[:7]), [day for _ in range(20) for day in _decree(drawn)])
        for _ in range(25)
    ]
    return made


def cases(number: int, *, seed: int, known: list[Calendar]) -> Iterator[Case]:
    """Draw this many cases; the same seed draws the same."""
    drawn = random.Random(seed)
    ends = list(_ends_of_months())
    special = [[*sorted(calendar), LEAP_DAY, LEAP_DAY, *ends] for calendar in known]
    for _ in range(number):
        which = drawn.randrange(len(known)) if drawn.random() < 0.7 else 0
        yield _case(drawn, known[which], special[which])


def _case(drawn: random.Random, calendar: Calendar, special: list[date]) -> Case:
    unit = drawn.choice(tuple(_LIMITS))
    limit = drawn.choice(_LIMITS[unit])
    received_at = _moment(drawn, _day(drawn, special))
    span_hours = 24 * {"working_hour": limit // 4, "half_day": limit, "month": 40 * limit}.get(
        unit, 2 * limit
    )
    restart_at = None
    if drawn.random() < 0.2:
        restart_at = _after(drawn, received_at, span_hours + 24)
    return Case(
        received_at=received_at.astimezone(UTC) if drawn.random() < 0.3 else received_at,
        limit=limit,
        unit=unit,
        calendar=calendar,
        week=drawn.choice(WEEKS) if drawn.random() < 0.5 else WEEK,
        cutoff=drawn.choice(_CUTOFFS) if drawn.random() < 0.3 else None,
        restart_at=restart_at,
        pauses=tuple(_pauses(drawn, restart_at or received_at, span_hours)),
    )


def _day(drawn: random.Random, special: list[date]) -> date:
    if drawn.random() < 0.5:
        day = drawn.choice(special) + timedelta(days=drawn.randint(-6, 2))
        return min(max(day, FIRST), LAST)
    return FIRST + timedelta(days=drawn.randint(0, (LAST - FIRST).days))


def _moment(drawn: random.Random, day: date) -> datetime:
    if drawn.random() < 0.5:
        return datetime.combine(day, drawn.choice(_TIMES), LOCAL)
    return datetime.combine(day, time(drawn.randint(0, 23), drawn.randint(0, 59)), LOCAL)


def _after(drawn: random.Random, moment: datetime, hours: int) -> datetime:
    day = (moment + timedelta(hours=drawn.randint(0, hours))).date()
    return max(_moment(drawn, day), moment)


def _pauses(
    drawn: random.Random, start: datetime, span_hours: int
) -> Iterator[tuple[datetime, datetime]]:
    for _ in range(drawn.choice((0, 0, 0, 1, 1, 1, 2, 3))):
        since = _after(drawn, start - timedelta(days=drawn.choice((0, 0, 0, 3))), span_hours)
        lasts_hours = drawn.choice((1, 5, 24, 24, 72, 240, 720))
        until = _after(drawn, since, lasts_hours)
        if since < until:
            yield since, until


def _as_known_before(year: int, announced: Calendar) -> Calendar:
    """Before a year begins its swaps are unknown and its holidays are only computed."""
    return {
        day: Named(day, named.off, named.replaces, announced=named.announced and day.year < year)
        for day, named in announced.items()
        if day.year < year or not named.replaces
    }


def _decree(drawn: random.Random) -> list[Named]:
    """Swap a working day for a Saturday, or give a day off, or both."""
    monday = FIRST + timedelta(days=3 + 7 * drawn.randint(0, 360))
    off, saturday = monday + timedelta(days=drawn.randint(0, 4)), monday + timedelta(days=5)
    if drawn.random() < 0.3:
        return [Named(off, off=True)]
    return [Named(off, off=True, replaces=off), Named(saturday, off=False, replaces=off)]


def _ends_of_months() -> Iterator[date]:
    for year in range(2021, 2028):
        for month in range(1, 13):
            yield date(year, month, 1) - timedelta(days=1)
