"""Processes we start and answer for: they die with us, and are started again when they die."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.embedded_postgres import EmbeddedPostgres

LOG_BYTES_MAX = 10_000_000
BACK_OFF_SECONDS = 0.2  # Doubles each time, up to BACK_OFF_SECONDS_MAX.
BACK_OFF_SECONDS_MAX = 10.0
STEADY_SECONDS = 30  # Alive for so long, it is well again.


class Child(Protocol):
    name: str

    def start(self) -> None: ...
    def has_ended(self) -> bool: ...
    def ask_to_stop(self) -> None: ...
    def wait(self) -> None: ...
    def last_words(self) -> str: ...


@dataclass
class Program:
    """A program of ours with a log file."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    keep_open: Sequence[int] = ()
    stop_seconds_max: float = 10
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self.command],
                env=dict(self.environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, pass_fds=tuple(self.keep_open),
            )  # fmt: skip

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def ask_to_stop(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def wait(self) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(self.stop_seconds_max)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def last_words(self) -> str:
        lines = (
            self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        )
        return lines[-1] if lines else ""


class Errand(Program):
    """A program that is done when it ends well, and is sent again when it does not."""

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() not in (None, 0)


@dataclass
class Postgres:
    """The embedded database as one of the children."""

    postgres: EmbeddedPostgres
    keep_open: Sequence[int] = ()
    name: str = "postgres"

    def start(self) -> None:
        self.postgres.launch(keep_open=self.keep_open)

    def has_ended(self) -> bool:
        return self.postgres.has_ended()

    def ask_to_stop(self) -> None:
        pass  # Last of all, and waited for: see wait().

    def wait(self) -> None:
        self.postgres.stop()

    def last_words(self) -> str:
        return str(self.postgres.failure())


@dataclass
class _Care:
    child: Child
    started_at: float
    failures: int = 0
    next_start_at: float | None = None


class Family:
    """Children in the order they are started; they stop in the opposite one."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._cared_for: list[_Care] = []

    def add(self, child: Child, *, is_started: bool = False) -> None:
        care = _Care(child, time.monotonic())
        self._cared_for.append(care)
        if not is_started:
            child.start()

    def look_after(self) -> None:
        """Start again what has ended, after a while that grows with each failure."""
        now = time.monotonic()
        for care in self._cared_for:
            if care.next_start_at is not None:
                if now >= care.next_start_at:
                    care.next_start_at, care.started_at = None, now
                    self._start_again(care)
            elif care.child.has_ended():
                is_well = now - care.started_at > STEADY_SECONDS
                care.failures = 0 if is_well else care.failures
                self._wait_before_start(care, "ended")

    def _start_again(self, care: _Care) -> None:
        try:
            care.child.start()
        except Complaint as complaint:
            # A full disk, most likely: the others go on, and there may be room later.
            self._wait_before_start(care, str(complaint))

    def _wait_before_start(self, care: _Care, words: str) -> None:
        care.failures += 1
        wait = min(BACK_OFF_SECONDS * 2 ** min(care.failures, 9), BACK_OFF_SECONDS_MAX)
        care.next_start_at = time.monotonic() + wait
        name = care.child.name
        self._tell(f"motcua: {name} đã dừng, chạy lại sau {wait:.1f} s / {name}: {words}")

    def failing(self, times: int) -> Child | None:
        """Return a child that has ended so many times in a row, if there is one."""
        return next((care.child for care in self._cared_for if care.failures >= times), None)

    def stop(self) -> None:
        """Stop the last first, each before the one it needs."""
        waiting: list[Child] = []
        for care in reversed(self._cared_for):
            if isinstance(care.child, Postgres):
                _wait_for(waiting)
            care.child.ask_to_stop()
            waiting.append(care.child)
        _wait_for(waiting)
        self._cared_for.clear()


def _wait_for(children: list[Child]) -> None:
    for child in children:
        child.wait()
    children.clear()
