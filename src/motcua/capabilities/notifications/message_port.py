"""The port: what sends an e-mail or an SMS for us. Adapters live in connectors/."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from motcua.capabilities.notifications.states import Channel
from motcua.spine.errors import Outage


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent. The receiver sends a key once only, however often it is handed over."""

    key: UUID
    channel: Channel
    address: str = field(repr=False)
    title: str
    text: str


class MessagePort(Protocol):
    def send(self, message: Message) -> str:
        """Hand a message over. Return the sender's own number for it.

        :raises Outage: it was not taken; permanent when it never will be.
        """


_installed: list[MessagePort] = []


def install(port: MessagePort) -> None:
    """Say who sends. Called once, from config/wiring.py."""
    _installed[:] = [port]


def installed() -> MessagePort:
    """Return who sends.

    :raises Outage: nobody does.
    """
    if not _installed:
        raise Outage("messages", "nobody sends messages here")
    return _installed[0]
