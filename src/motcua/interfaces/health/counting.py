"""Counts of requests that all processes of a machine add to, and one of them reads out.

Each process counts in a small file of its own, mapped into memory: no lock between processes, no
network, and a process that dies leaves its counts behind. Only classes and figures are kept.
"""

import functools
import mmap
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

CLASSES = ("page", "form", "api_read", "api_write", "static", "probe")
SHED = "shed"  # Turned away before anything was read; a 503 too, but one that was meant.
STATUSES = ("2xx", "3xx", "4xx", "429", "5xx", "503", SHED)
BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_PLACES = (
    len(BUCKETS_SECONDS) + 2
)  # One bucket for all that is slower, and the sum of microseconds.
_BYTES = len(CLASSES) * len(STATUSES) * _PLACES * 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One class and status: requests by bucket, not yet summed up, and seconds in all."""

    of_class: str
    status: str
    buckets: tuple[int, ...]
    seconds: float


class Counter:
    """The counts of this process."""

    def __init__(self, place: Path) -> None:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(place / f"{os.getpid()}.counts", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            # Room is taken now: a hole in a file on a full disk would kill the process later.
            os.posix_fallocate(descriptor, 0, _BYTES)
            self._cells = memoryview(mmap.mmap(descriptor, _BYTES)).cast("Q")
        finally:
            os.close(descriptor)
        self._lock = threading.Lock()
        self.pid = os.getpid()

    def add(self, of_class: str, status: int | str, seconds: float) -> None:
        kind = status if isinstance(status, str) else kind_of(status)
        row = CLASSES.index(of_class) * len(STATUSES) + STATUSES.index(kind)
        slot = sum(seconds > edge for edge in BUCKETS_SECONDS)
        with self._lock:
            self._cells[row * _PLACES + slot] += 1
            self._cells[row * _PLACES + _PLACES - 1] += round(seconds * 1_000_000)


def note(of_class: str, status: int | str, seconds: float) -> None:
    """Count a request answered by this process."""
    try:
        counter = _opened(folder(), os.getpid())
    except OSError:
        return  # The disk is full: people are answered, and nobody counts them.
    counter.add(of_class, status, seconds)


@functools.lru_cache(maxsize=2)
def _opened(place: Path, pid: int) -> Counter:
    return Counter(place)


def folder() -> Path:
    return Path(settings.MOTCUA_HOME) / "run" / "counts"


def kind_of(status: int) -> str:
    """Told to come back (429, 503) is counted apart from refused and from broken."""
    return str(status) if status in (429, 503) else f"{status // 100}xx"


def totals(place: Path) -> Iterator[Counted]:
    """Add up what every process has counted since the web server began."""
    sums = [0] * (_BYTES // 8)
    for path in place.glob("*.counts"):
        content = path.read_bytes()
        if len(content) == _BYTES:
            sums = [a + b for a, b in zip(sums, memoryview(content).cast("Q"), strict=True)]
    for row in range(len(CLASSES) * len(STATUSES)):
        cells = sums[row * _PLACES : (row + 1) * _PLACES]
        if any(cells):
            yield Counted(
                of_class=CLASSES[row // len(STATUSES)],
                status=STATUSES[row % len(STATUSES)],
                buckets=tuple(cells[:-1]),
                seconds=cells[-1] / 1_000_000,
            )


def forget(place: Path) -> None:
    """Begin anew: the web server starts. Prometheus takes a smaller number for a restart."""
    for path in place.glob("*.counts"):
        path.unlink(missing_ok=True)
