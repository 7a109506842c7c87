"""POST signed JSON to a service that shares a secret with us; every failure is the same Outage.

For connectors whose service takes each key once, so that telling it again does no harm.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from motcua.spine.errors import Outage

SIGNATURE_HEADER = "X-Signature"
TIMEOUT_SECONDS = (3, 5)  # To connect, to read.
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# The service understood, and will never take this: another try cannot help.
NEVER = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.GONE}
TAKEN = {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED}


class SignedCalls:
    def __init__(self, *, system: str, url: str, secret_file: Path) -> None:
        self._system, self._url, self._secret_file = system, url, secret_file
        self._http = requests.Session()
        if urlsplit(url).hostname in LOOPBACK:
            self._http.trust_env = False  # The pretend one is never behind the office's proxy.

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def post(self, path: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the service answers.

        :raises Outage: it does not answer, refuses, or answers something else; `permanent` where
            it will never take this.
        """
        body = json.dumps(said).encode()
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: self.signature(body)}
        try:
            answer = self._http.post(
                f"{self._url}{path}",
                data=body,
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,  # What is told here is for this address alone.
            )
        except requests.RequestException as error:
            # Only the kind of error: its words may hold the address.
            raise Outage(self._system, type(error).__name__) from None
        if answer.status_code in NEVER:
            raise Outage(self._system, f"refused with {answer.status_code}", permanent=True)
        if answer.status_code not in TAKEN:
            raise Outage(self._system, f"answered {answer.status_code}")
        try:
            return dict(answer.json())
        except (ValueError, TypeError):
            raise self.not_agreed() from None

    def not_agreed(self) -> Outage:
        """Return the complaint about an answer that lacks what was agreed, to be raised."""
        return Outage(self._system, "its answer is not what was agreed")

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Tell whether somebody with the secret signed what was called back."""
        return hmac.compare_digest(self.signature(body).encode(), signature.encode())

    def signature(self, body: bytes) -> str:
        """:raises Outage: the secret cannot be read."""
        try:
            secret = self._secret_file.read_text().strip()
        except OSError:
            raise Outage(self._system, f"{self._secret_file.name} cannot be read") from None
        return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
