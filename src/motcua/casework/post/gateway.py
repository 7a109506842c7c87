"""The port: a postal service, in our words. Its fields and addresses stand in connectors/."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from motcua.spine.errors import Outage, Refusal


class ForgedNews(Refusal):
    code = "forged_news"
    http_status = 401
    message_vi = "Chữ ký của tin bưu chính không đúng."
    message_en = "The news does not carry the postal service's signature."


class UnreadableNews(Refusal):
    code = "unreadable_news"
    http_status = 400
    message_vi = "Tin bưu chính không đúng khuôn dạng đã thống nhất."
    message_en = "The news is not of the agreed form."


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be fetched and brought. `key` makes a second try count once.

    `collects`: it is fetched at the address and brought to the office. `prepaid_vnd`: postage that
    was paid to the service already.
    """

    key: str
    reference: str
    sender: str
    recipient: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)
    collects: bool = False
    prepaid_vnd: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    number: str
    fee_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One piece of news: `number` is its own, `parcel` the parcel's."""

    number: str
    parcel: str
    state: str
    at: datetime
    received_by: str = field(default="", repr=False)
    proof: str = ""
    reason: str = ""


class PostalService(Protocol):
    def order(self, order: Order) -> Accepted:
        """Have a parcel fetched; the same key gives the same answer.

        :raises Outage: it was not taken; permanent when it never will be.
        """

    def read(self, *, body: bytes, signature: str) -> Told:
        """Read what the service tells.

        :raises ForgedNews: the signature is not its own.
        :raises UnreadableNews: it is not of the agreed form.
        """


_installed: list[PostalService] = []


def install(service: PostalService) -> None:
    """Say who carries. Called once, from config/wiring.py."""
    _installed[:] = [service]


def installed() -> PostalService:
    """:raises Outage: nobody carries."""
    if not _installed:
        raise Outage("postal_service", "nobody carries parcels here")
    return _installed[0]
