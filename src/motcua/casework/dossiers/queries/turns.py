"""The steps of a dossier that are open now: its own, and those worked at beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.casework.dossiers.life_models import Turn
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.rules import step_clocks, steps
from motcua.casework.dossiers.rules.steps import WorkStep
from motcua.reference.organisations import register
from motcua.reference.organisations.models import Organisation
from motcua.spine import rows
from motcua.spine.actors import Actor
from motcua.spine.journal import queries as journal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """One step that is open, where and in whose hands. `row` None: the dossier itself says it."""

    step: WorkStep
    unit: Organisation
    holder_id: int | None
    due_at: datetime | None
    row: Turn | None = None

    @property
    def order(self) -> int:
        return self.step.order

    def is_free_for(self, account: str) -> bool:
        """Say whether nobody else holds it."""
        return self.holder_id is None or str(self.holder_id) == account


def opened(dossier: Dossier) -> Sequence[OpenStep]:
    """Return the open steps of a dossier, its own first; none before receipt and after the last."""
    if dossier.step is None:
        return ()
    every = access.steps_of(dossier)
    own = OpenStep(
        step=steps.of_order(every, dossier.step),
        unit=dossier.unit,
        holder_id=dossier.holder_id,
        due_at=dossier.step_due_at,
    )
    return (own, *(_beside(row, every) for row in _rows(dossier)))


def of_actor(open_steps: Sequence[OpenStep], actor: Actor) -> Sequence[OpenStep]:
    """Return the open steps this actor's role and unit do, what they hold themselves first."""
    roles = steps.roles_of(actor.roles)
    theirs = [one for one in open_steps if one.step.role in roles]
    if len(open_steps) > 1:  # Two units work at once, each at its own.
        below = register.current().codes_below(actor.organisation)
        theirs = [one for one in theirs if one.unit.code in below or str(one.holder_id) == actor.id]
    return sorted(theirs, key=lambda one: (str(one.holder_id) != actor.id, one.holder_id or 0))


def done(dossier: Dossier, every: Sequence[WorkStep]) -> frozenset[int]:
    """Return the steps that were done since it was last received.

    Where each comes after all before it, that follows from where it stands; else the journal tells.
    """
    if steps.is_line(every):
        return frozenset(one.order for one in every if one.order < (dossier.step or 0))
    found: set[int] = set()
    for entry in journal.told(dossier.subject):
        if entry.kind == step_clocks.BEGINS:
            found.clear()
        elif entry.kind in step_clocks.PASSES and "step" in entry.facts:
            found.add(entry.facts["step"])
    return frozenset(found)


def _rows(dossier: Dossier) -> Sequence[Turn]:
    if not dossier.beside:  # Counted there, so that most need not be looked for.
        return ()
    return sorted(rows.every(Turn, dossier=dossier.pk), key=lambda row: row.step)


def _beside(row: Turn, every: Sequence[WorkStep]) -> OpenStep:
    return OpenStep(
        step=steps.of_order(every, row.step),
        unit=register.current().of_id(row.unit_id),
        holder_id=row.holder_id,
        due_at=row.due_at,
        row=row,
    )
