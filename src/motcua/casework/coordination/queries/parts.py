"""Who has which part in a dossier, who may do it, and until when."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.casework.coordination import rules
from motcua.casework.coordination.models import Chain, Leg
from motcua.casework.coordination.states import LIVE, State
from motcua.casework.dossiers import routing
from motcua.casework.dossiers import states as dossiers
from motcua.casework.dossiers.events import DossierShared
from motcua.casework.dossiers.models import ClockMark, Dossier
from motcua.casework.dossiers.queries import access, clocks
from motcua.casework.dossiers.rules.deadlines import Pause
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.reference.organisations import register
from motcua.reference.organisations.models import Organisation
from motcua.reference.workflows import queries as workflows
from motcua.reference.workflows.definition.shape import Span, Step, Workflow
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal

DIVISION = "division"


def visible_to(actor: Actor) -> QuerySet[Leg]:
    """Return the legs of the dossiers this actor may see, and those of their own agency.

    What was recalled is not there for the agency that was asked: often it was asked by mistake.
    """
    seen = Q(chain__dossier__in=access.visible_to(actor))
    asked = Q(is_outside=False, organisation__in=units_of(actor)) & ~Q(state=State.RECALLED)
    return Leg.objects.filter(seen | asked)


def units_of(actor: Actor) -> list[int]:
    """Return the units whose parts an officer does: their own, and the agency it is a division of.

    None for whoever does no work on dossiers.
    """
    if not (actor.roles & access.WORKS and actor.organisation):
        return []
    own = register.current().of_code(actor.organisation)
    parent = [own.parent_id] if own.kind_id == DIVISION and own.parent_id else []
    return [own.pk, *parent]


def door(*, code: str, number: int, actor: Actor, lock: bool = False) -> tuple[Dossier, Leg]:
    """Return a leg this actor may see, and its dossier: of which they may see no more than it says.

    :raises NotFound: no such leg, or not theirs to see.
    """
    theirs = visible_to(actor).filter(chain__dossier__code=code, number=number)
    if not theirs.exists():
        raise NotFound()
    dossier = access.get(code=code, actor=SYSTEM, lock=lock)
    return dossier, get(dossier=dossier, number=number)


def get(*, dossier: Dossier, number: int) -> Leg:
    """Return a leg of a dossier the caller may see.

    :raises NotFound: it has none with this number.
    """
    found = Leg.objects.select_related("organisation").filter(chain__dossier=dossier, number=number)
    leg = found.first()
    if leg is None:
        raise NotFound()
    return leg


def chain_of(dossier: Dossier) -> Chain | None:
    return Chain.objects.select_related("workflow").filter(dossier=dossier).first()


def list_of(chain: Chain) -> Workflow | None:
    """Return the step list a chain began with; None for consultations alone."""
    return workflows.said_by(chain.workflow) if chain.workflow else None


def subject_of(leg: Leg, code: str = "") -> str:
    return f"leg:{code or leg.chain.dossier.code}/{leg.number}"


def belongs(actor: Actor, unit: Organisation) -> bool:
    """Say whether an officer works in a unit, or in one of its divisions."""
    return unit.pk in units_of(actor)


def leads(actor: Actor, dossier: Dossier) -> bool:
    """Say whether an officer works where the dossier was taken in or is settled."""
    return any(belongs(actor, unit) for unit in (dossier.receiving, dossier.resolving))


def may_do(actor: Actor, leg: Leg, dossier: Dossier) -> bool:
    """Say whether an officer may take or answer a leg; outsiders' answers those who lead record."""
    return leads(actor, dossier) if leg.is_outside else belongs(actor, leg.organisation)


def calendar_of(leg: Leg) -> WorkingCalendar:
    """Return the calendar and hours of the agency itself; outside, those of the state."""
    return calendars.working_calendar(None if leg.is_outside else leg.organisation.code)


def has_stopped(dossiers_: Iterable[int]) -> set[int]:
    """Return which of these dossiers' clocks ever stopped: the others need no closer look."""
    stops = ClockMark.objects.filter(dossier__in=list(dossiers_), kind=ClockMark.STOP)
    return set(stops.values_list("dossier_id", flat=True))


def limit_of(leg: Leg, workflow: Workflow | None) -> Span | None:
    """Return the leg's own limit; a consultation has a day instead."""
    return workflow.step(leg.step).limit if workflow and leg.step is not None else None


def due_now(leg: Leg, chain: Chain, dossier: Dossier, *, at: datetime) -> datetime | None:
    """Return when a leg is due, with what the dossier has waited for its applicant since.

    What an officer set as a day stays that day.
    """
    limit = limit_of(leg, list_of(chain))
    if leg.due_at is None or limit is None:
        return leg.due_at
    pauses = _pauses(dossier, since=leg.started_at)
    if not pauses:
        return leg.due_at
    return rules.due_at(
        limit, started_at=leg.started_at, calendar=calendar_of(leg), pauses=pauses, as_of=at
    )


