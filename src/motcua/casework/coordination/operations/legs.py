"""What is done with one leg: taken, answered, consented to by silence, recalled."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.capabilities.documents import queries as documents
from motcua.capabilities.documents.models import Document
from motcua.casework.coordination import rules, states
from motcua.casework.coordination.events import (
    LegAnswered,
    LegConsented,
    LegMissed,
    LegRecalled,
    LegSetAside,
    LegTaken,
)
from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.operations import chains
from motcua.casework.coordination.operations.chains import Turn
from motcua.casework.coordination.queries import parts
from motcua.casework.coordination.states import LIVE, Outcome
from motcua.casework.dossiers.rules import clock_law
from motcua.spine import secrecy
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.lifecycle import Move, WrongState


class NotYourLeg(Refusal):
    code = "not_your_leg"
    http_status = 403
    message_vi = "Phần việc này của cơ quan khác: {unit}."
    message_en = "This part belongs to another agency: {unit}."


class LegHeldByAnother(Refusal):
    code = "leg_held_by_another"
    message_vi = "Phần việc này đã có người khác nhận. Tải lại trang."
    message_en = "Somebody else has taken this part. Reload the page."


class AnswerMissing(Refusal):
    code = "answer_missing"
    http_status = 422
    message_vi = "Chưa ghi nội dung trả lời. Ghi cơ quan đã làm gì hoặc ý kiến thế nào."
    message_en = "The answer is missing. Write what the agency did or what it thinks."


class PaperMissing(Refusal):
    code = "paper_missing"
    http_status = 422
    message_vi = (
        "Chưa ghi đủ số, ngày và người ký văn bản của cơ quan ngoài hệ thống. "
        "Ghi theo văn bản nhận được."
    )
    message_en = (
        "Number, day or signer of the outside agency's paper is missing. Copy them from the paper."
    )


class PaperOfLater(Refusal):
    code = "paper_of_later"
    http_status = 422
    message_vi = "Ngày của văn bản chưa tới. Xem lại ngày ghi trên văn bản."
    message_en = "The day of the paper is still to come. Look at the paper again."


class CannotGoBack(Refusal):
    code = "cannot_go_back"
    http_status = 422
    message_vi = "Không trả lại được về bước {step}: bước ấy không đứng trước phần việc này."
    message_en = "It cannot go back to step {step}: that does not stand before this part."


class LegIsNeeded(Refusal):
    code = "leg_is_needed"
    message_vi = "Phần việc này bắt buộc, không rút lại được."
    message_en = "This part is required and cannot be recalled."


class NotSilentYet(Refusal):
    code = "not_silent_yet"
    message_vi = "Chưa hết hạn trả lời, hoặc im lặng ở đây không phải là đồng ý."
    message_en = "The time to answer is not over, or silence is no consent here."


class NotOverdueYet(Refusal):
    code = "opinion_not_overdue"
    message_vi = "Chưa hết hạn trả lời. Chờ đến hạn, hoặc rút lại nếu không cần ý kiến nữa."
    message_en = "The time to answer is not over. Wait, or recall it where it is not needed."


class ReasonMissing(Refusal):
    code = "recall_reason_missing"
    http_status = 422
    message_vi = "Chưa ghi lý do. Ghi vì sao rút lại hoặc làm tiếp."
    message_en = "The reason is missing. Say why it is recalled, or why you go on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an agency says. Where it is outside: by which paper, of which day, signed by whom.

    `document_id`: the paper itself, scanned and taken in as an upload by the same person.
    """

    outcome: Outcome = Outcome.DONE
    words: str
    paper: str = ""
    paper_on: date | None = None
    signed_by: str = ""
    document_id: int | None = None
    back_to: int | None = None


@transaction.atomic
def take(*, code: str, number: int, actor: Actor, at: datetime) -> Leg:
    """Take a leg of one's own agency in hand.

    :raises NotFound: no such dossier or leg, or not theirs to see.
    :raises NotYourLeg: it belongs to another agency.
    :raises LegHeldByAnother: a colleague was faster.
    :raises WrongState: it is closed.
    """
    turn, leg = _locked(code, number, actor, at)
    _check_own(leg, turn, actor)
    if leg.holder_id is not None:
        if leg.holder_id != int(actor.id):
            raise LegHeldByAnother()
        return leg
    _check(leg, states.TAKE)

    leg.state, leg.holder_id = states.TAKE.target, int(actor.id)
    leg.save(update_fields=["state", "holder"])
    taken = LegTaken(holder=int(actor.id))
    journal.record(taken, subject=parts.subject_of(leg, code), actor=actor, at=at)
    return leg


