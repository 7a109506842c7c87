"""Send motcua what was filed and handed in: signed, again and again until it says that it heard."""

import hashlib
import heapq
import hmac
import itertools
import json
import threading
import time
from typing import Any

import requests

from motcua.connectors.sandbox.national_portal.registry import Registry
from motcua.connectors.sandbox.national_portal.weather import FAIR, Fate, Weather

TRIES_MAX = 14
FIRST_WAIT_SECONDS = 0.5  # Doubles: the last try comes more than an hour after the first.
TIMEOUT_SECONDS = (3, 10)
SENDERS = 4
STOP_SECONDS_MAX = 0.5  # A call under way is made again at the next start.
HELD_UP_SECONDS_MAX = 0.2
FILED = "filed"


class Sender:
    """A few threads that call; what is due next stands first in the queue."""

    def __init__(
        self, registry: Registry, *, url: str, secret: str, first_wait: float = FIRST_WAIT_SECONDS
    ) -> None:
        self.url, self.weather = url, FAIR
        self._registry, self._secret, self._first_wait = registry, secret, first_wait
        self._due: list[tuple[float, int, str, dict[str, Any], int]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._is_stopped = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(SENDERS)]

    def start(self) -> None:
        for name, block in self._registry.unheard():
            self.send(name, block)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(STOP_SECONDS_MAX)

    def send(self, name: str, block: dict[str, Any]) -> None:
        """Send a filing, or the answer to the request `name`, until it is heard."""
        self._put(name, dict(block), tries=0, wait=self.weather.delay(HELD_UP_SECONDS_MAX))

    def _put(self, name: str, block: dict[str, Any], *, tries: int, wait: float) -> None:
        with self._changed:
            due = (time.monotonic() + wait, next(self._order), name, block, tries)
            heapq.heappush(self._due, due)
            self._changed.notify()

    def _work(self) -> None:
        with requests.Session() as http:
            http.trust_env = False  # It calls this machine only.
            while (taken := self._take()) is not None:
                name, block, tries = taken
                if not self._is_heard(http, name, block) and tries + 1 < TRIES_MAX:
                    wait = self._first_wait * 2**tries
                    self._put(name, block, tries=tries + 1, wait=wait)

    def _take(self) -> tuple[str, dict[str, Any], int] | None:
        with self._changed:
            while not self._is_stopped:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    _, _, name, block, tries = heapq.heappop(self._due)
                    return name, block, tries
                self._changed.wait(wait)
        return None

    def _is_heard(self, http: requests.Session, name: str, block: dict[str, Any]) -> bool:
        fate: Weather | Fate = self.weather.fate()
        if fate is Fate.LOST:
            return False
        if fate is Fate.DOUBLED:
            self._put(name, block, tries=0, wait=self.weather.delay(HELD_UP_SECONDS_MAX))
        said = self._post(http, {"isUpdating": name != FILED, "data": [block]})
        if said is None or fate is Fate.ANSWER_LOST:
            return False
        problem = "" if said["error_code"] == "0" else str(said["error_message"])
        self._registry.hear(block["MaHoSo"], name, problem=problem)
        return True

    def _post(self, http: requests.Session, said: dict[str, Any]) -> dict[str, Any] | None:
        """Return what motcua says of the one item; None when it was not taken."""
        body = json.dumps(said, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "X-Signature": sign(self._secret, body)}
        try:
            answered = http.post(
                self.url, data=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False
            )
            return dict(answered.json()["data"][0]) if answered.ok else None
        except (requests.RequestException, ValueError, KeyError, IndexError):
            return None


def sign(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