def silent(*, at: datetime) -> list[tuple[str, int]]:
    """Return dossier and number of the legs whose time is over and whose silence is consent."""
    legs = Leg.objects.filter(
        state__in=sorted(LIVE),
        silence_consents=True,
        due_at__lt=at,
        chain__dossier__state__in=sorted(dossiers.OPEN),
    )
    return list(legs.order_by("due_at", "id").values_list("chain__dossier__code", "number"))


def lists_for(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Return the dossiers among these whose procedure has a list in force, each with its list."""
    listed = workflows.procedures_listed() if codes else frozenset()
    if not listed:
        return []
    found = Dossier.objects.filter(code__in=codes, procedure_version__procedure__code__in=listed)
    rows = found.order_by("id").values_list(
        "code", "procedure_version__procedure__code", "submitted_at"
    )
    lists = (
        (code, workflows.in_force_for(procedure or "", on=local_date(submitted_at)))
        for code, procedure, submitted_at in rows
    )
    return [(code, row.code) for code, row in lists if row is not None]


def said_to_owe_nothing() -> list[str]:
    """Return the dossiers with a running chain of which nothing is said to be owed."""
    running = Chain.objects.filter(completed_at=None, dossier__parts_owed=0)
    live = running.filter(dossier__received_at__isnull=False, dossier__closed_at=None)
    return list(live.order_by("pk").values_list("dossier__code", flat=True))


def owed(chain: Chain, dossier: Dossier) -> int:
    """Return how many parts of other agencies the dossier cannot be settled without, now or later.

    The counter's own last part is to give the result back: what is its own agency's holds nothing.
    """
    legs = Leg.objects.select_related("organisation").filter(chain=chain, is_set_aside=False)
    standing = list(legs)
    count = sum(one.state in LIVE and not _is_own(one, dossier) for one in standing)
    workflow = list_of(chain)
    if workflow is None:
        return count
    closed = {one.step for one in standing if one.step is not None and one.state not in LIVE}
    begun = rules.done(workflow, closed) | {one.step for one in standing}
    coming = [step for step in workflow.steps if step.order not in begun and not step.is_optional]
    return count + sum(not _is_own_step(step, dossier) for step in coming)


def _is_own(leg: Leg, dossier: Dossier) -> bool:
    return not leg.is_outside and is_of_own_agency(leg.organisation, dossier)


def _is_own_step(step: Step, dossier: Dossier) -> bool:
    if not step.is_ours:
        return True
    is_outside = step.kind == "outside"
    return not is_outside and is_of_own_agency(routing.unit_for(dossier, step.unit), dossier)


def is_of_own_agency(unit: Organisation, dossier: Dossier) -> bool:
    """Say whether a unit is where the dossier is taken in, settled or given back, or a division."""
    own = {dossier.receiving_id, dossier.resolving_id, dossier.returning_id}
    return unit.pk in own or (unit.kind_id == DIVISION and unit.parent_id in own)


def with_divisions(unit: Organisation) -> list[str]:
    """Return a unit's code and its divisions': who works there looks from there."""
    below = register.children_of(unit)
    return [unit.code, *(one.code for one in below if one.kind_id == DIVISION)]


def shown_for(leg: Leg, dossier: Dossier) -> list[str]:
    """Return the units that see the whole dossier for the sake of this leg, and for nothing else.

    What any other leg or a step gave them stays theirs.
    """
    standing = Leg.objects.filter(chain=leg.chain).exclude(state=State.RECALLED)
    others = standing.exclude(pk=leg.pk).select_related("organisation")
    places = (dossier.receiving, dossier.resolving, dossier.returning, dossier.unit)
    kept = {place.code for place in places}
    kept |= {code for one in others for code in with_divisions(one.organisation)}
    shared: set[str] = set()
    for entry in journal.story_of(dossier.subject):
        facts = entry.facts
        if entry.kind == DossierShared.kind:
            shared |= set(facts["units"])
        else:
            kept |= {facts.get("unit"), *facts.get("beside", {}).values()}
    return sorted(set(with_divisions(leg.organisation)) & shared - kept)


def is_not_needed(leg: Leg, workflow: Workflow | None) -> bool:
    """Say whether the chain goes on without it: a consultation, or a step nobody asked for."""
    return workflow is None or leg.step is None or workflow.step(leg.step).is_optional


def _pauses(dossier: Dossier, *, since: datetime) -> list[Pause]:
    ledger = clocks.ledger_of(dossier)
    pauses: Iterable[Pause] = (gap.pause for gap in ledger.gaps) if ledger else ()
    return [pause for pause in pauses if pause.until is None or pause.until > since]
