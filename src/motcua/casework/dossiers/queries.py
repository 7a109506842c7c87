"""Reads of dossiers. `visible_to` is the only door for anything shown to a person."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet

from motcua.casework.dossiers.models import ClockMark, Dossier
from motcua.casework.dossiers.rules import deadlines, steps
from motcua.casework.dossiers.rules.deadlines import Due, Limit, Pause
from motcua.casework.dossiers.states import CLOSED
from motcua.reference.calendars import queries as calendars
from motcua.reference.organisations import queries as organisations
from motcua.reference.procedures.definition import plain, reading
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.procedures.models import ProcedureVersion
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound

APPLICANT = "applicant"
SEES_ALL = frozenset({"inspector", "system"})
WORKS = frozenset({"reception", "handler", "head", "leader", "clerk"})


def visible_to(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers this actor may see: their own, or those their unit has a part in."""
    if actor.roles & SEES_ALL:
        return Dossier.objects.all()
    if APPLICANT in actor.roles:
        return Dossier.objects.filter(account_id=int(actor.id))
    if actor.roles & WORKS and actor.organisation:
        units = organisations.subtree_codes(actor.organisation)
        part = Q(receiving__code__in=units) | Q(resolving__code__in=units)
        return Dossier.objects.filter(part | Q(returning__code__in=units) | Q(unit__code__in=units))
    return Dossier.objects.none()


def get(*, code: str, actor: Actor, lock: bool = False) -> Dossier:
    """Return one dossier this actor may see, with its version and units.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    found = visible_to(actor).filter(code=code)
    if lock:
        found = found.select_for_update(of=("self",))
    related = ("procedure_version__procedure", "receiving__kind", "resolving", "returning", "unit")
    dossier = found.select_related(*related).first()
    if dossier is None:
        raise NotFound()
    return dossier


def queue_of(actor: Actor) -> QuerySet[Dossier]:
    """Return what waits for this officer or for anybody of the unit, the soonest due first."""
    units = organisations.subtree_codes(actor.organisation)
    mine = Q(holder_id=int(actor.id)) | Q(holder=None, unit__code__in=units)
    waiting = Dossier.objects.filter(mine).exclude(state__in=sorted(CLOSED))
    related = waiting.select_related("procedure_version", "unit")
    return related.order_by(F("due_at").asc(nulls_first=True), "id")


def stage_of(token: str) -> Dossier:
    """Return the dossier a slip's QR code names; callers show its code and stage, no more.

    :raises NotFound: no dossier has this token.
    """
    dossier = Dossier.objects.only("code", "state").filter(token=token).first()
    if dossier is None:
        raise NotFound()
    return dossier


def definition_of(version: ProcedureVersion) -> Definition:
    """Return the version's own definition, or the plain form every procedure has."""
    values = version.definition or plain.values(
        code=version.procedure.key,
        name_vi=version.name_vi,
        name_en=version.name_en,
        jurisdiction=version.procedure.jurisdiction,
    )
    return reading.from_values(values, source=str(version.procedure))


def steps_of(dossier: Dossier) -> Sequence[steps.WorkStep]:
    return steps.steps_of(definition_of(dossier.procedure_version))


def due_of(dossier: Dossier, *, limit: Limit, as_of: datetime) -> Due | None:
    """Return when it is due as its clock stands, with the account of days; None before receipt."""
    marks = list(ClockMark.objects.filter(dossier=dossier).order_by("id"))
    begun = [mark for mark in marks if mark.kind in (ClockMark.START, ClockMark.RESTART)]
    if not begun:
        return None
    since = marks.index(begun[-1])
    return deadlines.due(
        received_at=begun[-1].at,
        limit=limit,
        calendar=calendars.working_calendar(dossier.resolving.code),
        pauses=_pauses(marks[since:]),
        as_of=as_of,
    )


def _pauses(marks: Sequence[ClockMark]) -> list[Pause]:
    pauses: list[Pause] = []
    for mark in marks:
        if mark.kind == ClockMark.STOP:
            pauses.append(Pause(mark.at, None, mark.cause))
        elif mark.kind == ClockMark.RESUME and pauses:
            pauses[-1] = Pause(pauses[-1].since, mark.at, pauses[-1].cause)
    return pauses
