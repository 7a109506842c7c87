"""Order a parcel, and read what is called back. The service takes each key once."""

import hashlib
import hmac
import json
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import requests

from motcua.casework.post import rules
from motcua.casework.post.gateway import Accepted, ForgedNews, Order, Told, UnreadableNews
from motcua.casework.post.states import State
from motcua.spine.errors import Outage

SYSTEM = "postal_service"
SIGNATURE_HEADER = "X-Signature"
TIMEOUT_SECONDS = (3, 5)  # To connect, to read.
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
TEXT_CHARS_MAX = 200
# The service understood, and will never take this: another try cannot help.
NEVER = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.GONE}
STATES = {
    "ACCEPTED": State.ACCEPTED,
    "IN_TRANSIT": State.IN_TRANSIT,
    "DELIVERED": State.DELIVERED,
    "RETURNED": State.RETURNED,
}


class PostalServiceByHttp:
    def __init__(self, *, url: str, secret_file: Path) -> None:
        self._url, self._secret_file = url, secret_file
        self._http = requests.Session()
        if urlsplit(url).hostname in LOOPBACK:
            self._http.trust_env = False  # The pretend one is never behind the office's proxy.

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def order(self, order: Order) -> Accepted:
        body = json.dumps(
            {
                "key": order.key,
                "reference": order.reference,
                "sender": order.sender,
                "recipient": order.recipient,
                "phone": order.phone,
                "address": order.address,
            }
        ).encode()
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: self._signature(body)}
        try:
            answer = self._http.post(
                f"{self._url}/api/orders", data=body, headers=headers, timeout=TIMEOUT_SECONDS
            )
        except requests.RequestException as error:
            # Only the kind of error: its words may hold the address.
            raise Outage(SYSTEM, type(error).__name__) from None
        if answer.status_code in NEVER:
            raise Outage(SYSTEM, f"refused with {answer.status_code}", permanent=True)
        if not answer.ok:
            raise Outage(SYSTEM, f"answered {answer.status_code}")
        try:
            said = answer.json()
            accepted = Accepted(number=str(said["number"]), fee_vnd=int(said["fee_vnd"]))
        except (ValueError, KeyError, TypeError):
            raise Outage(SYSTEM, "its answer is not what was agreed") from None
        if not rules.is_number(accepted.number) or accepted.fee_vnd < 0:
            raise Outage(SYSTEM, "its number has a wrong check digit")
        return accepted

    def read(self, *, body: bytes, signature: str) -> Told:
        if not hmac.compare_digest(self._signature(body).encode(), signature.encode()):
            raise ForgedNews()
        try:
            said = json.loads(body)
            told = Told(
                number=_short(said["id"]),
                parcel=_short(said["number"]),
                state=STATES[said["state"]],
                at=datetime.fromisoformat(said["at"]),
                received_by=_short(said.get("received_by", "")),
                proof=_short(said.get("proof", "")),
                reason=_short(said.get("reason", ""))[:40],
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UnreadableNews() from None
        is_proven = told.state != State.DELIVERED or (told.proof and told.received_by)
        if not told.number or told.at.tzinfo is None or not is_proven:
            raise UnreadableNews()
        return told

    def _signature(self, body: bytes) -> str:
        try:
            secret = self._secret_file.read_text().strip()
        except OSError:
            raise Outage(SYSTEM, f"{self._secret_file.name} cannot be read") from None
        return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _short(value: object) -> str:
    if not isinstance(value, str) or len(value) > TEXT_CHARS_MAX:
        raise ValueError
    return value
