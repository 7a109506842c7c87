"""Who may see and do which leg, and how each stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from motcua.casework.coordination import rules
from motcua.casework.coordination.models import Chain, Leg
from motcua.casework.coordination.states import ENGLISH, LIVE, OUTCOMES_EN, Outcome, State
from motcua.casework.dossiers import states as dossiers
from motcua.casework.dossiers.models import ClockMark, Dossier
from motcua.casework.dossiers.queries import access, clocks
from motcua.casework.dossiers.rules import due_states
from motcua.casework.dossiers.rules.deadlines import Pause
from motcua.casework.dossiers.rules.due_states import DueState
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.reference.organisations import register
from motcua.reference.organisations.models import Organisation
from motcua.reference.workflows import queries as workflows
from motcua.reference.workflows.definition import reading
from motcua.reference.workflows.definition.shape import Span, Step, Workflow
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound

QUEUE_ROWS_MAX = 100
DIVISION = "division"
RELATED = ("chain__dossier", "organisation")
CONSULTED = ("Lấy ý kiến", "Consultation")


@dataclass(frozen=True, slots=True, kw_only=True)
class LegLine:
    """One leg as lists and panels show it. `number` None: its turn has not come yet."""

    code: str
    number: int | None
    step: int | None
    name_vi: str
    name_en: str
    agency_vi: str
    agency_en: str
    unit_vi: str
    is_outside: bool
    is_live: bool
    state: str
    state_vi: str
    state_en: str
    outcome_vi: str = ""
    outcome_en: str = ""
    started_at: datetime | None = None
    due: DueState | None = None
    closed_at: datetime | None = None
    silence_consents: bool = False
    may_take: bool = False
    may_answer: bool = False
    may_recall: bool = False
    is_set_aside: bool = False
    question: str = ""
    answer: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """All legs of a dossier, those to come last; None known of what nobody asked for yet."""

    name_vi: str
    name_en: str
    lines: Sequence[LegLine]
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """An agency that has the dossier now, for the person who filed it."""

    agency_vi: str
    agency_en: str
    task_vi: str
    task_en: str
    since: datetime
    due_at: datetime | None


def visible_to(actor: Actor) -> QuerySet[Leg]:
    """Return the legs of the dossiers this actor may see."""
    return Leg.objects.filter(chain__dossier__in=access.visible_to(actor))


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
    if not (actor.roles & access.WORKS and actor.organisation):
        return False
    own = register.current().of_code(actor.organisation)
    return own.pk == unit.pk or (own.parent_id == unit.pk and own.kind_id == DIVISION)


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


def panel(*, code: str, actor: Actor, at: datetime) -> Panel | None:
    """Return the legs of a dossier with their clocks; None where no agency has a part.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    chain = chain_of(dossier)
    if chain is None:
        return None
    workflow = list_of(chain)
    legs = list(chain.legs.select_related("organisation").order_by("number"))
    access.shown([dossier], actor=actor, extent=Extent.WHOLE)
    stopped = has_stopped([dossier.pk])
    lines = [_line(leg, chain, dossier, stopped, actor=actor, at=at) for leg in legs]
    begun = {leg.step for leg in legs if not leg.is_set_aside}
    coming = [_coming(one, dossier) for one in workflow.steps] if workflow else []
    return Panel(
        name_vi=workflow.name_vi if workflow else CONSULTED[0],
        name_en=workflow.name_en if workflow else CONSULTED[1],
        lines=[*lines, *(one for one in coming if one and one.step not in begun)],
        is_complete=chain.completed_at is not None,
    )


def queue(*, actor: Actor, at: datetime) -> list[LegLine]:
    """Return what waits for this officer's own agency, what is due first standing first."""
    legs = _of_unit(actor).select_related(*RELATED, "chain__workflow")
    found = list(legs.order_by(F("due_at").asc(nulls_last=True), "id")[:QUEUE_ROWS_MAX])
    stopped, lines = has_stopped({leg.chain.dossier_id for leg in found}), []
    for leg in found:
        dossier = leg.chain.dossier
        dossier.receiving, dossier.resolving = map(
            register.current().of_id, (dossier.receiving_id, dossier.resolving_id)
        )
        lines.append(_line(leg, leg.chain, dossier, stopped, actor=actor, at=at))
    return lines


def waiting(*, actor: Actor) -> int:
    """Return how many legs wait for this officer's agency."""
    return _of_unit(actor).count()


