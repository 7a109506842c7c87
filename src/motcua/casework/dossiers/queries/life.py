"""What befell a dossier beside its usual way, for its pages: letters, levels, payment, losses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from motcua.casework.dossiers.life_models import (
    Apology,
    Correction,
    Demand,
    Escalation,
    LimitExtension,
    Loss,
    Refund,
    Reminder,
)
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access, clocks, names
from motcua.casework.dossiers.rules import lateness, reminders
from motcua.casework.dossiers.states import State
from motcua.reference.procedures.definition.shape import TimeLimit
from motcua.spine import statements
from motcua.spine.actors import Actor

_TABLES: Sequence[type[models.Model]] = (
    Apology, Escalation, Demand, Loss, Correction, Reminder, Refund, LimitExtension,
)  # fmt: skip
# Most dossiers stand in none of them: that is one small read instead of eight.
_KNOWN = "SELECT " + ", ".join(  # noqa: S608 - constants
    f"EXISTS (SELECT FROM {model._meta.db_table} WHERE dossier_id = %s)" for model in _TABLES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LostPaper:
    """A paper the office lost or spoilt; `restored` says how it was made good."""

    component: str
    name: str
    reason: str
    reported_at: datetime
    restored: str
    restored_at: datetime | None

    @property
    def is_restored(self) -> bool:
        return self.restored_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """`draft` waits for the head; `letter` was given; `demand` waits for its proof."""

    draft: Apology | None
    letter: Apology | None
    escalations: Sequence[Escalation]
    demand: Demand | None
    lost: Sequence[LostPaper]
    corrections: Sequence[Correction]
    alert: str
    refunds: Sequence[Refund]
    extension: LimitExtension | None = None
    longer: TimeLimit | None = None  # What the law says of the case it was extended for.

    @property
    def case_vi(self) -> str:
        return self.longer.extended_if_vi if self.longer else ""

    @property
    def case_en(self) -> str:
        return self.longer.extended_if_en if self.longer else ""

    @property
    def owes_refund(self) -> bool:
        """Whether something is still to be given back."""
        return any(one.done_at is None for one in self.refunds)

    @property
    def has_losses(self) -> bool:
        """Whether some paper still waits to be restored."""
        return any(not one.is_restored for one in self.lost)

    @property
    def alert_vi(self) -> str:
        return reminders.WORDS[self.alert][0] if self.alert else ""

    @property
    def alert_en(self) -> str:
        return reminders.WORDS[self.alert][1] if self.alert else ""

    @property
    def cause_vi(self) -> str:
        return lateness.CAUSES[self.escalations[-1].cause][0] if self.escalations else ""

    @property
    def cause_en(self) -> str:
        return lateness.CAUSES[self.escalations[-1].cause][1] if self.escalations else ""


def of(*, code: str, actor: Actor) -> Life:
    """Return what befell a dossier this actor may see.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    return of_dossier(access.get(code=code, actor=actor))


def of_dossier(dossier: Dossier) -> Life:
    """Return what befell a dossier somebody has been shown already."""
    befell = _befallen(dossier)
    letters = list(befell(Apology).order_by("id"))
    draft = next((one for one in letters if one.confirmed_at is None), None)
    is_wanted = draft and draft.was_due_at == dossier.due_at and dossier.state == State.PROCESSING
    given = [one for one in letters if one.confirmed_at]
    extension = befell(LimitExtension).first()
    raised = befell(Escalation).select_related("organisation")
    return Life(
        draft=draft if is_wanted else None,
        letter=given[-1] if given else None,
        escalations=list(raised.order_by("level")) if dossier.state == State.PROCESSING else [],
        demand=befell(Demand).filter(proven_at=None).first(),
        lost=_lost(dossier, befell(Loss)),
        corrections=list(befell(Correction).select_related("old", "new").order_by("id")),
        refunds=list(befell(Refund).order_by("id")),
        extension=extension,
        longer=clocks.longer_limit(dossier) if extension else None,
        alert=_alert(dossier, befell(Reminder)) if dossier.state == State.SUBMITTED else "",
    )


def _befallen(dossier: Dossier) -> Callable[[type[models.Model]], QuerySet[Any]]:
    """Ask once which tables know this dossier; return the way to its rows, none where none are."""
    [found] = statements.run(_KNOWN, [dossier.pk] * len(_TABLES))
    known = dict(zip(_TABLES, found, strict=True))

    def rows_of(model: type[models.Model]) -> QuerySet[Any]:
        every = model._default_manager
        return every.filter(dossier=dossier) if known[model] else every.none()

    return rows_of


def _lost(dossier: Dossier, losses: QuerySet[Loss]) -> list[LostPaper]:
    found = list(losses.order_by("id"))
    definition = access.definition_of(dossier.procedure_version) if found else None
    return [
        LostPaper(
            component=one.component,
            name=names.of_component(definition, one.component) if definition else one.component,
            reason=one.reason,
            reported_at=one.reported_at,
            restored=one.restored,
            restored_at=one.restored_at,
        )
        for one in found
    ]


def _alert(dossier: Dossier, reminded: QuerySet[Reminder]) -> str:
    said = reminded.filter(round=dossier.supplements)
    kinds = set(said.values_list("kind", flat=True))
    return next((kind for kind in reminders.ALERTS if kind in kinds), "")
