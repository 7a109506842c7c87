"""Legs as lists and panels show them: each with its own agency's clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet

from motcua.casework.coordination import rules
from motcua.casework.coordination.models import Chain, Leg
from motcua.casework.coordination.queries import parts
from motcua.casework.coordination.states import ENGLISH, LIVE, OUTCOMES_EN, Outcome, State
from motcua.casework.dossiers import states as dossiers
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.rules import due_states
from motcua.casework.dossiers.rules.due_states import DueState
from motcua.reference.organisations import register
from motcua.reference.workflows.definition import reading
from motcua.reference.workflows.definition.shape import Step, Workflow
from motcua.spine import statements
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor

QUEUE_ROWS_MAX = 100
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
    paper_on: date | None = None
    signed_by: str = ""
    has_scan: bool = False
    back_to: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def may_go_on(self) -> bool:
        """Say whether who leads may go on without it: not needed by a list, and overdue."""
        return self.may_recall and self.due is not None and self.due.code == "late"


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


def panel(*, code: str, actor: Actor, at: datetime) -> Panel | None:
    """Return the legs of a dossier with their clocks; None where no agency has a part.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    chain = parts.chain_of(dossier)
    if chain is None:
        return None
    workflow = parts.list_of(chain)
    legs = list(chain.legs.select_related("organisation").order_by("number"))
    access.shown([dossier], actor=actor, extent=Extent.WHOLE)
    stopped = parts.has_stopped([dossier.pk])
    lines = [_line(leg, chain, dossier, stopped, actor=actor, at=at) for leg in legs]
    begun = {leg.step for leg in legs if not leg.is_set_aside}
    coming = [_coming(one, dossier) for one in workflow.steps] if workflow else []
    return Panel(
        name_vi=workflow.name_vi if workflow else CONSULTED[0],
        name_en=workflow.name_en if workflow else CONSULTED[1],
        lines=[*lines, *(one for one in coming if one and one.step not in begun)],
        is_complete=chain.completed_at is not None,
    )


def line_of(*, code: str, number: int, actor: Actor, at: datetime) -> LegLine:
    """Return one leg with what is said in it, to whoever may see it.

    :raises NotFound: no such leg, or not theirs to see.
    """
    dossier, leg = parts.door(code=code, number=number, actor=actor)
    if leg.question or leg.answer:  # What is asked or said may name somebody.
        access.shown([dossier], actor=actor, extent=Extent.WHOLE)
    return shown(leg, dossier, actor=actor, at=at)


def shown(leg: Leg, dossier: Dossier, *, actor: Actor, at: datetime) -> LegLine:
    """Return a leg somebody has been let in to as a line."""
    stopped = parts.has_stopped([dossier.pk])
    return _line(leg, leg.chain, dossier, stopped, actor=actor, at=at)


def may_lead(*, code: str, actor: Actor) -> bool:
    """Say whether this officer may give other agencies a part in a dossier now.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    runs = dossier.received_at is not None and dossier.state in dossiers.OPEN
    return runs and parts.leads(actor, dossier)


def queue(*, actor: Actor, at: datetime) -> list[LegLine]:
    """Return what waits for this officer's own agency, what is due first standing first."""
    legs = _of_unit(actor).select_related(*RELATED, "chain__workflow")
    found = list(legs.order_by(F("due_at").asc(nulls_last=True), "id")[:QUEUE_ROWS_MAX])
    asked = [leg.chain.dossier for leg in found if leg.question]  # What is asked may name somebody.
    access.shown(asked, actor=actor, extent=Extent.WHOLE)
    stopped, lines = parts.has_stopped({leg.chain.dossier_id for leg in found}), []
    for leg in found:
        dossier = leg.chain.dossier
        dossier.receiving, dossier.resolving = map(
            register.current().of_id, (dossier.receiving_id, dossier.resolving_id)
        )
        lines.append(_line(leg, leg.chain, dossier, stopped, actor=actor, at=at))
    return lines


_WAITING = """
    SELECT count(*) FROM coordination_leg leg
    JOIN coordination_chain chain ON chain.id = leg.chain_id
    JOIN dossiers_dossier ON dossiers_dossier.id = chain.dossier_id
    WHERE leg.state = ANY(%s::varchar[]) AND leg.organisation_id = ANY(%s::bigint[])
        AND dossiers_dossier.state = ANY(%s::varchar[])
"""


def waiting(*, actor: Actor) -> int:
    """Return how many legs wait for this officer's agency: as many as `queue` has."""
    units = parts.units_of(actor)
    [(count,)] = statements.run(
        _WAITING, [sorted(map(str, LIVE)), units, sorted(map(str, dossiers.OPEN))]
    )
    return int(count)


def who_has_it(*, code: str, actor: Actor) -> list[Holder]:
    """Return the agencies that have the dossier now, each with its task and since when.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    chain = parts.chain_of(dossier)
    if chain is None or dossier.state in dossiers.CLOSED:
        return []
    legs = chain.legs.filter(state__in=sorted(LIVE)).select_related("organisation")
    found = []
    for leg in legs.order_by("number"):
        name, agency = _name(leg, parts.list_of(chain)), _agency(leg, parts.list_of(chain))
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


def _of_unit(actor: Actor) -> QuerySet[Leg]:
    legs = Leg.objects.filter(state__in=sorted(LIVE), organisation__in=parts.units_of(actor))
    return legs.filter(chain__dossier__state__in=sorted(dossiers.OPEN))


def _line(
    leg: Leg, chain: Chain, dossier: Dossier, stopped: set[int], *, actor: Actor, at: datetime
) -> LegLine:
    workflow, state = parts.list_of(chain), State(leg.state)
    name, agency = _name(leg, workflow), _agency(leg, workflow)
    is_live = leg.state in LIVE
    mine = is_live and parts.may_do(actor, leg, dossier)
    may_recall = is_live and parts.leads(actor, dossier) and parts.is_not_needed(leg, workflow)
    due = _due(leg, chain, dossier, stopped, at=at) if is_live else None
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
        due=due,
        closed_at=leg.closed_at,
        silence_consents=leg.silence_consents,
        may_take=mine and leg.state == State.OPEN and not leg.is_outside,
        may_answer=mine,
        may_recall=may_recall,
        is_set_aside=leg.is_set_aside,
        back_to=_back_to(leg, workflow) if mine else {},
        **_said(leg),
    )


def _said(leg: Leg) -> dict[str, Any]:
    return {
        "question": leg.question,
        "answer": leg.answer,
        "paper": leg.paper,
        "paper_on": leg.paper_on,
        "signed_by": leg.signed_by or "",
        "has_scan": leg.document_id is not None,
    }


def _back_to(leg: Leg, workflow: Workflow | None) -> dict[int, tuple[str, str]]:
    if workflow is None or leg.step is None:
        return {}
    orders = sorted(rules.may_go_back_to(workflow, from_step=leg.step))
    return {one: (workflow.step(one).name_vi, workflow.step(one).name_en) for one in orders}


def _due(leg: Leg, chain: Chain, dossier: Dossier, stopped: set[int], *, at: datetime) -> DueState:
    has_moved = dossier.pk in stopped
    return due_states.state_of(
        state=dossiers.State.PROCESSING,
        due_at=parts.due_now(leg, chain, dossier, at=at) if has_moved else leg.due_at,
        awaits="",
        at=at,
        calendar=parts.calendar_of(leg),
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
