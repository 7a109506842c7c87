"""Results on the way: their texts, and whom they wait for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from motcua.casework.dossiers.life_models import Turn
from motcua.casework.dossiers.models import Dossier, Party, ResultDraft, Slip
from motcua.casework.dossiers.queries import access, seals
from motcua.casework.dossiers.queries import turns as open_steps
from motcua.casework.dossiers.rules import result_texts, slip_texts, steps
from motcua.casework.dossiers.rules.result_texts import TextField, Texts
from motcua.casework.dossiers.states import State
from motcua.spine import rows
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date

RESULT = "result"
_TURN = "signers[signatures + 1]"  # PostgreSQL counts from one.


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """The texts of a result, each with its label. Approved, they can no longer be edited."""

    dossier: Dossier
    fields: tuple[tuple[TextField, str], ...]
    is_drafted: bool
    is_approved: bool


def view(*, code: str, actor: Actor) -> ResultView:
    """Return the texts of a dossier's result: as drafted, or as they would begin.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    access.shown([dossier], actor=actor, extent=Extent.WHOLE)
    draft = ResultDraft.objects.filter(dossier=dossier).first()
    texts = json.loads(draft.fields) if draft else first_texts(dossier)
    return ResultView(
        dossier=dossier,
        fields=tuple((one, texts.get(one.code, "")) for one in result_texts.fields()),
        is_drafted=draft is not None,
        is_approved=draft is not None and draft.approved_at is not None,
    )


def first_texts(dossier: Dossier) -> Texts:
    """Return the texts a result begins with, from the answers of the form."""
    applicant = rows.first(Party, dossier=dossier.pk, part=Party.APPLICANT)
    words: Mapping[str, str] = {
        "applicant": applicant.full_name if applicant else "",
        "procedure": dossier.procedure_version.name_vi,
        "code": dossier.code,
        "submitted_on": slip_texts.day(local_date(dossier.submitted_at)),
    }
    definition = access.definition_of(dossier.procedure_version)
    return result_texts.first_texts(definition, json.loads(dossier.answers), words)


def waiting_for_approval(actor: Actor) -> list[Dossier]:
    """Return what stands at a step this head or leader signs, the soonest due first."""
    roles = sorted(steps.roles_of(actor.roles) & steps.SIGNERS)
    beside = Turn.objects.filter(_theirs(actor), awaits__in=roles).values("dossier")
    at_a_step = Q(_theirs(actor), awaits__in=roles, step__isnull=False) | Q(pk__in=beside)
    return _listed(Dossier.objects.filter(at_a_step, state=State.PROCESSING))


def waiting_for_number(actor: Actor) -> list[Dossier]:
    """Return what is approved and waits for the clerk's number."""
    approved = access.visible_to(actor).filter(
        state=State.PROCESSING, result_draft__approved_at__isnull=False
    )
    return [
        dossier
        for dossier in _listed(approved)
        if steps.only_clerks_left(
            access.steps_of(dossier), [one.order for one in open_steps.opened(dossier)]
        )
    ]


def waiting_for_signature(actor: Actor, *, on: date) -> QuerySet[Slip]:
    """Return papers whose next signature is this person's, or of a seal they keep on a day."""
    turn = _whose_turn()
    mine = Q(turn=f"person:{actor.id}")
    if kept := seals.kept_by(actor, on=on):
        sealed = Q(turn__in=[f"organisation:{code}" for code in kept])
        mine |= sealed & Q(dossier__in=access.visible_to(actor).values("pk"))
    waiting = Slip.objects.filter(signed_at=None).alias(turn=turn).filter(mine)
    return waiting.select_related("dossier", "organisation").order_by("id")


def turns() -> list[str]:
    """Return whose signatures printed papers wait for, as `signers` writes them."""
    turn = _whose_turn()
    printed = Slip.objects.filter(signed_at=None, document__isnull=False)
    return sorted(printed.annotate(turn=turn).values_list("turn", flat=True).distinct())


def printed_for(turn: str) -> QuerySet[Slip]:
    """Return the printed papers that wait for this signature, oldest first."""
    whose = _whose_turn()
    printed = Slip.objects.filter(signed_at=None, document__isnull=False)
    return printed.alias(turn=whose).filter(turn=turn).order_by("id")


def _theirs(actor: Actor) -> Q:
    own = Q(holder_id=int(actor.id)) if actor.id.isdecimal() else Q(pk=None)
    return own | Q(holder=None, unit_id__in=access.ids_below(actor.organisation))


def _listed(dossiers: QuerySet[Dossier]) -> list[Dossier]:
    ordered = dossiers.order_by(F("due_at").asc(nulls_last=True), "id")
    return list(ordered.select_related(*access.RELATED).defer(*access.LARGE))


def _whose_turn() -> RawSQL:
    return RawSQL(_TURN, [], output_field=CharField())  # noqa: S611 - no value goes into it
