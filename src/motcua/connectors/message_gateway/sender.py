"""Hand a message over. The service takes each key once, so handing over again does no harm."""

from pathlib import Path

from motcua.capabilities.notifications.message_port import Message
from motcua.connectors.signed_calls import SignedCalls

SYSTEM = "message_gateway"


class MessageGateway:
    def __init__(self, *, url: str, secret_file: Path) -> None:
        self._calls = SignedCalls(system=SYSTEM, url=url, secret_file=secret_file)

    def close(self) -> None:
        """Let go of the connections."""
        self._calls.close()

    def send(self, message: Message) -> str:
        said = self._calls.post(
            "/messages",
            {
                "key": str(message.key),
                "channel": message.channel.value,
                "to": message.address,
                "title": message.title,
                "text": message.text,
            },
        )
        if "number" not in said:
            raise self._calls.not_agreed()
        return str(said["number"])
