"""What will happen to one dossier, decided before it begins: from a seed and its number. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from motcua.simulation import habits, personas
from motcua.simulation.arrivals import ALONE, Flow
from motcua.simulation.personas import Persona

QUICK_ANSWER_DAYS, SLOW_ANSWER_DAYS = (0.2, 4.0), (9.0, 30.0)
SCORES, SCORE_WEIGHTS = (5, 4, 3, 2, 1), (55, 28, 9, 5, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One procedure as people use it here."""

    key: str
    weight: float
    channels: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    number: int
    procedure: str
    channel: str
    applicant: Persona
    arrives_at: datetime
    place: float  # Which of the possible places, as a share of all of them.
    has_account: bool
    result_way: str
    asked: str  # early, later, or not at all
    answers_after_days: float | None
    is_not_received: bool
    is_refused: bool
    withdrawn_after_days: float | None
    score: int | None
    collects_after_days: float
    whose: str = ""  # Where several people live the same plan: which of them.

    @property
    def label(self) -> str:
        """Return what tells this dossier from every other one of the seed."""
        return self.whose or str(self.number)

    def dice(self, seed: int) -> Random:
        """Return the dice for what is left open here; no other dossier's."""
        return Random(f"{seed}/{self.number}/rest")  # noqa: S311 - a simulation must repeat


def habits_of(keys: Sequence[str]) -> list[Habit]:
    """Return the habits for those procedures that can be filed here."""
    return [Habit(**row) for row in habits.province()["procedure"] if row["key"] in keys]


def plan(number: int, *, seed: int, flow: Flow, procedures: Sequence[Habit]) -> Plan:
    """Decide one dossier."""
    dice = Random(f"{seed}/{number}")  # noqa: S311 - a simulation must repeat
    chances = habits.province()["chances"]
    [habit] = dice.choices(procedures, weights=[one.weight for one in procedures])
    [channel] = dice.choices(list(habit.channels), weights=list(habit.channels.values()))
    has_account = channel == ALONE or dice.random() < chances["account_at_desk"]
    slow = dice.random() < chances["slow_answer"]
    is_silent = dice.random() < chances["never_answers"]
    fate = dice.random()
    return Plan(
        number=number,
        procedure=habit.key,
        channel=channel,
        applicant=personas.invent(dice),
        arrives_at=flow.moment(channel, dice),
        place=dice.random(),
        has_account=has_account,
        result_way=_way(dice, has_account=has_account),
        asked=_asked(dice, has_account=has_account),
        answers_after_days=None
        if is_silent
        else dice.uniform(*(SLOW_ANSWER_DAYS if slow else QUICK_ANSWER_DAYS)),
        is_not_received=fate < chances["not_received"],
        is_refused=chances["not_received"] <= fate < chances["not_received"] + chances["refused"],
        withdrawn_after_days=dice.uniform(0.05, 6)
        if has_account and dice.random() < chances["withdrawn"]
        else None,
        score=dice.choices(SCORES, SCORE_WEIGHTS)[0]
        if has_account and dice.random() < chances["rated"]
        else None,
        collects_after_days=dice.uniform(0.1, 3),
    )


def _way(dice: Random, *, has_account: bool) -> str:
    if dice.random() < habits.province()["chances"]["by_post"]:
        return "post"
    return "online" if has_account and dice.random() < 0.7 else "desk"


def _asked(dice: Random, *, has_account: bool) -> str:
    chances, thrown = habits.province()["chances"], dice.random()
    if not has_account:  # They hand in what is missing while they stand there.
        return ""
    if thrown < chances["ask_early"]:
        return "early"
    return "later" if thrown < chances["ask_early"] + chances["ask_later"] else ""
