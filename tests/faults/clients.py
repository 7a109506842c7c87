"""Clients that ask over HTTP, and note what they were told."""

import contextlib
import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """Status 0: nobody answered, or the connection broke before the end of the answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass(slots=True)
class Line:
    """A connection that stays open, and is opened anew when it broke."""

    port: int
    timeout_seconds: float = 30.0
    _open: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        began = time.perf_counter()
        if self._open is None:
            self._open = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=self.timeout_seconds
            )
        try:
            self._open.request(method, path, body, dict(headers))
            got = self._open.getresponse()
            content = got.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return Answer(0, seconds=time.perf_counter() - began)
        told = {name.lower(): value for name, value in got.getheaders()}
        return Answer(got.status, told, content, time.perf_counter() - began)

    def close(self) -> None:
        if self._open is not None:
            with contextlib.suppress(OSError):
                self._open.close()
            self._open = None
