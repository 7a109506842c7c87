"""Tell motcua that money has come: signed, again and again until it says that it heard."""

import hashlib
import heapq
import hmac
import itertools
import json
import random
import threading
import time

import requests

from motcua.connectors.sandbox.bank.book import Book, Transfer

TRIES_MAX = 12
FIRST_WAIT_SECONDS = 0.5  # Doubles: the last try comes about half an hour after the first.
TIMEOUT_SECONDS = (3, 10)
CALLERS = 4
STOP_SECONDS_MAX = 0.5  # A call under way is made again at the next start.
DOUBLES = 50
NEVER_AGAIN = {400, 403, 409}
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
    """A few threads that call; what is due next stands first in the queue."""

    def __init__(
        self, book: Book, *, url: str, secret: str, first_wait: float = FIRST_WAIT_SECONDS
    ) -> None:
        self.url, self._book, self._secret, self._first_wait = url, book, secret, first_wait
        self._due: list[tuple[float, int, Transfer, str, int]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._is_stopped = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(CALLERS)]

    def start(self) -> None:
        for transfer in self._book.unheard():
            self.tell(transfer)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(STOP_SECONDS_MAX)

    def tell(self, transfer: Transfer) -> None:
        for status in plan(transfer.calls):
            self._put(transfer, status, tries=0, wait=0)

    def _put(self, transfer: Transfer, status: str, *, tries: int, wait: float) -> None:
        with self._changed:
            due = (time.monotonic() + wait, next(self._order), transfer, status, tries)
            heapq.heappush(self._due, due)
            self._changed.notify()

    def _work(self) -> None:
        with requests.Session() as http:
            http.trust_env = False  # It calls this machine only.
            while (taken := self._take()) is not None:
                transfer, status, tries = taken
                self._call(http, transfer, status, tries=tries + 1)

    def _take(self) -> tuple[Transfer, str, int] | None:
        with self._changed:
            while not self._is_stopped:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    _, _, transfer, status, tries = heapq.heappop(self._due)
                    return transfer, status, tries
                self._changed.wait(wait)
        return None

    def _call(self, http: requests.Session, transfer: Transfer, status: str, *, tries: int) -> None:
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
        if not 200 <= code < 300 and code not in NEVER_AGAIN and tries < TRIES_MAX:
            wait = self._first_wait * 2 ** (tries - 1)
            self._put(transfer, status, tries=tries, wait=wait)


def sign(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
