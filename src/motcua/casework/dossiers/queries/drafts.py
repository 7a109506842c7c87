"""Forms on the way: each is seen by who began it, and by nobody else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from motcua.capabilities.payments.models import Charge
from motcua.casework.dossiers.models import Draft, DraftPaper
from motcua.casework.dossiers.queries import access, prices
from motcua.casework.dossiers.queries.prices import Price
from motcua.reference.procedures import queries as procedures
from motcua.reference.procedures.definition import answers as forms
from motcua.reference.procedures.definition.answers import Problem
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.procedures.models import ProcedureVersion
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound

RELATED = ("account__person", "procedure", "version__procedure", "receiving", "resolving", "charge")
LARGE = ("version__content", "version__definition")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One of "my forms not yet sent"."""

    key: str
    procedure_vi: str
    procedure_en: str
    receiving_vi: str
    begun_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """All that the pages of one form show. `problems` are those of the whole form, in its order."""

    draft: Draft
    version: ProcedureVersion
    definition: Definition
    answers: Mapping[str, Any]
    papers: tuple[DraftPaper, ...]
    problems: tuple[Problem, ...]
    price: Price
    charge: Charge | None
    is_superseded: bool  # The form has changed since: it is filled in and filed as it is now.

    @property
    def is_paid(self) -> bool:
        return not self.price.intake_vnd or (self.charge is not None and self.charge.is_settled)


def open_of(actor: Actor) -> QuerySet[Draft]:
    """Return the actor's own forms that are not sent."""
    if not actor.id.isdecimal():
        return Draft.objects.none()
    return Draft.objects.filter(account_id=int(actor.id), dossier=None)


def mine(actor: Actor) -> list[DraftLine]:
    """Return the actor's forms that are not sent, the last touched first."""
    found = open_of(actor).select_related("version", "receiving").defer(*LARGE)
    return [
        DraftLine(
            key=draft.key,
            procedure_vi=draft.version.name_vi,
            procedure_en=draft.version.name_en,
            receiving_vi=draft.receiving.name_vi if draft.receiving else "",
            begun_at=draft.begun_at,
            updated_at=draft.updated_at,
        )
        for draft in found.order_by("-updated_at", "-id")
    ]


def get(*, key: str, actor: Actor, lock: bool = False, submitted: bool = False) -> Draft:
    """Return one of the actor's own forms; one that was sent only where it is asked for.

    :raises NotFound: no such form, or not theirs.
    """
    found = Draft.objects.filter(key=key)
    found = found.filter(account_id=int(actor.id)) if actor.id.isdecimal() else found.none()
    if not submitted:
        found = found.filter(dossier=None)
    if lock:
        # Alone: what is joined to a row that was waited for would be as it stood before.
        list(found.select_for_update().values_list("pk"))
    draft = found.select_related(*RELATED, "dossier").defer(*LARGE).first()
    if draft is None:
        raise NotFound()
    return draft


def version_for(draft: Draft, *, on: date) -> ProcedureVersion:
    """Return the version a form is filed under on a day: the one that speaks then."""
    return procedures.version_on(draft.procedure, on=on) or draft.version


def view(*, key: str, actor: Actor, on: date) -> DraftView:
    """Return one form with everything its pages show.

    :raises NotFound: no such form, or not theirs.
    """
    draft = get(key=key, actor=actor)
    version = version_for(draft, on=on)
    definition = access.definition_of(version)
    answers = forms.canonical(definition, json.loads(draft.answers))
    return DraftView(
        draft=draft,
        definition=definition,
        answers=answers,
        papers=tuple(draft.papers.select_related("document").order_by("id")),
        problems=tuple(forms.check_answers(definition, answers, on=on)),
        price=prices.of_answers(definition, answers, channel="self"),
        charge=draft.charge,
        version=version,
        is_superseded=version.pk != draft.version_id,
    )
