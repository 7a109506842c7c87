"""Clients that cost little: whole requests as bytes over connections that stay open."""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """What one client saw: milliseconds of what was accepted, and how often each status came."""

    taken_ms: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


def play(
    port: int, clients: Sequence[Callable[[], bytes | None]], *, good: int
) -> dict[str, object]:
    """Let each client ask, one request after the other, until it has no more; return figures."""
    tallies = [Tally() for _ in clients]
    gate = threading.Barrier(len(clients) + 1)

    def run(ask: Callable[[], bytes | None], tally: Tally) -> None:
        with _Line(port) as line:
            gate.wait()
            while (request := ask()) is not None:
                began = time.perf_counter()
                status = line.asked(request)
                tally.statuses[status] = tally.statuses.get(status, 0) + 1
                if status == good:
                    tally.taken_ms.append((time.perf_counter() - began) * 1000)

    threads = [
        threading.Thread(target=run, args=pair) for pair in zip(clients, tallies, strict=True)
    ]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return _figures(tallies, time.perf_counter() - began)


class _Line:
    """A connection of one client; made anew where the server ended the last with its answer."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = self._made()

    def __enter__(self) -> "_Line":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def asked(self, request: bytes) -> int:
        """Send a request and read the whole answer; return its status."""
        self._socket.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            more = self._socket.recv(65536)
            assert more, "The server closed the connection."
            got += more
        head, _, body = got.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next((int(one[15:]) for one in lines if one.startswith(b"content-length:")), 0)
        while len(body) < length:
            body += self._socket.recv(65536)
        if b"connection: close" in lines:
            self._socket.close()
            self._socket = self._made()
        return int(lines[0].split()[1])

    def _made(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port))


def _figures(tallies: Sequence[Tally], seconds: float) -> dict[str, object]:
    taken = sorted(one for tally in tallies for one in tally.taken_ms)
    statuses: dict[int, int] = {}
    for tally in tallies:
        for status, count in tally.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    at = lambda share: round(taken[int(len(taken) * share)], 1) if taken else None  # noqa: E731
    return {
        "accepted": len(taken), "seconds": round(seconds, 2),
        "per_second": round(len(taken) / seconds, 1), "statuses": statuses,
        "median_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99),
    }  # fmt: skip
