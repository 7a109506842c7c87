"""Open a chain, and open its legs as their turn comes. The only place where legs begin."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from motcua.casework.coordination import rules
from motcua.casework.coordination.events import ChainCompleted, ChainOpened, LegOpened
from motcua.casework.coordination.models import Chain, Leg
from motcua.casework.coordination.queries import parts
from motcua.casework.coordination.states import CLOSED, LIVE, State
from motcua.casework.dossiers import routing
from motcua.casework.dossiers import states as dossiers
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import sharing
from motcua.casework.dossiers.queries import access
from motcua.reference.organisations.models import Organisation
from motcua.reference.workflows import queries as workflows
from motcua.reference.workflows.definition import reading
from motcua.reference.workflows.definition.shape import Step, Workflow
from motcua.spine import secrecy
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal.events import Event

Facts = list[tuple[Event, str]]


class ChainRunsAlready(Refusal):
    code = "chain_runs_already"
    message_vi = "Hồ sơ {code} đã đi theo một quy trình liên thông."
    message_en = "Dossier {code} already follows a chain of agencies."


class NotReceivedYet(Refusal):
    code = "chain_needs_receipt"
    message_vi = "Hồ sơ {code} chưa được tiếp nhận hoặc đã kết thúc. Chưa chuyển cơ quan nào được."
    message_en = "Dossier {code} is not received yet, or is over. No agency can be given a part."


class NotLeading(Refusal):
    code = "not_leading"
    http_status = 403
    message_vi = "Việc này của cơ quan tiếp nhận hoặc chủ trì giải quyết hồ sơ."
    message_en = "This belongs to the agency that received the dossier or leads in settling it."


@dataclass(slots=True)
class Turn:
    """What one act on a chain changes: the chain, its dossier, and the facts to record."""

    chain: Chain
    dossier: Dossier
    at: datetime
    facts: Facts = field(default_factory=list)
    units: list[Organisation] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def subject(self) -> str:
        return f"chain:{self.dossier.code}"


@transaction.atomic
def open_chain(*, code: str, workflow: str, actor: Actor, at: datetime) -> Chain:
    """Let a received dossier follow a step list: the legs whose turn it is open at once.

    Opened by itself, the first clocks run from receipt; chosen by an officer, from now.

    :raises NotFound: no such dossier, not theirs to see, or no such list.
    :raises NotLeading: the actor's agency neither received it nor settles it.
    :raises NotReceivedYet: it is not received, or over.
    :raises ChainRunsAlready: it has a chain.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    check_lead(dossier, actor)
    row = workflows.latest_of(workflow)
    chain = parts.chain_of(dossier)
    if chain is not None and chain.workflow_id is not None:
        raise ChainRunsAlready(code=code)

    turn = _begun(chain, dossier, at=at)
    turn.chain.workflow = row
    turn.chain.save(update_fields=["workflow"])
    turn.facts.append((ChainOpened(workflow=row.code, number=row.number), turn.subject))
    by_itself = dossier.received_at if "system" in actor.roles else None
    advance(turn, started_at=by_itself or at)
    finish(turn, actor=actor)
    return turn.chain


@transaction.atomic
def count_owed(*, code: str, actor: Actor, at: datetime) -> int:
    """Bring up how many parts others owe to a dossier, and return that.

    A chain that was opened before they were counted said that nothing is owed.

    :raises NotFound: no such dossier, or not theirs to see.
    :raises NotReceivedYet: it is not received, or over.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    check_runs(dossier)
    finish(begin(dossier, at=at), actor=actor)
    return dossier.parts_owed


def begin(dossier: Dossier, *, at: datetime) -> Turn:
    """Return a turn on a locked dossier's chain, begun without a list where it has none."""
    chain = parts.chain_of(dossier)
    turn = _begun(chain, dossier, at=at)
    if chain is None:
        turn.facts.append((ChainOpened(workflow="", number=0), turn.subject))
    return turn