@transaction.atomic
def answer(*, code: str, number: int, answer: Answer, actor: Actor, at: datetime) -> Leg:
    """Answer a leg, or record what an agency outside answered; who comes next is opened.

    Sent back to an earlier step, that step and all after it have to be done again.

    :raises NotFound: no such dossier or leg, or not theirs to see.
    :raises NotYourLeg: it belongs to another agency.
    :raises LegHeldByAnother: a colleague holds it.
    :raises WrongState: it is closed.
    :raises AnswerMissing: it says nothing.
    :raises PaperMissing: an agency outside answered without a paper.
    :raises PaperOfLater: its paper bears a day to come.
    :raises CannotGoBack: the step does not stand before this one.
    """
    turn, leg = _locked(code, number, actor, at)
    _check_own(leg, turn, actor)
    if leg.holder_id is not None and leg.holder_id != int(actor.id):
        raise LegHeldByAnother()
    _check(leg, states.ANSWER)
    _check_answer(leg, answer, turn)

    document = _own_upload(answer, actor)
    leg.outcome, leg.document, leg.paper_on = answer.outcome, document, answer.paper_on
    leg.answer, leg.paper = answer.words.strip(), answer.paper.strip()
    leg.signed_by = answer.signed_by.strip()
    _close(leg, states.ANSWER, at=at)
    said = f"{leg.answer}\n{leg.paper}\n{leg.paper_on or ''}\n{leg.signed_by}"
    back_to = answer.back_to if answer.outcome == Outcome.RETURNED else None
    answered = LegAnswered(
        outcome=str(answer.outcome),
        answer=secrecy.commitment(said, salt=bytes(turn.dossier.salt)),
        document=document.sha256 if document else "",
        back_to=back_to,
    )
    turn.facts.append((answered, parts.subject_of(leg, code)))
    if back_to is not None:
        _set_aside(turn, leg, back_to)
    chains.advance(turn, started_at=at)
    chains.finish(turn, actor=actor)
    return leg


@transaction.atomic
def consent_by_silence(*, code: str, number: int, at: datetime) -> Leg:
    """Take silence for consent where the rule says so and the time to answer is over.

    :raises NotFound: no such leg.
    :raises WrongState: somebody answered meanwhile.
    :raises NotSilentYet: its time is not over, or the rule does not say so.
    """
    turn, leg = _locked(code, number, SYSTEM, at)
    _check(leg, states.CONSENT)
    due_at = parts.due_now(leg, turn.chain, turn.dossier, at=at)
    if not leg.silence_consents or due_at is None or at <= due_at:
        raise NotSilentYet()

    _close(leg, states.CONSENT, at=at)
    workflow = parts.list_of(turn.chain)
    basis = workflow.step(leg.step).silence_basis if workflow and leg.step is not None else ""
    consented = LegConsented(due_at=due_at, basis=basis)
    turn.facts.append((consented, parts.subject_of(leg, code)))
    chains.advance(turn, started_at=at)
    chains.finish(turn, actor=SYSTEM)
    return leg


@transaction.atomic
def recall(*, code: str, number: int, reason: str, actor: Actor, at: datetime) -> Leg:
    """Take a leg back that is not needed: a consultation, or a step nobody asked for.

    :raises NotFound: no such dossier or leg, or not theirs to see.
    :raises NotLeading: the actor's agency does not lead.
    :raises WrongState: it is closed.
    :raises LegIsNeeded: the list needs it.
    :raises ReasonMissing: it does not say why.
    """
    turn, leg = _locked(code, number, actor, at)
    chains.check_lead(turn.dossier, actor)
    _check(leg, states.RECALL)
    if not parts.is_not_needed(leg, parts.list_of(turn.chain)):
        raise LegIsNeeded()
    if not reason.strip():
        raise ReasonMissing()

    leg.answer = reason.strip()
    turn.gone = parts.shown_for(leg, turn.dossier)
    _close(leg, states.RECALL, at=at)
    recalled = LegRecalled(reason=secrecy.commitment(leg.answer, salt=bytes(turn.dossier.salt)))
    turn.facts.append((recalled, parts.subject_of(leg, code)))
    chains.advance(turn, started_at=at)
    chains.finish(turn, actor=actor)
    return leg


