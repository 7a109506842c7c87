"""Tell motcua that money has come: signed, again and again until it says that it heard."""

import hashlib
import hmac
import json
import random

import requests

from motcua.connectors.sandbox.bank.book import Book, Transfer
from motcua.connectors.sandbox.frame.calling import Calls

TRIES_MAX = 12
FIRST_WAIT_SECONDS = 0.5  # Doubles: the last try comes about half an hour after the first.
TIMEOUT_SECONDS = (3, 10)
CALLERS = 4
DOUBLES = 50
NEVER_AGAIN = {400, 403, 409}
Told = tuple[Transfer, str]  # Of which, and in which state.
PLANS = ("normal", "doubled", "shuffled", "lost")


def plan(calls: str) -> list[str]:
    """Return which states are told of a transfer, in the order in which they are sent."""
    match calls:
        case "doubled":
            return ["pending", *["paid"] * DOUBLES]
        case "shuffled":
            states = ["pending", "paid", "pending", "paid", "paid"]
            return random.sample(states, len(states))
        case "lost":
            return []
    return ["pending", "paid"]


class Caller:
    def __init__(
        self, book: Book, *, url: str, secret: str, first_wait: float = FIRST_WAIT_SECONDS
    ) -> None:
        self.url, self._book, self._secret = url, book, secret
        self._calls: Calls[Told] = Calls(
            self._call, callers=CALLERS, tries_max=TRIES_MAX, first_wait=first_wait
        )

    def start(self) -> None:
        for transfer in self._book.unheard():
            self.tell(transfer)
        self._calls.start()

    def stop(self) -> None:
        self._calls.stop()

    def tell(self, transfer: Transfer) -> None:
        for status in plan(transfer.calls):
            self._calls.put((transfer, status))

    def _call(self, http: requests.Session, told: Told, tries: int) -> bool:
        """Call, and say whether it is over: heard, or not to be heard ever."""
        transfer, status = told
        body = json.dumps(transfer.as_told(status)).encode()
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-Signature": sign(self._secret, body),
        }
        try:
            answered = http.post(
                self.url, data=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False
            )
            answer, code = str(answered.status_code), answered.status_code
        except requests.RequestException as error:
            answer, code = type(error).__name__, 0
        # Only a heard "paid" ends the matter: after a restart the whole plan is told again.
        is_heard = status == "paid" and 200 <= code < 300
        self._book.hear(transfer.transaction_id, answer=answer, is_heard=is_heard)
        return 200 <= code < 300 or code in NEVER_AGAIN


def sign(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
