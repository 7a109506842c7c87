"""Give back what was paid for a dossier that ended without a result: marked at once, then done."""

from datetime import datetime

from django.db import transaction

from motcua.capabilities.payments.operations import money
from motcua.capabilities.payments.states import State as ChargeState
from motcua.casework.dossiers.events import DossierRefunded, RefundOwed
from motcua.casework.dossiers.life_models import Refund
from motcua.casework.dossiers.models import Dossier, DossierCharge
from motcua.casework.dossiers.operations import fees
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.rules import refunds
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal


class NothingToRefund(Refusal):
    code = "nothing_to_refund"
    message_vi = "Hồ sơ {code} không có khoản nào phải hoàn."
    message_en = "Nothing is to be given back for dossier {code}."


class VoucherMissing(Refusal):
    code = "voucher_missing"
    http_status = 422
    message_vi = "Chưa ghi chứng từ chi. Ghi số, ngày của chứng từ hoàn tiền."
    message_en = "The voucher is missing. Write number and day of the paper the money went out by."


def mark(dossier: Dossier, *, actor: Actor, at: datetime) -> list[Refund]:
    """Mark what was paid for a locked dossier that has just ended, where the rule gives it back.

    The head of the agency that was paid gives it back: nobody else can take money out.
    """
    rule = refunds.of(dossier.state, on=local_date(at))
    if rule is None or not rule.gives_back(was_received=dossier.received_at is not None):
        return []
    paid = DossierCharge.objects.filter(dossier=dossier, charge__state=ChargeState.SETTLED)
    marked = []
    paid = paid.exclude(due=fees.POSTAGE)  # The post was paid, and gives back by its own rules.
    for link in paid.filter(charge__due_vnd__gt=0).select_related("charge").order_by("id"):
        refund = Refund.objects.create(
            dossier=dossier,
            charge=link.charge,
            amount_vnd=link.charge.due_vnd,
            payee=link.charge.payee,
            ending=rule.ending,
            basis=rule.basis,
            marked_at=at,
        )
        owed = RefundOwed(
            charge=link.charge_id,
            amount_vnd=refund.amount_vnd,
            to=refund.payee,
            ending=rule.ending,
            basis=rule.basis,
        )
        journal.record(owed, subject=dossier.subject, actor=actor, at=at)
        marked.append(refund)
    return marked


@transaction.atomic
def give_back(*, code: str, voucher: str, actor: Actor, at: datetime) -> list[Refund]:
    """Give back all that is owed back, by the voucher it went out with; the applicant is told.

    :raises NotFound: it is not there, or not this office's.
    :raises NothingToRefund: nothing is owed back, or it was given back already.
    :raises VoucherMissing: no paper says so.
    :raises WrongRole: the actor is no head.
    :raises VoucherUsed: the voucher stands for another refund.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    owed = list(Refund.objects.filter(dossier=dossier, done_at=None).order_by("id"))
    if not owed:
        raise NothingToRefund(code=code)
    if not voucher.strip():
        raise VoucherMissing()

    for place, refund in enumerate(owed):
        rule = refunds.of(refund.ending, on=local_date(refund.marked_at))
        money.refund(
            charge_id=refund.charge_id,
            reason=rule.reason_vi if rule else refund.ending,
            legal_basis=refund.basis,
            voucher=voucher.strip() if place == 0 else f"{voucher.strip()}/{place + 1}",
            actor=actor,
            at=at,
        )
        refund.done_at, refund.done_by = at, actor.id
        refund.save(update_fields=["done_at", "done_by"])
        done = DossierRefunded(charge=refund.charge_id, amount_vnd=refund.amount_vnd)
        journal.record(done, subject=dossier.subject, actor=actor, at=at)
    return owed
