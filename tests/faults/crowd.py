"""A crowd that comes whether or not it is served: requests at a rate, over connections kept open.

Clients that wait for their answer before they ask again hide what an overload does: the server
slows them down. Here each arrival is somebody new.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PATIENCE_SECONDS = 10.0
CONNECTIONS_MAX = 3000
TICK_SECONDS = 0.01


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

    def note(self, status: int, seconds: float, *, has_retry_after: bool, length: int) -> None:
        self.statuses[status] += 1
        if 200 <= status < 400:
            self.accepted_seconds.append(seconds)
        elif status in (429, 503):
            self.told_seconds.append(seconds)
            self.wordless += not has_retry_after or length < 50


class _Line(asyncio.Protocol):
    """One connection: a request at a time; reads its answer by Content-Length."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._got = b""
        self._answer: asyncio.Future[tuple[int, bool, int]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[tuple[int, bool, int]]":
        assert self._transport is not None
        self._got, self._answer = b"", asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end or self._answer is None or self._answer.done():
            return
        low = head.lower()
        at = low.find(b"content-length:")
        length = int(low[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) >= length:
            self._answer.set_result((int(head[9:12]), b"retry-after:" in low, length))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((0, False, 0))


@dataclass
class Crowd:
    port: int
    wish: Callable[[], Wish]
    heard: dict[str, Heard] = field(default_factory=dict)
    _idle: list[_Line] = field(default_factory=list)
    _open_count: int = 0

    async def come(self, *, per_second: float, seconds: float) -> None:
        """Let so many come each second; return when all have their answer or lost patience."""
        began, sent, under_way = time.perf_counter(), 0, set[asyncio.Task[None]]()
        while (passed := time.perf_counter() - began) < seconds:
            for _ in range(int(passed * per_second) - sent):
                sent += 1
                task = asyncio.create_task(self._one())
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            await asyncio.sleep(TICK_SECONDS)
        await asyncio.gather(*under_way)

    async def stay(self, *, clients: int, seconds: float) -> None:
        """Let so many clients ask, each again as soon as it was answered."""
        until = time.perf_counter() + seconds

        async def ask_again() -> None:
            while time.perf_counter() < until:
                await self._one()

        await asyncio.gather(*(ask_again() for _ in range(clients)))

    async def _one(self) -> None:
        wish = self.wish()
        heard = self.heard.setdefault(wish.kind, Heard())
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                line = await self._line()
                status, has_retry_after, length = await line.ask(wish.request)
        except (OSError, TimeoutError):
            heard.note(0, PATIENCE_SECONDS, has_retry_after=False, length=0)
            return
        seconds = time.perf_counter() - began
        heard.note(status, seconds, has_retry_after=has_retry_after, length=length)
        if line.is_open:
            self._idle.append(line)

    async def _line(self) -> _Line:
        while self._idle:
            line = self._idle.pop()
            if line.is_open:
                return line
        if self._open_count >= CONNECTIONS_MAX:
            raise OSError("no more connections")
        self._open_count += 1
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(_Line, "127.0.0.1", self.port)
        return made

    def forget(self) -> dict[str, Heard]:
        """Return what was heard, and begin anew."""
        heard, self.heard = self.heard, {}
        return heard

    def close(self) -> None:
        for line in self._idle:
            line.close()


def accepted(heard: dict[str, Heard]) -> int:
    return sum(len(one.accepted_seconds) for one in heard.values())


def share_accepted(heard: Heard) -> float:
    return len(heard.accepted_seconds) / max(heard.statuses.total(), 1)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
