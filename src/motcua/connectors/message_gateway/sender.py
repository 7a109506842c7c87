"""Hand a message over. The service takes each key once, so handing over again does no harm."""

import hashlib
import hmac
import json
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import requests

from motcua.capabilities.notifications.message_port import Message
from motcua.spine.errors import Outage

SYSTEM = "message_gateway"
SIGNATURE_HEADER = "X-Signature"
TIMEOUT_SECONDS = (3, 5)  # To connect, to read.
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# The service understood, and will never send this: another try cannot help.
NEVER = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.GONE}


class MessageGateway:
    def __init__(self, *, url: str, secret_file: Path) -> None:
        self._url, self._secret_file = url, secret_file
        self._http = requests.Session()
        if urlsplit(url).hostname in LOOPBACK:
            self._http.trust_env = False  # The pretend one is never behind the office's proxy.

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def send(self, message: Message) -> str:
        body = json.dumps(
            {
                "key": str(message.key),
                "channel": message.channel.value,
                "to": message.address,
                "title": message.title,
                "text": message.text,
            }
        ).encode()
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: self._signature(body)}
        try:
            answer = self._http.post(
                f"{self._url}/messages", data=body, headers=headers, timeout=TIMEOUT_SECONDS
            )
        except requests.RequestException as error:
            # Only the kind of error: its words may hold the address.
            raise Outage(SYSTEM, type(error).__name__) from None
        if answer.status_code in NEVER:
            raise Outage(SYSTEM, f"refused with {answer.status_code}", permanent=True)
        if not answer.ok:
            raise Outage(SYSTEM, f"answered {answer.status_code}")
        try:
            return str(answer.json()["number"])
        except (ValueError, KeyError, TypeError):
            raise Outage(SYSTEM, "its answer is not what was agreed") from None

    def _signature(self, body: bytes) -> str:
        try:
            secret = self._secret_file.read_text().strip()
        except OSError:
            raise Outage(SYSTEM, f"{self._secret_file.name} cannot be read") from None
        return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
