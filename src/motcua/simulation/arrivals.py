"""When people come: by weekday, hour and season. Pure."""

from bisect import bisect
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from motcua.reference.calendars.rules import WorkingCalendar
from motcua.simulation import habits
from motcua.spine.dates import VIETNAM

ONE_DAY = timedelta(days=1)
FIRST_MINUTE, LAST_MINUTE = 5 * 60, 23 * 60 + 50
ALONE = "self"


class Flow:
    """The days of a stretch of time and their weights, at desks and for who files alone."""

    def __init__(self, calendar: WorkingCalendar, *, first: date, last: date) -> None:
        assert first <= last, "The first day comes before the last."
        self._calendar = calendar
        self._days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
        weights = [_weight(day) for day in self._days]
        open_days = [
            weight * bool(calendar.sessions(day))
            for day, weight in zip(self._days, weights, strict=True)
        ]
        self._sums: Mapping[bool, list[float]] = {
            True: list(accumulate(weights)),
            False: list(accumulate(open_days)),
        }

    def moment(self, channel: str, dice: Random) -> datetime:
        """Return when somebody comes by this channel; to a desk only while it is open."""
        is_alone = channel == ALONE or not self._sums[False][-1]
        sums = self._sums[is_alone]
        day = self._days[bisect(sums, dice.random() * sums[-1])]
        minute = _online_minute(dice) if is_alone else self._desk_minute(day, dice)
        seconds = minute * 60 + dice.random() * 59
        midnight = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
        return midnight + timedelta(seconds=round(seconds))

    def _desk_minute(self, day: date, dice: Random) -> int:
        sessions = self._calendar.sessions(day)
        for _ in range(20):
            minute = _peak(dice)
            if any(session.starts <= minute < session.ends for session in sessions):
                return minute
        return dice.choice(sessions).starts


def _online_minute(dice: Random) -> int:
    habit = habits.province()["day"]
    if dice.random() < habit["evening_share"]:
        minute = dice.gauss(*habit["evening"])
    else:
        minute = _peak(dice)
    return int(min(max(minute, FIRST_MINUTE), LAST_MINUTE))


def _peak(dice: Random) -> int:
    return int(dice.gauss(*dice.choice(habits.province()["day"]["peaks"])))


def _weight(day: date) -> float:
    habit = habits.province()
    weight: float = habit["week"]["weights"][day.weekday()]
    tet = habit["tet"]
    for first in tet["first_days"]:
        if -tet["before_days"] <= (day - first).days <= tet["after_days"]:
            weight *= tet["share"]
    return weight
