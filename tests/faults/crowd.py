"""A crowd that comes whether or not it is served: requests at a rate, over connections kept open.

Clients that wait for their answer before they ask again hide what an overload does: the server
slows them down. Here each arrival is somebody new. One thread and epoll, so that the crowd leaves
the processor to the server it is meant to overload.
"""

import select
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PATIENCE_SECONDS = 10.0
CONNECTIONS_MAX = 3000
CONNECT_SECONDS_MAX = 1.0
Rates = dict[str, float]  # By kind of wish.
_POLL_SECONDS, _SWEEP_SECONDS = 0.002, 0.25


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: a kind, and the whole request as bytes."""

    kind: str
    request: bytes


@dataclass(slots=True)
class Heard:
    """Of one kind: how often each status came, and how long answers took, accepted or not."""

    statuses: Counter[int] = field(default_factory=Counter)
    accepted_seconds: list[float] = field(default_factory=list)
    told_seconds: list[float] = field(default_factory=list)
    wordless: int = 0

    def note(self, status: int, seconds: float, head: bytes = b"", length: int = 0) -> None:
        self.statuses[status] += 1
        if 200 <= status < 400:
            self.accepted_seconds.append(seconds)
        elif status in (429, 503):
            self.told_seconds.append(seconds)
            self.wordless += b"retry-after:" not in head or length < 50


@dataclass(slots=True)
class _Asked:
    line: socket.socket
    kind: str
    began: float
    got: bytes = b""


@dataclass
class Crowd:
    port: int
    wish: Callable[[], Wish]
    heard: dict[str, Heard] = field(default_factory=dict)
    accepted: Counter[str] = field(default_factory=Counter)
    _idle: list[socket.socket] = field(default_factory=list)
    _asked: dict[int, _Asked] = field(default_factory=dict)
    _events: select.epoll = field(default_factory=select.epoll)
    _swept_at: float = 0.0

    def come(self, *, per_second: float, seconds: float) -> Rates:
        """Let so many come each second, whatever they hear; return who got in, a second."""
        began, sent, before = time.perf_counter(), 0, Counter(self.accepted)
        while (passed := time.perf_counter() - began) < seconds:
            for _ in range(int(passed * per_second) - sent):
                sent += 1
                self._ask()
            self._listen()
        rates = self._rates(before, passed)
        while self._asked:
            self._listen()
        return rates

    def stay(self, *, clients: int, seconds: float) -> Rates:
        """Let so many ask, each again as soon as answered; return who got in, a second."""
        began, before = time.perf_counter(), Counter(self.accepted)
        while (passed := time.perf_counter() - began) < seconds:
            for _ in range(clients - len(self._asked)):
                self._ask()
            self._listen()
        rates = self._rates(before, passed)
        while self._asked:
            self._listen()
        return rates

    def _rates(self, before: Counter[str], seconds: float) -> Rates:
        return {kind: count / seconds for kind, count in (self.accepted - before).items()}

    def forget(self) -> dict[str, Heard]:
        """Return what was heard, and begin anew."""
        heard, self.heard = self.heard, {}
        return heard

    def close(self) -> None:
        for line in self._idle:
            line.close()
        self._events.close()

    def _ask(self) -> None:
        wish, began = self.wish(), time.perf_counter()
        line = self._idle.pop() if self._idle else self._connected()
        try:
            if line is None:
                raise OSError("no more connections")
            line.sendall(wish.request)
        except OSError:
            self._note(wish.kind, 0, PATIENCE_SECONDS)
            self._drop(line)
            return
        self._asked[line.fileno()] = _Asked(line, wish.kind, began)

    def _connected(self) -> socket.socket | None:
        if len(self._asked) >= CONNECTIONS_MAX:
            return None
        try:
            made = socket.create_connection(("127.0.0.1", self.port), CONNECT_SECONDS_MAX)
        except OSError:
            return None
        self._events.register(made.fileno(), select.EPOLLIN)
        return made

    def _listen(self) -> None:
        now = time.perf_counter()
        for number, _ in self._events.poll(_POLL_SECONDS):
            asked = self._asked.get(number)
            if asked is not None:
                self._read(number, asked)
            else:  # Closed by the server while nobody asked.
                gone = next((one for one in self._idle if one.fileno() == number), None)
                self._idle = [one for one in self._idle if one is not gone]
                self._drop(gone)
        if now - self._swept_at > _SWEEP_SECONDS:
            self._swept_at = now
            late = [n for n, one in self._asked.items() if now - one.began > PATIENCE_SECONDS]
            for number in late:
                self._give_up(number)

    def _read(self, number: int, asked: _Asked) -> None:
        try:
            piece = asked.line.recv(262_144)
        except OSError:
            piece = b""
        if not piece:
            self._give_up(number)
            return
        asked.got += piece
        head, end, body = asked.got.partition(b"\r\n\r\n")
        if not end:
            return
        low = head.lower()
        at = low.find(b"content-length:")
        length = int(low[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) < length:
            return
        del self._asked[number]
        if b"connection: close" in low:
            self._drop(asked.line)
        else:
            self._idle.append(asked.line)
        seconds = time.perf_counter() - asked.began
        self._note(asked.kind, int(head[9:12]), seconds, low, length)

    def _give_up(self, number: int) -> None:
        asked = self._asked.pop(number)
        self._note(asked.kind, 0, time.perf_counter() - asked.began)
        self._drop(asked.line)

    def _note(
        self, kind: str, status: int, seconds: float, head: bytes = b"", length: int = 0
    ) -> None:
        self.heard.setdefault(kind, Heard()).note(status, seconds, head, length)
        self.accepted[kind] += 200 <= status < 400

    def _drop(self, line: socket.socket | None) -> None:
        if line is not None and line.fileno() >= 0:
            self._events.unregister(line.fileno())
            line.close()


def share_accepted(heard: Heard) -> float:
    return len(heard.accepted_seconds) / max(heard.statuses.total(), 1)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
