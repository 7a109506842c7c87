"""Order a parcel, and read what is called back. The service takes each key once."""

import json
from datetime import datetime
from pathlib import Path

from motcua.casework.post import rules
from motcua.casework.post.gateway import Accepted, ForgedNews, Order, Told, UnreadableNews
from motcua.casework.post.states import State
from motcua.connectors.signed_calls import SignedCalls
from motcua.spine.errors import Outage

SYSTEM = "postal_service"
TEXT_CHARS_MAX = 200
STATES = {
    "ACCEPTED": State.ACCEPTED,
    "IN_TRANSIT": State.IN_TRANSIT,
    "DELIVERED": State.DELIVERED,
    "RETURNED": State.RETURNED,
}


class PostalServiceByHttp:
    def __init__(self, *, url: str, secret_file: Path) -> None:
        self._calls = SignedCalls(system=SYSTEM, url=url, secret_file=secret_file)

    def close(self) -> None:
        """Let go of the connections."""
        self._calls.close()

    def order(self, order: Order) -> Accepted:
        said = self._calls.post(
            "/api/orders",
            {
                "key": order.key,
                "reference": order.reference,
                "sender": order.sender,
                "recipient": order.recipient,
                "phone": order.phone,
                "address": order.address,
                "collects": order.collects,
                "prepaid_vnd": order.prepaid_vnd,
            },
        )
        try:
            accepted = Accepted(number=str(said["number"]), fee_vnd=int(said["fee_vnd"]))
        except (ValueError, KeyError, TypeError):
            raise self._calls.not_agreed() from None
        if not rules.is_number(accepted.number) or accepted.fee_vnd < 0:
            raise Outage(SYSTEM, "its number has a wrong check digit")
        return accepted

    def read(self, *, body: bytes, signature: str) -> Told:
        if not self._calls.is_signed(body, signature):
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


def _short(value: object) -> str:
    if not isinstance(value, str) or len(value) > TEXT_CHARS_MAX:
        raise ValueError
    return value
