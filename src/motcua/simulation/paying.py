"""Money in a simulated province: before filing through the bank, afterwards at the desk."""

from datetime import datetime

from motcua.capabilities.payments.gateway import Notice
from motcua.capabilities.payments.models import Charge
from motcua.capabilities.payments.operations import money
from motcua.capabilities.payments.states import Outcome
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import drafts, fees, intake
from motcua.casework.dossiers.operations.filing import Filing
from motcua.casework.dossiers.queries import prices
from motcua.simulation.filings import Offer
from motcua.spine.actors import Actor

GATEWAY = "vietqr"


def file_alone(filing: Filing, offer: Offer, *, actor: Actor, at: datetime) -> Dossier:
    """File from home: at once when nothing is due, else by a draft that is paid first."""
    price = prices.of_answers(offer.definition, filing.answers, channel="self")
    if not price.intake_vnd:
        return intake.submit(filing, actor=actor, at=at)
    draft = drafts.begin(
        jurisdiction=filing.jurisdiction, procedure=filing.procedure, actor=actor, at=at
    )
    drafts.save(
        key=draft.key,
        answers=filing.answers,
        receiving=filing.receiving,
        resolving=filing.resolving,
        result_way=filing.result_way,
        actor=actor,
        at=at,
    )
    charge = drafts.owe_fee(key=draft.key, actor=actor, at=at)
    if charge is not None and charge.is_open:
        notice = Notice(
            transaction_id=f"{filing.key}-{charge.pk}",
            reference=charge.reference,
            amount_vnd=charge.due_vnd,
            outcome=Outcome.PAID,
            paid_at=at,
        )
        money.take_notice(gateway=GATEWAY, notice=notice, at=at)
    return drafts.submit(key=draft.key, actor=actor, at=at)


def pay_at_desk(charge: Charge, *, receipt: str, actor: Actor, at: datetime) -> None:
    """Take cash for what is owed, and note it with the dossier as a worker would a moment later."""
    money.record_counter_payment(
        charge_id=charge.pk, amount_vnd=charge.due_vnd, receipt_number=receipt, actor=actor, at=at
    )
    fees.note_paid(charge_id=charge.pk, at=at)
