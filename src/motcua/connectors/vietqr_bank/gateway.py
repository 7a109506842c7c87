"""Show a payer the code, read the bank's calls, ask it when it stays silent."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import requests

from motcua.capabilities.payments.gateway import (
    ForgedCallback,
    Instruction,
    Notice,
    PaymentOrder,
    UnreadableCallback,
)
from motcua.capabilities.payments.rules import references, vietqr
from motcua.capabilities.payments.states import Outcome
from motcua.spine.errors import Outage

SYSTEM = "vietqr_bank"
SIGNATURE_HEADER = "X-Signature"
TIMEOUT_SECONDS = (3, 5)  # To connect, to read.
AMOUNT_VND_MAX = 10**13
OUTCOMES = {"pending": Outcome.PENDING, "paid": Outcome.PAID, "failed": Outcome.FAILED}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_TRANSACTION_ID = re.compile(r"[0-9A-Za-z._-]{1,80}")


class VietQrBank:
    code = "vietqr"

    def __init__(self, *, url: str, secret_file: Path) -> None:
        self._url, self._secret_file = url, secret_file
        self._http = requests.Session()
        if urlsplit(url).hostname in LOOPBACK:
            self._http.trust_env = False  # The pretend one is never behind the office's proxy.

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def start(self, order: PaymentOrder) -> Instruction:
        payload = vietqr.payload(
            vietqr.TransferRequest(
                bank_bin=order.bank_bin,
                account_number=order.account_number,
                amount_vnd=order.amount_vnd,
                bill_number=order.reference,
                purpose=order.purpose,
            )
        )
        return Instruction(payload=payload, link=f"{self._url}/pay?payload={quote(payload)}")

    def read_callback(self, body: bytes, signature: str) -> Notice:
        if not hmac.compare_digest(self._signature(body).encode(), signature.encode()):
            raise ForgedCallback()
        try:
            return _notice(json.loads(body))
        except (ValueError, KeyError, TypeError):
            raise UnreadableCallback() from None

    def ask(self, reference: str) -> Sequence[Notice]:
        return self._list("/api/transactions", {"reference": reference})

    def statement(self, *, account_number: str, day: date) -> Sequence[Notice]:
        return self._list("/api/statement", {"account": account_number, "day": day.isoformat()})

    def _list(self, path: str, query: Mapping[str, str]) -> list[Notice]:
        asked = f"{path}?{urlencode(query)}"
        headers = {SIGNATURE_HEADER: self._signature(f"GET {asked}".encode())}
        try:
            answer = self._http.get(f"{self._url}{asked}", headers=headers, timeout=TIMEOUT_SECONDS)
            answer.raise_for_status()
            return [_notice(said) for said in answer.json()["transactions"]]
        except requests.RequestException as error:
            raise Outage(SYSTEM, type(error).__name__) from error
        except (ValueError, KeyError, TypeError):
            raise Outage(SYSTEM, "its answer is not what was agreed") from None

    def _signature(self, message: bytes) -> str:
        try:
            secret = self._secret_file.read_text().strip()
        except OSError:
            raise Outage(SYSTEM, f"{self._secret_file.name} cannot be read") from None
        return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _notice(said: Any) -> Notice:
    """Return what the bank says of one transfer, or raise what tells that it cannot be read."""
    amount_vnd, transaction_id = said["amount_vnd"], said["transaction_id"]
    if type(amount_vnd) is not int or not 0 < amount_vnd < AMOUNT_VND_MAX:
        raise ValueError("amount_vnd")
    if not _TRANSACTION_ID.fullmatch(transaction_id):
        raise ValueError("transaction_id")
    paid_at = datetime.fromisoformat(said["paid_at"])
    if paid_at.tzinfo is None:
        raise ValueError("paid_at")
    return Notice(
        transaction_id=transaction_id,
        reference=references.find(str(said["memo"])),
        amount_vnd=amount_vnd,
        outcome=OUTCOMES[said["status"]],
        paid_at=paid_at,
    )