def _begun(chain: Chain | None, dossier: Dossier, *, at: datetime) -> Turn:
    if chain is None:
        chain = Chain.objects.create(dossier=dossier, opened_at=at)
    return Turn(chain, dossier, at)


def advance(turn: Turn, *, started_at: datetime) -> None:
    """Open every leg whose turn has come; complete the chain when nothing is left."""
    workflow = parts.list_of(turn.chain)
    if workflow is None:
        return
    legs = Leg.objects.filter(chain=turn.chain, is_set_aside=False).exclude(step=None)
    standing = list(legs.values_list("step", "state"))
    closed = {step for step, state in standing if step is not None and state in CLOSED}
    live = {step for step, state in standing if step is not None and state in LIVE}
    for step in rules.to_open(workflow, closed=closed, live=live):
        open_leg(turn, _of_step(step, turn.dossier), workflow, started_at=started_at)
    if rules.is_complete(workflow, closed) and turn.chain.completed_at is None:
        turn.chain.completed_at = turn.at
        turn.chain.save(update_fields=["completed_at"])
        turn.facts.append((ChainCompleted(legs=len(standing)), turn.subject))


def open_leg(turn: Turn, leg: Leg, workflow: Workflow | None, *, started_at: datetime) -> Leg:
    """Open one leg: number it, start its clock, give its agency a part in the dossier."""
    last = Leg.objects.filter(chain=turn.chain).order_by("-number").first()
    leg.chain, leg.number, leg.started_at = turn.chain, last.number + 1 if last else 1, started_at
    limit = parts.limit_of(leg, workflow)
    if limit is not None:
        calendar = parts.calendar_of(leg)
        leg.due_at = rules.due_at(limit, started_at=started_at, calendar=calendar)
    leg.save()
    salt = bytes(turn.dossier.salt)
    opened = LegOpened(
        step=leg.step,
        unit=leg.organisation.code,
        agency=leg.agency,
        is_outside=leg.is_outside,
        started_at=started_at,
        due_at=leg.due_at,
        silence_consents=leg.silence_consents,
        question=secrecy.commitment(leg.question, salt=salt) if leg.question else "",
        shows=leg.shows,
        papers=leg.papers,
    )
    turn.facts.append((opened, parts.subject_of(leg, turn.dossier.code)))
    turn.units.append(leg.organisation)
    return leg


def finish(turn: Turn, *, actor: Actor) -> None:
    """Keep what is owed, and record all of it as one act.

    A unit of the agency that leads sees the whole dossier; any other its own part alone.
    """
    owed = parts.owed(turn.chain, turn.dossier)
    own = [unit for unit in turn.units if parts.is_of_own_agency(unit, turn.dossier)]
    shown = [code for unit in own for code in parts.with_divisions(unit)]
    shared = sharing.share(turn.dossier, units=shown, owed=owed, gone=turn.gone)
    if shared is not None:
        turn.facts.append((shared, turn.dossier.subject))
    journal.record_many(turn.facts, actor=actor, at=turn.at)


def check_lead(dossier: Dossier, actor: Actor) -> None:
    """:raises NotLeading: the actor's agency neither received it nor settles it.
    :raises NotReceivedYet: it is not received, or over.
    """
    if "system" not in actor.roles and not parts.leads(actor, dossier):
        raise NotLeading()
    check_runs(dossier)


def check_runs(dossier: Dossier) -> None:
    """:raises NotReceivedYet: it is not received, or over."""
    # Settled is not over: the counter's own last leg is to give the result back.
    if dossier.received_at is None or dossier.state in dossiers.CLOSED:
        raise NotReceivedYet(code=dossier.code)


def _of_step(step: Step, dossier: Dossier) -> Leg:
    is_outside = step.kind == "outside"
    unit = dossier.resolving if is_outside else routing.unit_for(dossier, step.unit)
    shows, papers = reading.shown_to(step.unit)
    return Leg(
        step=step.order,
        agency=step.unit,
        is_outside=is_outside,
        organisation=unit,
        silence_consents=step.silence_consents,
        shows=shows,
        papers=papers,
        state=State.OPEN,
    )
