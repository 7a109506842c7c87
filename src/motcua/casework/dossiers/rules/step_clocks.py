"""The clock of each step: begun when the step is handed over, due by the step's own limit. Pure.

Read from the facts of the journal, so nothing of it is stored and a late decree moves it by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from motcua.casework.dossiers.rules.handovers import Fact

BEGINS = "dossier.received"
PASSES = frozenset({"dossier.step_passed", "dossier.result_approved", "dossier.settled"})
# The dossier leaves its step without anybody having finished it: nobody is late with it.
BREAKS = frozenset(
    {"dossier.supplement_answered", "dossier.refused", "dossier.stopped", "dossier.withdrawn"}
)
KINDS = frozenset({BEGINS}) | PASSES | BREAKS
DueOf = Callable[[int, str, datetime], datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRun:
    """One time a step was somebody's turn. `ended_at` None: it still is, or it was broken off."""

    order: int
    unit: str
    begun_at: datetime
    due_at: datetime | None
    ended_at: datetime | None = None
    is_open: bool = True

    def is_late(self, at: datetime) -> bool:
        """Say whether it was, or is by now, done after its own due moment."""
        if self.due_at is None or not (self.is_open or self.ended_at):
            return False
        return (self.ended_at or at) > self.due_at


def runs(story: Iterable[Fact], *, due_of: DueOf) -> list[StepRun]:
    """Return the runs of a dossier's steps, oldest first; some may still be open."""
    found: list[StepRun] = []
    for fact in story:
        if fact.kind not in KINDS:
            continue
        ended = fact.at if fact.kind in PASSES else None
        for place in _ends(found, fact):
            found[place] = replace(found[place], ended_at=ended, is_open=False)
        going_on = {run.order for run in found if run.is_open}
        for order, unit in _begins(fact):
            if order not in going_on:
                due_at = due_of(order, unit, fact.at)
                found.append(StepRun(order=order, unit=unit, begun_at=fact.at, due_at=due_at))
    return found


def _begins(fact: Fact) -> list[tuple[int, str]]:
    """Return the steps a fact leaves open, with their units: the dossier's own, those beside it."""
    order = fact.facts.get("step" if fact.kind == BEGINS else "next_step")
    own = [(order, str(fact.facts.get("unit", "")))] if type(order) is int else []
    beside: dict[str, str] = fact.facts.get("beside") or {}
    return own + [(int(step), unit) for step, unit in beside.items()]


def _ends(found: list[StepRun], fact: Fact) -> list[int]:
    """Return the places of the runs a fact ends: of one step where others beside it go on."""
    still_open = {*fact.facts.get("left", ())}
    return [place for place, run in enumerate(found) if run.is_open and run.order not in still_open]
