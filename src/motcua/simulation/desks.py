"""Desks with finite hands: one act after the other, in office hours, with days of leave. Pure."""

import math
from datetime import date, datetime, timedelta
from random import Random

from motcua.reference.calendars.rules import WorkingCalendar
from motcua.simulation import habits
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM

ONE_DAY = timedelta(days=1)


class Desk:
    """One officer at work."""

    def __init__(self, actor: Actor, calendar: WorkingCalendar, *, name: str, seed: int) -> None:
        self.actor = actor
        self.free_at = datetime.min.replace(tzinfo=VIETNAM)
        self._calendar, self._name, self._seed = calendar, name, seed

    def work(self, *, since: datetime, minutes: float) -> tuple[datetime, datetime]:
        """Do the next piece of work; return when it begins and ends."""
        begins = ends = None
        left = timedelta(minutes=max(1.0, minutes))
        day = max(since.astimezone(VIETNAM), self.free_at).date()
        while left:
            for opens, closes in self._open(day):
                opens = max(opens, since, self.free_at)
                if opens >= closes or not left:
                    continue
                begins = begins or opens
                spent = min(left, closes - opens)
                left, ends = left - spent, opens + spent
            day += ONE_DAY
        assert begins is not None, "Work takes time."
        assert ends is not None, "Work takes time."
        self.free_at = ends
        return begins, ends

    def _open(self, day: date) -> list[tuple[datetime, datetime]]:
        if self._is_on_leave(day):
            return []
        midnight = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
        return [
            (midnight + timedelta(minutes=one.starts), midnight + timedelta(minutes=one.ends))
            for one in self._calendar.sessions(day)
        ]

    def _is_on_leave(self, day: date) -> bool:
        every: int = habits.province()["work"]["leave_every_days"]
        throw = Random(f"{self._seed}/{self._name}/{day}")  # noqa: S311 - must repeat
        return throw.random() < 1 / every


def minutes_of(role: str, dice: Random) -> float:
    """Return how long an act of this role takes: mostly near the middle, now and then days."""
    work = habits.province()["work"]
    middle = float(work.get(f"{role}_minutes", work["handler_minutes"]))
    if role == "handler" and dice.random() < work["hard_case"]:
        middle += dice.random() * work["hard_minutes"]
    return middle * math.exp(dice.gauss(0, work["scatter"]))
