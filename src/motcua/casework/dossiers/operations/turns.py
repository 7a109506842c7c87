"""Whose turn it is on a locked dossier: steps are opened, taken, done, also several at once."""

from collections.abc import Sequence
from datetime import datetime

from motcua.casework.dossiers import routing
from motcua.casework.dossiers.life_models import Turn
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import step_clocks
from motcua.casework.dossiers.queries.turns import OpenStep
from motcua.casework.dossiers.rules.steps import CLERK, WorkStep
from motcua.spine import rows

# What opening and closing steps changes of a dossier.
CHANGED = ("step", "holder", "unit", "awaits", "parts", "beside", "step_due_at")


def begin(
    dossier: Dossier, opened: Sequence[WorkStep], *, at: datetime, is_receipt: bool = False
) -> dict[str, str]:
    """Put a dossier to the first of these steps and open the others beside it.

    Without a step it goes to who numbers and seals. The caller writes the dossier; return the
    others with their units, for the entry it records.
    """
    first = opened[0] if opened else None
    dossier.step, dossier.holder, dossier.step_due_at = None, None, None
    unit = routing.unit_for(dossier, first.unit if first else routing.CLERK)
    routing.hand_to(dossier, unit, role=first.role if first else CLERK)
    if first is not None:
        dossier.step = first.order
        dossier.step_due_at = step_clocks.due_of_new(
            dossier, first.order, unit.code, at=at, is_receipt=is_receipt
        )
    return open_beside(dossier, opened[1:], at=at, is_receipt=is_receipt)


def open_beside(
    dossier: Dossier, opened: Sequence[WorkStep], *, at: datetime, is_receipt: bool = False
) -> dict[str, str]:
    """Open steps beside the one the dossier stands at; the caller writes the dossier."""
    units = {}
    for step in opened:
        unit = routing.unit_for(dossier, step.unit)
        routing.show_to(dossier, unit)
        due_at = step_clocks.due_of_new(
            dossier, step.order, unit.code, at=at, is_receipt=is_receipt
        )
        rows.insert(
            Turn(dossier=dossier, step=step.order, unit=unit, awaits=step.role, due_at=due_at)
        )
        units[str(step.order)] = unit.code
    dossier.beside += len(units)
    return units


def end(dossier: Dossier, done: OpenStep, left: Sequence[OpenStep]) -> None:
    """Close one of several open steps: what it stood at itself gives its place to the next one.

    The caller writes the dossier.
    """
    gone = done.row or left[0].row
    if done.row is None:
        first = left[0]
        dossier.step, dossier.holder_id, dossier.step_due_at = (
            first.order, first.holder_id, first.due_at)  # fmt: skip
        routing.hand_to(dossier, first.unit, role=first.step.role)
    assert gone is not None, "Every open step but the dossier's own has a row."
    gone.delete()
    dossier.beside -= 1


def take(dossier: Dossier, turn: OpenStep, *, account_id: int) -> None:
    """Put an open step into somebody's hands."""
    if turn.row is None:
        dossier.holder_id = account_id
        rows.update(dossier, "holder")
    else:
        turn.row.holder_id = account_id
        rows.update(turn.row, "holder")
