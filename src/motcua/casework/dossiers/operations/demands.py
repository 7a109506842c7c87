"""Two appointments: a duty to pay outside the office, and the second clock from its proof on."""

from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers import states
from motcua.casework.dossiers.events import PaymentDemanded, PaymentProven
from motcua.casework.dossiers.life_models import Demand
from motcua.casework.dossiers.models import ClockMark, Dossier
from motcua.casework.dossiers.operations import entering, intake, settlement, step_dues
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.queries import access, clocks
from motcua.casework.dossiers.rules import accounts, due_states, steps
from motcua.casework.dossiers.rules.accounts import Due
from motcua.spine import lifecycle, rows, secrecy
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal

PROOF = "payment_proof"
AMOUNT_VND_MAX = 10**12


class NoPaymentInProcedure(Refusal):
    code = "no_payment_in_procedure"
    message_vi = "Thủ tục này không có bước chờ người nộp thực hiện nghĩa vụ tài chính."
    message_en = "This procedure has no step at which the applicant has to pay."


class NoticeIncomplete(Refusal):
    code = "tax_notice_incomplete"
    http_status = 422
    message_vi = "Ghi số, ngày thông báo của cơ quan thuế và số tiền phải nộp lớn hơn 0."
    message_en = "Give number and day of the tax notice, and an amount above zero."


class ProofMissing(Refusal):
    code = "payment_proof_missing"
    http_status = 422
    message_vi = "Chưa có chứng từ nộp tiền. Chụp hoặc chọn tệp rồi gửi."
    message_en = "There is no proof of payment yet. Choose a file and send it."


@transaction.atomic
def demand(*, code: str, notice: str, amount_vnd: int, actor: Actor, at: datetime) -> Demand:
    """Send the tax notice: the first appointment is kept, and the clock waits for the payment.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled.
    :raises HeldByAnother: a colleague holds it.
    :raises NotYourStep: the step asks for another role.
    :raises NoPaymentInProcedure: its procedure has no such step.
    :raises NoticeIncomplete: no notice, or no amount.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.DEMAND, on=dossier, actor=actor)
    settlement.check_step(dossier, actor)
    if not has_payment(dossier):
        raise NoPaymentInProcedure()
    if not notice.strip() or not 0 < amount_vnd <= AMOUNT_VND_MAX:
        raise NoticeIncomplete()

    dossier.state = states.DEMAND.target
    dossier.awaits = due_states.awaits(dossier.state, "")
    dossier.save(update_fields=["state", "awaits"])
    ClockMark.objects.create(dossier=dossier, kind=ClockMark.STOP, at=at, cause=clocks.PAYMENT)
    row = Demand.objects.create(
        dossier=dossier,
        notice=notice.strip(),
        amount_vnd=amount_vnd,
        demanded_by=actor.id,
        demanded_at=at,
    )
    demanded = PaymentDemanded(
        amount_vnd=amount_vnd, notice=secrecy.commitment(row.notice, salt=bytes(dossier.salt))
    )
    journal.record(demanded, subject=dossier.subject, actor=actor, at=at)
    return row


@transaction.atomic
def prove(*, code: str, document_id: int | None, actor: Actor, at: datetime) -> Dossier:
    """Take in the proof of payment and start the second clock: by applicant, desk or system.

    :raises NotFound: it is not there, not theirs, or the file is not one they uploaded.
    :raises WrongState: no payment was demanded.
    :raises ProofMissing: an applicant gives no file.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    is_applicant = access.APPLICANT in actor.roles
    move = states.PROVE if is_applicant else states.PROVE_FOR
    lifecycle.check(states.PAID if "system" in actor.roles else move, on=dossier, actor=actor)
    if is_applicant and document_id is None:
        raise ProofMissing()
    given = PaperGiven(component=PROOF, fulfilment="upload", document_id=document_id)
    [proof] = intake.with_hashes([given], actor=actor)

    row = Demand.objects.select_for_update().get(dossier=dossier, proven_at=None)
    row.proof_id, row.proven_by, row.proven_at = document_id, actor.id, at
    row.save(update_fields=["proof", "proven_by", "proven_at"])
    if document_id is not None:
        entering.paper_of(dossier, proof, round_number=0, at=at).save()
    due = _second_due(dossier, at=at)
    _restart(dossier, due, at=at)
    proven = PaymentProven(
        due_at=dossier.due_at,
        is_estimated=bool(due and due.is_estimated),
        proof=proof.document_hash,
    )
    journal.record(proven, subject=dossier.subject, actor=actor, at=at)
    return dossier


def has_payment(dossier: Dossier) -> bool:
    """Say whether its procedure has a step at which the applicant pays outside the office."""
    definition = access.definition_of(dossier.procedure_version)
    return any(step.waits_for_applicant for step in definition.steps)


def _second_due(dossier: Dossier, *, at: datetime) -> Due | None:
    limit = clocks.second_limit(dossier.procedure_version) or clocks.limit_of(dossier)
    if limit is None:
        return None
    return accounts.due(received_at=at, limit=limit, calendar=clocks.calendar_of(dossier))


def _restart(dossier: Dossier, due: Due | None, *, at: datetime) -> None:
    """Go on at the step it stands at; the second appointment is counted from now."""
    step = steps.of_order(access.steps_of(dossier), dossier.step) if dossier.step else None
    dossier.state = states.PAID.target
    dossier.awaits = due_states.awaits(dossier.state, step.role if step else "")
    dossier.due_at = due.at if due else None
    rows.update(dossier, "state", "awaits", "due_at")
    after = access.definition_of(dossier.procedure_version).after_payment
    ClockMark.objects.create(
        dossier=dossier,
        kind=ClockMark.RESTART,
        at=at,
        cause=clocks.PAYMENT,
        basis=after.basis[:120] if after else "",
    )
    step_dues.bring_up(dossier, at=at)  # The time it waited does not count for the step either.