def who_has_it(*, code: str, actor: Actor) -> list[Holder]:
    """Return the agencies that have the dossier now, each with its task and since when.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    chain = chain_of(dossier)
    if chain is None or dossier.state in dossiers.CLOSED:
        return []
    legs = chain.legs.filter(state__in=sorted(LIVE)).select_related("organisation")
    found = []
    for leg in legs.order_by("number"):
        name, agency = _name(leg, list_of(chain)), _agency(leg, list_of(chain))
        found.append(
            Holder(
                agency_vi=agency[0] if leg.is_outside else leg.organisation.name_vi,
                agency_en=agency[1],
                task_vi=name[0],
                task_en=name[1],
                since=leg.started_at,
                due_at=leg.due_at,
            )
        )
    return found


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


def _of_unit(actor: Actor) -> QuerySet[Leg]:
    if not (actor.roles & access.WORKS and actor.organisation):
        return Leg.objects.none()
    own = register.current().of_code(actor.organisation)
    units = [own.pk] + ([own.parent_id] if own.kind_id == DIVISION else [])
    legs = Leg.objects.filter(state__in=sorted(LIVE), organisation__in=units)
    return legs.filter(chain__dossier__state__in=sorted(dossiers.OPEN))


def _line(
    leg: Leg, chain: Chain, dossier: Dossier, stopped: set[int], *, actor: Actor, at: datetime
) -> LegLine:
    workflow, state = list_of(chain), State(leg.state)
    name, agency = _name(leg, workflow), _agency(leg, workflow)
    is_live = leg.state in LIVE
    mine = is_live and may_do(actor, leg, dossier)
    outcome = Outcome(leg.outcome) if leg.outcome else None
    return LegLine(
        code=dossier.code,
        number=leg.number,
        step=leg.step,
        name_vi=name[0],
        name_en=name[1],
        agency_vi=agency[0],
        agency_en=agency[1],
        unit_vi=leg.organisation.name_vi,
        is_outside=leg.is_outside,
        is_live=is_live,
        state=leg.state,
        state_vi=str(state.label),
        state_en=ENGLISH[state],
        outcome_vi=str(outcome.label) if outcome else "",
        outcome_en=OUTCOMES_EN[outcome] if outcome else "",
        started_at=leg.started_at,
        due=_due(leg, chain, dossier, stopped, at=at) if is_live else None,
        closed_at=leg.closed_at,
        silence_consents=leg.silence_consents,
        may_take=mine and leg.state == State.OPEN and not leg.is_outside,
        may_answer=mine,
        may_recall=is_live and leads(actor, dossier) and is_not_needed(leg, workflow),
        is_set_aside=leg.is_set_aside,
        question=leg.question,
        answer=leg.answer,
        paper=leg.paper,
    )


def is_not_needed(leg: Leg, workflow: Workflow | None) -> bool:
    """Say whether the chain goes on without it: a consultation, or a step nobody asked for."""
    return workflow is None or leg.step is None or workflow.step(leg.step).is_optional


def _due(leg: Leg, chain: Chain, dossier: Dossier, stopped: set[int], *, at: datetime) -> DueState:
    has_moved = dossier.pk in stopped
    return due_states.state_of(
        state=dossiers.State.PROCESSING,
        due_at=due_now(leg, chain, dossier, at=at) if has_moved else leg.due_at,
        awaits="",
        at=at,
        calendar=calendar_of(leg),
    )


def _coming(step: Step, dossier: Dossier) -> LegLine | None:
    if not step.is_ours:
        return None
    return LegLine(
        code=dossier.code,
        number=None,
        step=step.order,
        name_vi=step.name_vi,
        name_en=step.name_en,
        agency_vi=step.actor_vi,
        agency_en=step.actor_en,
        unit_vi="",
        is_outside=step.kind == "outside",
        is_live=False,
        state="",
        state_vi="Chưa tới lượt",
        state_en="To come",
        silence_consents=step.silence_consents,
    )


def _name(leg: Leg, workflow: Workflow | None) -> tuple[str, str]:
    if workflow is None or leg.step is None:
        return CONSULTED
    step = workflow.step(leg.step)
    return step.name_vi, step.name_en


def _agency(leg: Leg, workflow: Workflow | None) -> tuple[str, str]:
    if workflow is not None and leg.step is not None:
        step = workflow.step(leg.step)
        return step.actor_vi, step.actor_en
    if leg.is_outside:
        sort = reading.sorts()[leg.agency]
        return sort["name_vi"], sort["name_en"]
    return leg.organisation.name_vi, leg.organisation.name_en


def _pauses(dossier: Dossier, *, since: datetime) -> list[Pause]:
    ledger = clocks.ledger_of(dossier)
    pauses: Iterable[Pause] = (gap.pause for gap in ledger.gaps) if ledger else ()
    return [pause for pause in pauses if pause.until is None or pause.until > since]
