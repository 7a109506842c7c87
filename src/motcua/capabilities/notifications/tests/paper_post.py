"""The smallest sender there can be: a table on which letters lie."""

import re
from uuid import UUID

from motcua.capabilities.notifications.message_port import Message
from motcua.spine.errors import Outage

ADDRESS = re.compile(r"\d{9,15}|\S+@\S+")


class PaperPost:
    def __init__(self, *, is_closed: bool = False) -> None:
        self.is_closed = is_closed
        self.letters: dict[UUID, Message] = {}
        self.handed_over = 0

    def send(self, message: Message) -> str:
        if self.is_closed:
            raise Outage("paper post", "closed")
        if not ADDRESS.fullmatch(message.address):
            raise Outage("paper post", "no such address", permanent=True)
        self.handed_over += 1
        self.letters.setdefault(message.key, message)
        return f"P{list(self.letters).index(message.key) + 1}"
