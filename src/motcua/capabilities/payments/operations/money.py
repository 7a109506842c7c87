"""Money in, put to its charge or aside, and given back.

A lock on a payment guards what of it stands aside, a lock on a charge what was put to it. They are
taken in one order everywhere: payments, then a charge.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from motcua.capabilities.payments import states
from motcua.capabilities.payments.events import (
    ChargeRefunded,
    ChargeSettled,
    PaymentAllocated,
    PaymentReceived,
    PaymentRefunded,
)
from motcua.capabilities.payments.gateway import Notice, PaymentGateway
from motcua.capabilities.payments.models import Charge, Payment, Posting, Refund
from motcua.capabilities.payments.queries import charges, ledger
from motcua.capabilities.payments.rules import amounts, fates
from motcua.capabilities.payments.states import Outcome, Place
from motcua.spine import lifecycle
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal.events import Event

COUNTER = "counter"


class ContradictingNotice(Refusal):
    code = "contradicting_notice"
    message_vi = "Giao dịch {transaction_id} đã ghi với số tiền hoặc nội dung khác."
    message_en = "Transaction {transaction_id} is on record with another amount or reference."


class WrongCash(Refusal):
    code = "wrong_cash"
    message_vi = "Phải thu đúng {due_vnd} đ, không phải {amount_vnd} đ."
    message_en = "Collect exactly {due_vnd} đ, not {amount_vnd} đ."


class ReceiptUsed(Refusal):
    code = "receipt_used"
    message_vi = "Biên lai số {number} đã dùng cho lần thu khác. Xem lại số trên biên lai."
    message_en = "Receipt {number} was used for another payment. Check the number on the receipt."


class NotEnough(Refusal):
    code = "not_enough_money"
    message_vi = "Tiền treo đã chọn chưa đủ {due_vnd} đ."
    message_en = "The money chosen does not make up {due_vnd} đ."


class NothingToGiveBack(Refusal):
    code = "nothing_to_give_back"
    message_vi = "Không còn tiền để hoàn."
    message_en = "Nothing is left to give back."


class VoucherUsed(Refusal):
    code = "voucher_used"
    message_vi = "Chứng từ chi số {voucher} đã dùng cho lần hoàn tiền khác."
    message_en = "Voucher {voucher} was used for another refund."


def take_callback(
    *, gateway: PaymentGateway, body: bytes, signature: str, at: datetime
) -> Payment | None:
    """Take in what a gateway calls back with; None while it only says that nothing is paid yet.

    Repeats and any order of calls change nothing.

    :raises ForgedCallback: the signature is not the gateway's.
    :raises UnreadableCallback: it is genuine, but not what was agreed.
    :raises ContradictingNotice: the same transaction is known with another amount.
    """
    return take_notice(gateway=gateway.code, notice=gateway.read_callback(body, signature), at=at)


def take_notice(*, gateway: str, notice: Notice, at: datetime) -> Payment | None:
    """Take in what a gateway says, however we learnt it: called back, asked, or its statement.

    :raises ContradictingNotice: the same transaction is known with another amount.
    """
    if notice.outcome != Outcome.PAID:
        return None  # Only money counts; an attempt that fails may be tried again.
    return _receive(gateway=gateway, notice=notice, actor=SYSTEM, at=at)


@transaction.atomic
def record_counter_payment(
    *, charge_id: int, amount_vnd: int, receipt_number: str, actor: Actor, at: datetime
) -> Payment:
    """Record cash taken at the counter against a receipt; pressing twice changes nothing.

    For the room that keeps the link to the charge: it has checked whose case this is.

    :raises NotFound: there is no such charge.
    :raises WrongRole: the actor does not collect money.
    :raises ReceiptUsed: the number stands for another payment.
    :raises WrongState: it is settled or closed.
    :raises WrongCash: it is not the amount due.
    """
    charge = charges.get(charge_id, lock=True)
    transaction_id = f"{charge.payee}/{receipt_number}"
    known = Payment.objects.filter(gateway=COUNTER, transaction_id=transaction_id).first()
    if known and (known.charge_id, known.amount_vnd) == (charge.pk, amount_vnd):
        return known
    if known:
        raise ReceiptUsed(number=receipt_number)
    lifecycle.check(states.COLLECT, on=charge, actor=actor)
    if amount_vnd != charge.due_vnd:
        raise WrongCash(due_vnd=charge.due_vnd, amount_vnd=amount_vnd)

    notice = Notice(
        transaction_id=transaction_id,
        reference=charge.reference,
        amount_vnd=amount_vnd,
        outcome=Outcome.PAID,
        paid_at=at,
    )
    return _receive(gateway=COUNTER, notice=notice, actor=actor, at=at)


@transaction.atomic
def allocate(*, charge_id: int, payment_ids: Sequence[UUID], actor: Actor, at: datetime) -> Charge:
    """Settle a charge with money that stands aside; what is over stays aside.

    :raises NotFound: a payment or the charge is not there.
    :raises WrongRole: the actor does not decide on suspended money.
    :raises WrongState: the charge is settled or closed.
    :raises NotEnough: the money chosen is less than what is due.
    """
    payments = _lock(payment_ids)
    charge = charges.get(charge_id, lock=True)
    lifecycle.check(states.ALLOCATE, on=charge, actor=actor)
    standing = ledger.suspended_vnd([payment.pk for payment in payments])
    if sum(standing.values()) < charge.due_vnd:
        raise NotEnough(due_vnd=charge.due_vnd)

    shares = amounts.shares_out(charge.due_vnd, [standing[payment.pk] for payment in payments])
    facts: list[tuple[Event, str]] = []
    for payment, amount_vnd in zip(payments, shares, strict=True):
        if amount_vnd:
            _post(payment, Place.SUSPENDED, Place.ALLOCATED, amount_vnd, charge=charge, at=at)
            allocated = PaymentAllocated(charge_id=charge.pk, amount_vnd=amount_vnd)
            facts.append((allocated, payment.subject))
    facts.append(_settle(charge, gateway=payments[0].gateway, at=at))
    journal.record_many(facts, actor=actor, at=at)
    return charge


@transaction.atomic
def refund(
    *,
    charge_id: int,
    reason: str,
    legal_basis: str,
    voucher: str,
    actor: Actor,
    at: datetime,
) -> Charge:
    """Give back all that settled a charge. `voucher` is the document by which money went out.

    :raises NotFound: there is no such charge.
    :raises WrongRole: the actor does not decide on refunds.
    :raises WrongState: it is not settled.
    :raises NothingToGiveBack: all of it was waived.
    :raises VoucherUsed: the voucher stands for another refund.
    """
    charge = charges.get(charge_id, lock=True)
    lifecycle.check(states.REFUND, on=charge, actor=actor)
    if charge.due_vnd == 0:
        raise NothingToGiveBack()
    _check_voucher(voucher)

    given_back = _give_back(
        reason=reason, legal_basis=legal_basis, voucher=voucher,
        amount_vnd=charge.due_vnd, charge=charge, at=at,
    )  # fmt: skip
    facts: list[tuple[Event, str]] = []
    for payment, amount_vnd in ledger.allocated_to(charge):
        _post(payment, Place.ALLOCATED, Place.REFUNDED, amount_vnd, charge=charge, at=at)
        facts.append((PaymentRefunded(amount_vnd=amount_vnd, reason=reason), payment.subject))
    charge.state, charge.closed_at = states.REFUND.target, at
    charge.save(update_fields=["state", "closed_at"])
    refunded = ChargeRefunded(charge_id=charge.pk, amount_vnd=given_back.amount_vnd, reason=reason)
    journal.record_many([*facts, (refunded, charge.subject)], actor=actor, at=at)
    return charge


@transaction.atomic
def refund_suspended(
    *,
    payment_id: UUID,
    reason: str,
    legal_basis: str,
    voucher: str,
    actor: Actor,
    at: datetime,
) -> Payment:
    """Give back what stands aside of a payment.

    :raises NotFound: there is no such payment.
    :raises WrongRole: the actor does not decide on refunds.
    :raises NothingToGiveBack: nothing of it stands aside.
    :raises VoucherUsed: the voucher stands for another refund.
    """
    [payment] = _lock([payment_id])
    if states.REFUND.by not in actor.roles:
        raise lifecycle.WrongRole(move=states.REFUND.label_vi)
    amount_vnd = ledger.suspended_vnd([payment.pk])[payment.pk]
    if amount_vnd == 0:
        raise NothingToGiveBack()
    _check_voucher(voucher)

    _give_back(
        reason=reason, legal_basis=legal_basis, voucher=voucher,
        amount_vnd=amount_vnd, payment=payment, at=at,
    )  # fmt: skip
    _post(payment, Place.SUSPENDED, Place.REFUNDED, amount_vnd, charge=None, at=at)
    refunded = PaymentRefunded(amount_vnd=amount_vnd, reason=reason)
    journal.record(refunded, subject=payment.subject, actor=actor, at=at)
    return payment


@transaction.atomic
def _receive(*, gateway: str, notice: Notice, actor: Actor, at: datetime) -> Payment:
    charge = charges.with_reference(notice.reference, lock=True)
    suspended_for = fates.suspended_for(
        state=charge.state if charge else None,
        due_vnd=charge.due_vnd if charge else 0,
        amount_vnd=notice.amount_vnd,
    )
    mine = Payment(
        id=uuid4(),
        gateway=gateway,
        transaction_id=notice.transaction_id,
        amount_vnd=notice.amount_vnd,
        paid_at=notice.paid_at,
        paid_on=local_date(notice.paid_at),
        taken_at=at,
        reference=notice.reference,
        charge=charge,
        suspended_for=suspended_for or "",
    )
    # Insert or ignore: a twin waits here on the unique index until the first has committed.
    Payment.objects.bulk_create([mine], ignore_conflicts=True)
    payment = Payment.objects.get(gateway=gateway, transaction_id=notice.transaction_id)
    if payment.pk != mine.pk:
        return _same(payment, notice)

    _post(mine, Place.OUTSIDE, Place.SUSPENDED, mine.amount_vnd, charge=None, at=at)
    received = PaymentReceived(
        gateway=gateway,
        amount_vnd=mine.amount_vnd,
        charge_id=charge.pk if charge else None,
        suspended_for=mine.suspended_for,
    )
    facts: list[tuple[Event, str]] = [(received, mine.subject)]
    if charge and suspended_for is None:
        _post(mine, Place.SUSPENDED, Place.ALLOCATED, mine.amount_vnd, charge=charge, at=at)
        facts.append(_settle(charge, gateway=gateway, at=at))
    journal.record_many(facts, actor=actor, at=at)
    return mine


def _same(known: Payment, notice: Notice) -> Payment:
    if (known.amount_vnd, known.reference) != (notice.amount_vnd, notice.reference):
        raise ContradictingNotice(transaction_id=notice.transaction_id)
    return known


def _settle(charge: Charge, *, gateway: str, at: datetime) -> tuple[Event, str]:
    charge.state, charge.settled_at = states.SETTLE.target, at
    charge.save(update_fields=["state", "settled_at"])
    waiting = charge.attempts.filter(outcome=Outcome.PENDING)
    waiting.filter(gateway=gateway).update(outcome=Outcome.PAID, next_poll_at=None)
    waiting.update(outcome=Outcome.FAILED, next_poll_at=None)
    settled = ChargeSettled(charge_id=charge.pk, due_vnd=charge.due_vnd, gateway=gateway)
    return settled, charge.subject


def _post(
    payment: Payment,
    source: Place,
    target: Place,
    amount_vnd: int,
    *,
    charge: Charge | None,
    at: datetime,
) -> None:
    Posting.objects.create(
        payment=payment,
        charge=charge,
        source=source,
        target=target,
        amount_vnd=amount_vnd,
        posted_at=at,
    )


def _lock(payment_ids: Sequence[UUID]) -> list[Payment]:
    wanted = Payment.objects.select_for_update().filter(pk__in=payment_ids).order_by("pk")
    payments = list(wanted)
    if not payments or len(payments) != len(set(payment_ids)):
        raise NotFound()
    return payments


def _check_voucher(voucher: str) -> None:
    if Refund.objects.filter(voucher=voucher).exists():
        raise VoucherUsed(voucher=voucher)


def _give_back(
    *,
    reason: str,
    legal_basis: str,
    voucher: str,
    amount_vnd: int,
    at: datetime,
    charge: Charge | None = None,
    payment: Payment | None = None,
) -> Refund:
    return Refund.objects.create(
        charge=charge,
        payment=payment,
        amount_vnd=amount_vnd,
        reason=reason,
        legal_basis=legal_basis,
        voucher=voucher,
        refunded_at=at,
    )
