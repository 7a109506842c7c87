"""The smallest gateway there can be: what its clerk wrote down is what it says."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from motcua.capabilities.payments.gateway import (
    ForgedCallback,
    Instruction,
    Notice,
    PaymentOrder,
    UnreadableCallback,
)
from motcua.capabilities.payments.states import Outcome
from motcua.spine.dates import local_date
from motcua.spine.errors import Outage

SECRET = b"paper"


class PaperBank:
    code = "paper"

    def __init__(self, *notices: Notice, is_closed: bool = False) -> None:
        self.notices, self.is_closed = list(notices), is_closed

    def start(self, order: PaymentOrder) -> Instruction:
        text = f"{order.reference} {order.amount_vnd} {order.bank_bin} {order.account_number}"
        return Instruction(payload=text, link=f"https://paper.example/{order.reference}")

    def read_callback(self, body: bytes, signature: str) -> Notice:
        if not hmac.compare_digest(sign(body).encode(), signature.encode()):
            raise ForgedCallback()
        try:
            said = json.loads(body)
            assert 0 < said["amount_vnd"] < 10**13
            said |= {
                "paid_at": datetime.fromisoformat(said["paid_at"]),
                "outcome": Outcome(said["outcome"]),
            }
            return Notice(**said)
        except (ValueError, KeyError, TypeError, AssertionError):
            raise UnreadableCallback() from None

    def ask(self, reference: str) -> Sequence[Notice]:
        self._open()
        return [notice for notice in self.notices if notice.reference == reference]

    def statement(self, *, account_number: str, day: date) -> Sequence[Notice]:
        self._open()
        return [notice for notice in self.notices if local_date(notice.paid_at) == day]

    def _open(self) -> None:
        if self.is_closed:
            raise Outage("paper bank", "closed")


def sign(body: bytes) -> str:
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()


def called_back(notice: Notice) -> tuple[bytes, str]:
    said = asdict(notice) | {"paid_at": notice.paid_at.isoformat()}
    body = json.dumps(said).encode()
    return body, sign(body)
