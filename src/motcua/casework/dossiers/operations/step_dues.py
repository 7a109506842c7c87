"""The moments open steps are due, kept so that a queue finds what is late: counted by the journal.

Nothing is decided by them: they follow the journal, the calendars and the pauses, and are brought
up again when one of those has moved.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access, step_clocks, turns
from motcua.casework.dossiers.states import State
from motcua.spine import rows
from motcua.spine.actors import SYSTEM

ROWS_A_ROUND = 200


@transaction.atomic
def bring_up_all(*, after: int, at: datetime) -> int | None:
    """Bring up the next few dossiers that do not say when their step is due; return the last one.

    None: there are no more.
    """
    # A procedure without a definition of its own has no limits for its steps.
    running = Dossier.objects.filter(
        state=State.PROCESSING,
        step__isnull=False,
        step_due_at=None,
        procedure_version__definition__isnull=False,
        pk__gt=after,
    )
    wanted = running.order_by("pk").select_for_update(of=("self",), skip_locked=True)
    found = list(
        wanted.select_related(*access.RELATED).defer(*access.LARGE, "answers")[:ROWS_A_ROUND]
    )
    for dossier in found:
        bring_up(dossier, at=at)
    return found[-1].pk if len(found) == ROWS_A_ROUND else None


@transaction.atomic
def follow(*, code: str, at: datetime) -> None:
    """Bring up a dossier whose days have moved, if it is still at a step."""
    dossier = access.get(code=code, actor=SYSTEM, lock=True)
    if dossier.state == State.PROCESSING and dossier.step is not None:
        bring_up(dossier, at=at)


def bring_up(dossier: Dossier, *, at: datetime) -> bool:
    """Write when the open steps of a locked dossier are due; say whether anything has changed."""
    due = {run.order: run.due_at for run in step_clocks.of(dossier, at=at) if run.is_open}
    return _write(dossier, due, turns.opened(dossier))


def _write(
    dossier: Dossier, due: dict[int, datetime | None], opened: Iterable[turns.OpenStep]
) -> bool:
    changed = [one for one in opened if one.due_at != due.get(one.order)]
    for one in changed:
        if one.row is None:
            dossier.step_due_at = due.get(one.order)
            rows.update(dossier, "step_due_at")
        else:
            one.row.due_at = due.get(one.order)
            rows.update(one.row, "due_at")
    return bool(changed)
