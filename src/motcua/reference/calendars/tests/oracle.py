"""The same questions answered day by day, with nothing worked out beforehand."""

from collections.abc import Mapping
from datetime import date, timedelta


def is_working(day: date, off: Mapping[date, bool]) -> bool:
    """`off` says for each decreed day whether it is a day off (True) or worked (False)."""
    if day in off:
        return not off[day]
    return day.isoweekday() not in (6, 7)


def add_working_days(start: date, count: int, off: Mapping[date, bool]) -> date:
    day = start
    while count:
        day += timedelta(days=1)
        if is_working(day, off):
            count -= 1
    return day


def working_days_between(after: date, until: date, off: Mapping[date, bool]) -> int:
    counted, day = 0, after
    while day < until:
        day += timedelta(days=1)
        counted += is_working(day, off)
    return counted
