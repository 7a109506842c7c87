"""What is owed for a dossier: the charge is the payments' own, the link is kept here."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.capabilities.payments.models import Charge, Payment
from motcua.capabilities.payments.operations import charges as owing
from motcua.capabilities.payments.operations import money
from motcua.capabilities.payments.queries import charges
from motcua.capabilities.payments.rules.amounts import Item
from motcua.capabilities.payments.states import State as ChargeState
from motcua.casework.dossiers.events import FeePaid
from motcua.casework.dossiers.models import Dossier, DossierCharge
from motcua.casework.dossiers.queries import access, prices
from motcua.reference.procedures.definition.fees import Charge as Fee
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.procedures.models import ProcedureVersion
from motcua.spine import statements
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

POSTAGE = "postage"  # Owed to the post, before it carries anything: no fee of the procedure.


class FeeOutstanding(Refusal):
    code = "fee_outstanding"
    message_vi = (
        "Còn {due_vnd} đ phí, lệ phí chưa nộp. Nộp qua mã VietQR hoặc tại quầy rồi làm tiếp."
    )
    message_en = "{due_vnd} VND in fees is not paid yet. Pay by VietQR or at the counter first."


def outstanding(due_vnd: int) -> FeeOutstanding:
    return FeeOutstanding(due_vnd=f"{due_vnd:,}".replace(",", "."))


def owe(
    wanted: Sequence[Fee],
    *,
    version: ProcedureVersion,
    definition: Definition,
    payees: Sequence[str],
    actor: Actor,
    at: datetime,
) -> Charge:
    """Create the charge for these fees, owed to the first of the agencies that has an account."""
    named = (code for code in payees if charges.payee(code) is not None)
    return owing.owe(
        payee=next(named, payees[0]),
        purpose=f"Le phi {version.procedure.key}",
        items=[
            Item(
                reason=fee.code,
                name_vi=fee.name_vi,
                name_en=fee.name_en,
                unit_vnd=fee.amount_vnd,
                legal_basis=prices.fee_of(definition, fee.code).basis,
            )
            for fee in wanted
        ],
        actor=actor,
        at=at,
    )


def owe_for(
    dossier: Dossier,
    wanted: Sequence[Fee],
    *,
    definition: Definition,
    due: str,
    actor: Actor,
    at: datetime,
) -> Charge | None:
    """Owe what falls due for a dossier, and keep the link; None when nothing costs anything."""
    if not wanted:
        return None
    charge = owe(
        wanted,
        version=dossier.procedure_version,
        definition=definition,
        payees=(dossier.receiving.code, dossier.resolving.code),
        actor=actor,
        at=at,
    )
    keep(dossier, charge, due=due)
    return charge


def keep(dossier: Dossier, charge: Charge, *, due: str) -> None:
    """Keep that a charge is owed for a dossier, and when it has to be paid."""
    DossierCharge.objects.create(dossier=dossier, charge=charge, due=due)


_OWED = """
    SELECT charge.state, charge.due_vnd FROM dossiers_dossiercharge link
    JOIN payments_charge charge ON charge.id = link.charge_id
    WHERE link.dossier_id = %s AND link.due = %s
"""


def check_paid(dossier: Dossier, *, due: str) -> int:
    """Return what was paid of what falls due then.

    :raises FeeOutstanding: something of it is not paid.
    """
    owed = statements.run(_OWED, [dossier.pk, due])
    if open_vnd := sum(vnd for state, vnd in owed if state == ChargeState.OPEN):
        raise outstanding(open_vnd)
    return sum(vnd for state, vnd in owed if state == ChargeState.SETTLED)


@transaction.atomic
def collect(
    *,
    code: str,
    charge_id: int,
    amount_vnd: int,
    receipt_number: str,
    actor: Actor,
    at: datetime,
) -> Payment:
    """Take cash at the counter for what a dossier owes, by the number of its paper receipt.

    :raises NotFound: no such dossier, not this office's, or it owes no such charge.
    :raises Refusal: as `payments.money.record_counter_payment` does.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    if not DossierCharge.objects.filter(dossier=dossier, charge_id=charge_id).exists():
        raise NotFound()
    return money.record_counter_payment(
        charge_id=charge_id,
        amount_vnd=amount_vnd,
        receipt_number=receipt_number,
        actor=actor,
        at=at,
    )


def cancel_open(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Cancel what is still owed for a dossier that ends without a result."""
    for owed in DossierCharge.objects.filter(dossier=dossier, charge__state=ChargeState.OPEN):
        owing.cancel(charge_id=owed.charge_id, actor=actor, at=at)


@transaction.atomic
def note_paid(*, charge_id: int, at: datetime) -> Dossier | None:
    """Note that a charge was settled; None when it is no dossier's, or was noted before."""
    found = DossierCharge.objects.select_for_update(of=("self",)).select_related("dossier")
    link = found.filter(charge_id=charge_id, paid_at=None).first()
    if link is None:
        return None  # A draft's: it is paid before there is a dossier.
    link.paid_at = at
    link.save(update_fields=["paid_at"])
    paid = FeePaid(charge=charge_id, due=link.due)
    journal.record(paid, subject=link.dossier.subject, actor=SYSTEM, at=at)
    return link.dossier