@transaction.atomic
def go_on_without(*, code: str, number: int, reason: str, actor: Actor, at: datetime) -> Leg:
    """Go on without an opinion that did not come in time: who leads says why, and answers for it.

    :raises NotFound: no such dossier or leg, or not theirs to see.
    :raises NotLeading: the actor's agency does not lead.
    :raises WrongState: it is closed.
    :raises LegIsNeeded: the list needs it: no reason stands in for what an agency has to do.
    :raises NotOverdueYet: its time is not over.
    :raises ReasonMissing: it does not say why.
    """
    turn, leg = _locked(code, number, actor, at)
    chains.check_lead(turn.dossier, actor)
    _check(leg, states.MISS)
    if not parts.is_not_needed(leg, parts.list_of(turn.chain)):
        raise LegIsNeeded()
    due_at = parts.due_now(leg, turn.chain, turn.dossier, at=at)
    if due_at is None or at <= due_at:
        raise NotOverdueYet()
    if not reason.strip():
        raise ReasonMissing()

    leg.answer = reason.strip()
    _close(leg, states.MISS, at=at)
    rule = clock_law.of(clock_law.OPINION_OVERDUE, on=local_date(leg.started_at))
    words = secrecy.commitment(leg.answer, salt=bytes(turn.dossier.salt))
    missed = LegMissed(due_at=due_at, basis=rule.basis, reason=words)
    turn.facts.append((missed, parts.subject_of(leg, code)))
    chains.advance(turn, started_at=at)
    chains.finish(turn, actor=actor)
    return leg


def _locked(code: str, number: int, actor: Actor, at: datetime) -> tuple[Turn, Leg]:
    # The dossier's lock is the chain's: whoever acts on a leg holds the whole chain still.
    dossier, leg = parts.door(code=code, number=number, actor=actor, lock=True)
    chain = parts.chain_of(dossier)
    assert chain is not None, "A leg stands in a chain."
    chains.check_runs(dossier)
    return Turn(chain, dossier, at), leg


def _check_own(leg: Leg, turn: Turn, actor: Actor) -> None:
    if not parts.may_do(actor, leg, turn.dossier):
        raise NotYourLeg(unit=leg.organisation.name_vi)


def _check(leg: Leg, move: Move) -> None:
    if leg.state not in move.sources:
        raise WrongState(state=leg.get_state_display(), move=move.label_vi)


def _check_answer(leg: Leg, answer: Answer, turn: Turn) -> None:
    if not answer.words.strip():
        raise AnswerMissing()
    is_whole = answer.paper.strip() and answer.paper_on and answer.signed_by.strip()
    if leg.is_outside and not is_whole:
        raise PaperMissing()
    if answer.paper_on is not None and answer.paper_on > local_date(turn.at):
        raise PaperOfLater()
    if answer.outcome != Outcome.RETURNED:
        return
    workflow = parts.list_of(turn.chain)
    allowed: frozenset[int] = frozenset()
    if workflow is not None and leg.step is not None:
        allowed = rules.may_go_back_to(workflow, from_step=leg.step)
    if answer.back_to not in allowed:
        raise CannotGoBack(step=answer.back_to or "?")


def _close(leg: Leg, move: Move, *, at: datetime) -> None:
    leg.state, leg.closed_at = move.target, at
    said = ("outcome", "answer", "paper", "paper_on", "signed_by", "document")
    leg.save(update_fields=["state", "closed_at", *said])


def _own_upload(answer: Answer, actor: Actor) -> Document | None:
    """:raises NotFound: the document is not one this person took in."""
    if answer.document_id is None:
        return None
    found = documents.visible_to(actor).filter(pk=answer.document_id).first()
    if found is None:
        raise NotFound()
    return found


def _set_aside(turn: Turn, by: Leg, back_to: int) -> None:
    workflow = parts.list_of(turn.chain)
    assert workflow is not None, "Only a list has steps to go back to."
    again = rules.done_again(workflow, back_to)
    closed = Leg.objects.filter(chain=turn.chain, step__in=sorted(again), is_set_aside=False)
    for leg in closed.exclude(state__in=sorted(LIVE)).order_by("number"):
        leg.is_set_aside = True
        leg.save(update_fields=["is_set_aside"])
        subject = parts.subject_of(leg, turn.dossier.code)
        fact = LegSetAside(by=parts.subject_of(by, turn.dossier.code))
        # One entry a subject and act: who sends back says so in its own answer already.
        if leg.pk != by.pk:
            turn.facts.append((fact, subject))
