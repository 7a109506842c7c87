"""The port: what we need from any payment gateway. Adapters live in connectors/."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from motcua.capabilities.payments.states import Outcome
from motcua.spine.errors import Refusal


class ForgedCallback(Refusal):
    code = "forged_callback"
    http_status = 403
    message_vi = "Chữ ký của thông báo thanh toán không đúng."
    message_en = "The signature of the payment notice is wrong."


class UnreadableCallback(Refusal):
    code = "unreadable_callback"
    http_status = 400
    message_vi = "Không đọc được thông báo thanh toán."
    message_en = "The payment notice cannot be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrder:
    """What we ask a payer to transfer, and to whom."""

    reference: str
    amount_vnd: int
    purpose: str
    bank_bin: str
    account_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What to show the payer: the text of a QR code, and an address to open instead."""

    payload: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the gateway says about one transfer. `reference` is "" when it carries none of ours."""

    transaction_id: str
    reference: str
    amount_vnd: int
    outcome: Outcome
    paid_at: datetime


class PaymentGateway(Protocol):
    code: str

    def start(self, order: PaymentOrder) -> Instruction:
        """Return what to show the payer. Asks nobody outside: it runs inside a transaction."""

    def read_callback(self, body: bytes, signature: str) -> Notice:
        """Return what a callback says.

        :raises ForgedCallback: the signature is not the gateway's.
        :raises UnreadableCallback: it is genuine, but not what was agreed.
        """

    def ask(self, reference: str) -> Sequence[Notice]:
        """Ask the gateway what it knows of a reference; nothing when nobody has paid yet.

        :raises Outage: it does not answer, or not in time.
        """

    def statement(self, *, account_number: str, day: date) -> Sequence[Notice]:
        """Return the money that came to an account on a day in Việt Nam.

        :raises Outage: it does not answer, or not in time.
        """
