"""A centre's register of dossiers: its rows for a period, and the books already issued."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from motcua.casework.dossiers.life_models import Register
from motcua.casework.dossiers.models import Dossier, Party
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.rules import slip_texts
from motcua.casework.dossiers.states import State
from motcua.reference.organisations.models import Organisation
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import NotFound

BOOKS_SHOWN = 30


def rows(*, centre: Organisation, since: date, until: date) -> list[dict[str, Any]]:
    """Return what form 07 says of each dossier this centre received in a period.

    For the book to be written: who opens it is shown them, and `get` notes that.
    """
    begins, ends = _midnight(since), _midnight(until + timedelta(days=1))
    received = Dossier.objects.filter(receiving=centre, received_at__gte=begins)
    received = received.filter(received_at__lt=ends).order_by("received_at", "id")
    found = list(
        received.select_related("procedure_version", "resolving").defer(*access.LARGE, "answers")
    )
    parties = Party.objects.filter(dossier__in=found, part=Party.APPLICANT)
    applicants = {party.dossier_id: party for party in parties}
    return [
        _row(number, dossier, applicants[dossier.pk])
        for number, dossier in enumerate(found, start=1)
    ]


def visible_to(actor: Actor) -> QuerySet[Register]:
    """Return the books of the actor's own centre; a book names many people."""
    if "reception" not in actor.roles:
        return Register.objects.none()
    return Register.objects.filter(organisation__code=actor.organisation)


def get(*, register_id: int, actor: Actor, lock: bool = False) -> Register:
    """Return one book; who gets it is shown everybody who stands in it.

    :raises NotFound: no such book, or not this centre's.
    """
    found = visible_to(actor).select_related("document", "organisation").filter(pk=register_id)
    register = (found.select_for_update(of=("self",)) if lock else found).first()
    if register is None:
        raise NotFound()
    written = [row["code"] for row in json.loads(register.said)["rows"]]
    named = Dossier.objects.filter(code__in=written).only("code", "account_id")
    access.shown(named, actor=actor, extent=Extent.WHOLE)
    return register


def newest(actor: Actor) -> Sequence[Register]:
    """Return the newest books of the actor's own centre."""
    return list(visible_to(actor).order_by("-id")[:BOOKS_SHOWN])


def path_of(register: Register) -> str:
    """Return the address its QR code leads to: for those of the centre, after signing in."""
    return f"/ban-lam-viec/so/{register.pk}/"


def _row(number: int, dossier: Dossier, applicant: Party) -> dict[str, Any]:
    where = ", ".join(text for text in (applicant.address, applicant.phone) if text)
    is_returned = dossier.closed_at is not None and dossier.state == State.RETURNED
    return {
        "number": number,
        "code": dossier.code,
        "procedure": access.name_of_procedure(dossier),
        "applicant": applicant.full_name,
        "contact": where,
        "resolving": dossier.resolving.name_vi,
        "received": _moment(dossier.received_at),
        "due": _moment(dossier.due_at),
        "returned": _moment(dossier.closed_at) if is_returned else "",
        "way": slip_texts.REGISTER_WAYS[dossier.result_way],
    }


def _moment(at: datetime | None) -> str:
    return slip_texts.clock_moment(at) if at else ""


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
