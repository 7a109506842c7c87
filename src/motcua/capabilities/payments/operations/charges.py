"""What is owed: charges made, reduced, cancelled, and shown to a payer."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from motcua.capabilities.payments import gateways, states
from motcua.capabilities.payments.events import (
    AttemptStarted,
    ChargeCancelled,
    ChargeOwed,
    ChargeReduced,
)
from motcua.capabilities.payments.gateway import PaymentOrder
from motcua.capabilities.payments.models import Charge, ChargeItem, ItemWaiver, PaymentAttempt
from motcua.capabilities.payments.queries import charges
from motcua.capabilities.payments.rules import amounts, references, vietqr
from motcua.capabilities.payments.rules.amounts import Item, Waiver
from motcua.spine import lifecycle
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

FIRST_POLL_AFTER = timedelta(seconds=30)


class WaiverTooLarge(Refusal):
    code = "waiver_too_large"
    message_vi = "Chỉ còn {left_vnd} đ của khoản này để miễn, giảm."
    message_en = "Only {left_vnd} đ of this item is left to waive."


class NothingToPay(Refusal):
    code = "nothing_to_pay"
    message_vi = "Khoản này không còn phải nộp."
    message_en = "Nothing is left to pay here."


class NoAccount(Refusal):
    code = "payee_without_account"
    message_vi = "Cơ quan thu chưa khai tài khoản nhận tiền. Bạn nộp tiền tại quầy."
    message_en = "The agency has no account for transfers yet. Pay at the counter."


@transaction.atomic
def owe(*, payee: str, purpose: str, items: Sequence[Item], actor: Actor, at: datetime) -> Charge:
    """Create a charge. Whoever calls keeps the link to what it is for.

    It is settled at once when the law waives all of it. `purpose` is printed on the payer's bank
    statement, without marks.
    """
    assert items, "A charge has at least one item."
    due_vnd = amounts.due_vnd(items)
    charge = Charge.objects.create(
        reference=references.new_reference(secrets.choice),
        payee=payee,
        purpose=vietqr.plain(purpose),
        due_vnd=due_vnd,
        state=states.State.OPEN if due_vnd else states.State.SETTLED,
        owed_at=at,
        settled_at=None if due_vnd else at,
    )
    for position, item in enumerate(items, start=1):
        _add_item(charge, item, position=position, at=at)
    owed = ChargeOwed(
        charge_id=charge.pk,
        payee=payee,
        reasons=[item.reason for item in items],
        waived_vnd=sum(item.waived_vnd for item in items),
        due_vnd=due_vnd,
        state=charge.state,
    )
    journal.record(owed, subject=charge.subject, actor=actor, at=at)
    return charge


@transaction.atomic
def waive(*, charge_id: int, position: int, waiver: Waiver, actor: Actor, at: datetime) -> Charge:
    """Waive a part of one item of an open charge; settle it when nothing is left to pay.

    :raises NotFound: there is no such charge, or no such item.
    :raises WrongState: it is settled or closed; then money is given back instead.
    :raises WaiverTooLarge: the item has less left than is to be waived.
    """
    charge = charges.get(charge_id, lock=True)
    _check_open(charge, move="Miễn, giảm")
    item = charge.items.filter(position=position).prefetch_related("waivers").first()
    if item is None:
        raise NotFound()
    left_vnd = item.amount_vnd - sum(before.amount_vnd for before in item.waivers.all())
    if waiver.amount_vnd > left_vnd:
        raise WaiverTooLarge(left_vnd=left_vnd)

    _add_waiver(item, waiver, at=at)
    charge.due_vnd -= waiver.amount_vnd
    if charge.due_vnd == 0:
        charge.state, charge.settled_at = states.State.SETTLED, at
    charge.save(update_fields=["due_vnd", "state", "settled_at"])
    _stop_asking(charge)
    reduced = ChargeReduced(
        charge_id=charge.pk,
        reason=waiver.reason,
        waived_vnd=waiver.amount_vnd,
        due_vnd=charge.due_vnd,
        state=charge.state,
    )
    journal.record(reduced, subject=charge.subject, actor=actor, at=at)
    return charge


@transaction.atomic
def cancel(*, charge_id: int, actor: Actor, at: datetime) -> Charge:
    """Cancel an open charge. Money that still comes for it stands aside until it is given back.

    :raises NotFound: there is no such charge.
    :raises WrongState: it is settled or closed already.
    """
    charge = charges.get(charge_id, lock=True)
    _check_open(charge, move=states.CANCEL.label_vi)

    charge.state, charge.closed_at = states.CANCEL.target, at
    charge.save(update_fields=["state", "closed_at"])
    cancelled = ChargeCancelled(charge_id=charge.pk, due_vnd=charge.due_vnd)
    journal.record(cancelled, subject=charge.subject, actor=actor, at=at)
    return charge


@transaction.atomic
def start_payment(*, charge_id: int, gateway: str, actor: Actor, at: datetime) -> PaymentAttempt:
    """Return what to show a payer. Asking again while it waits returns the same attempt.

    :raises NotFound: there is no such charge or gateway.
    :raises NothingToPay: it is settled or closed.
    :raises NoAccount: its payee has no account yet.
    """
    charge = charges.get(charge_id, lock=True)
    chosen = gateways.named(gateway)
    if not charge.is_open:
        raise NothingToPay()
    payee = charges.payee(charge.payee)
    if payee is None:
        raise NoAccount()
    waiting = charges.waiting_attempt(charge, gateway=gateway)
    if waiting:
        return waiting

    order = PaymentOrder(
        reference=charge.reference,
        amount_vnd=charge.due_vnd,
        purpose=vietqr.plain(f"{charge.reference} {charge.purpose}"),
        bank_bin=payee.bank_bin,
        account_number=payee.account_number,
    )
    instruction = chosen.start(order)
    attempt = PaymentAttempt.objects.create(
        charge=charge,
        gateway=gateway,
        amount_vnd=charge.due_vnd,
        payload=instruction.payload,
        link=instruction.link,
        started_at=at,
        next_poll_at=at + FIRST_POLL_AFTER,
    )
    started = AttemptStarted(charge_id=charge.pk, gateway=gateway, amount_vnd=charge.due_vnd)
    journal.record(started, subject=attempt.subject, actor=actor, at=at)
    return attempt


def _add_item(charge: Charge, item: Item, *, position: int, at: datetime) -> None:
    row = ChargeItem.objects.create(
        charge=charge,
        position=position,
        reason=item.reason,
        name_vi=item.name_vi,
        name_en=item.name_en,
        quantity=item.quantity,
        unit_vnd=item.unit_vnd,
        legal_basis=item.legal_basis,
    )
    for waiver in item.waivers:
        _add_waiver(row, waiver, at=at)


def _add_waiver(item: ChargeItem, waiver: Waiver, *, at: datetime) -> None:
    ItemWaiver.objects.create(
        item=item,
        reason=waiver.reason,
        amount_vnd=waiver.amount_vnd,
        legal_basis=waiver.legal_basis,
        waived_at=at,
    )


def _check_open(charge: Charge, *, move: str) -> None:
    if charge.state not in states.CANCEL.sources:
        raise lifecycle.WrongState(state=charge.state, move=move)


def _stop_asking(charge: Charge) -> None:
    # The amount has changed: a payer must be shown a new code, and the old one is not asked after.
    charge.attempts.filter(outcome=states.Outcome.PENDING).update(
        outcome=states.Outcome.FAILED, next_poll_at=None
    )
