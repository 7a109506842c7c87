"""People who collect, decide and pay, and charges to pay."""

from collections.abc import Sequence
from datetime import UTC, datetime

from motcua.capabilities.payments.gateway import Notice
from motcua.capabilities.payments.models import Charge, Payment
from motcua.capabilities.payments.operations import charges, money, payees
from motcua.capabilities.payments.rules.amounts import Item, Waiver
from motcua.capabilities.payments.states import Outcome
from motcua.capabilities.payments.tests.paper_bank import PaperBank, called_back
from motcua.spine.actors import Actor

PAYEE = "H80.05"
NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
thu = Actor(id="11", roles=frozenset({"reception"}), organisation=PAYEE)  # collects cash
kim = Actor(id="12", roles=frozenset({"head"}), organisation=PAYEE)  # decides on money
lan = Actor(id="13", roles=frozenset({"head"}), organisation="H80.06")  # of another office
dung = Actor(id="14", roles=frozenset({"applicant"}))  # pays

BASIS = "Nghị quyết 12/2025/NQ-HĐND, Điều 3"
FEE = Item(reason="fee", name_vi="Phí thẩm định", unit_vnd=50_000, legal_basis=BASIS)
HALF = Waiver(reason="online", amount_vnd=25_000, legal_basis="Nghị quyết 13/2025/NQ-HĐND, Điều 2")


def a_charge(items: Sequence[Item] = (FEE,), *, at: datetime = NOON) -> Charge:
    return charges.owe(payee=PAYEE, purpose="Lệ phí", items=items, actor=dung, at=at)


def an_account() -> None:
    payees.name_payee(
        organisation=PAYEE,
        bank_bin="999999",
        account_number="1012345678",
        holder="SO XAY DUNG",
        actor=kim,
        at=NOON,
    )


def paid(
    charge: Charge | None = None,
    *,
    amount_vnd: int = 50_000,
    transaction_id: str = "T1",
    outcome: Outcome = Outcome.PAID,
    paid_at: datetime = NOON,
) -> Notice:
    return Notice(
        transaction_id=transaction_id,
        reference=charge.reference if charge else "",
        amount_vnd=amount_vnd,
        outcome=outcome,
        paid_at=paid_at,
    )


def call_back(notice: Notice, *, at: datetime = NOON) -> Payment | None:
    body, signature = called_back(notice)
    return money.take_callback(gateway=PaperBank(), body=body, signature=signature, at=at)


def arrives(notice: Notice, *, at: datetime = NOON) -> Payment:
    payment = call_back(notice, at=at)
    assert payment is not None
    return payment
