"""Send motcua what was filed and handed in: signed, again and again until it says that it heard."""

import hashlib
import hmac
import json
from typing import Any

import requests

from motcua.connectors.sandbox.frame.calling import Calls
from motcua.connectors.sandbox.national_portal.registry import Registry
from motcua.connectors.sandbox.national_portal.weather import FAIR, Fate, Weather

TRIES_MAX = 14
FIRST_WAIT_SECONDS = 0.5  # Doubles: the last try comes more than an hour after the first.
TIMEOUT_SECONDS = (3, 10)
SENDERS = 4
HELD_UP_SECONDS_MAX = 0.2
FILED = "filed"
Sent = tuple[str, dict[str, Any]]  # What it is, and its block.


class Sender:
    def __init__(
        self,
        registry: Registry,
        *,
        url: str,
        secret: str,
        first_wait: float = FIRST_WAIT_SECONDS,
    ) -> None:
        self.url, self.weather = url, FAIR
        self._registry, self._secret = registry, secret
        self._calls: Calls[Sent] = Calls(
            self._is_heard, callers=SENDERS, tries_max=TRIES_MAX, first_wait=first_wait
        )

    def start(self) -> None:
        for name, block in self._registry.unheard():
            self.send(name, block)
        self._calls.start()

    def stop(self) -> None:
        self._calls.stop()

    def send(self, name: str, block: dict[str, Any]) -> None:
        """Send a filing, or the answer to the request `name`, until it is heard."""
        self._calls.put((name, dict(block)), wait=self.weather.delay(HELD_UP_SECONDS_MAX))

    def _is_heard(self, http: requests.Session, sent: Sent, tries: int) -> bool:
        name, block = sent
        fate: Weather | Fate = self.weather.fate()
        if fate is Fate.LOST:
            return False
        if fate is Fate.DOUBLED:
            self._calls.put(sent, wait=self.weather.delay(HELD_UP_SECONDS_MAX))
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
