"""Real installations in folders of their own, driven as a person would: processes and signals."""

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from uuid import uuid4

import psycopg

from motcua.interfaces.console.database import embedded
from motcua.interfaces.console.embedded_postgres import APPLICATION
from motcua.interfaces.console.home import Home

COMMAND = Path(sys.executable).parent / "motcua"
SECONDS_MAX = 60


@dataclass
class Place:
    """One installation: its folder, its ports, and the processes started in it."""

    home: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    def run(
        self, *arguments: object, seconds: float = SECONDS_MAX
    ) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [str(COMMAND), *map(str, arguments)],
            env=self.surroundings(), capture_output=True, text=True, timeout=seconds,
            cwd=self.home.parent,
        )  # fmt: skip

    def start(self) -> float:
        """Start `motcua up`; return how many seconds it took to be ready."""
        began = time.monotonic()
        with (self.home.parent / f"{self.home.name}.up").open("w") as log:
            self.process = subprocess.Popen(
                [str(COMMAND), "up"], env=self.surroundings(), cwd=self.home.parent,
                stdout=log, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            )  # fmt: skip
        until(self.is_ready, f"ready: {self.said()}", or_ended=self.process)
        return time.monotonic() - began

    def said(self) -> str:
        return (self.home.parent / f"{self.home.name}.up").read_text()

    def stop(self, number: int = signal.SIGINT) -> int:
        """Stop it as Ctrl-C does; return its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(SECONDS_MAX)

    def get(self, path: str) -> tuple[int, dict[str, str], str]:
        """Return status, headers by lower-case name, and body; status 0 when nobody answers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, lower(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, lower(answer.headers), answer.read().decode()
        except OSError:
            return 0, {}, ""

    def is_ready(self) -> bool:
        return self.get("/readyz")[0] == 200

    def processes(self) -> dict[int, str]:
        """Return what runs for this installation, by its folder in arguments or environment."""
        mark = os.fsencode(self.home)
        found = {}
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit() or int(folder.name) == os.getpid():
                continue
            with contextlib.suppress(OSError):
                line = (folder / "cmdline").read_bytes()
                around = (folder / "environ").read_bytes().split(b"\0")
                if line and (mark in line or b"MOTCUA_HOME=" + mark in around):
                    found[int(folder.name)] = line.replace(b"\0", b" ").decode()
        return found

    def process_of(self, *words: str) -> int:
        """Return the oldest process with these words in its command line."""
        return min(
            pid for pid, line in self.processes().items() if all(word in line for word in words)
        )

    def url(self, role: str = APPLICATION) -> str:
        return embedded(Home(self.home)).url(role)

    def acknowledge(self) -> str:
        """Write an entry to the journal as the application does; return its act once committed."""
        act = str(uuid4())
        moment = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        text = {
            "act": act, "actor": "system", "at": moment, "facts": {}, "kind": "test.happened",
            "organisation": "", "subject": "test:1",
        }  # fmt: skip
        with psycopg.connect(self.url()) as connection:
            connection.execute(
                "INSERT INTO journal_entry (canonical) VALUES (%s)", [json.dumps(text)]
            )
        return act

    def acts(self) -> set[str]:
        with psycopg.connect(self.url()) as connection:
            rows = connection.execute(
                "SELECT act_id::text FROM journal_entry WHERE kind = 'test.happened'"
            ).fetchall()
        return {act for (act,) in rows}

    def surroundings(self) -> dict[str, str]:
        dropped = ("DATABASE_URL", "DATABASE_OWNER_URL", "MOTCUA_ROLE", "MOTCUA_URL")
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        ours = {"MOTCUA_HOME": str(self.home), "MOTCUA_PORT": str(self.port)}
        return kept | ours | self.environment


def until(
    condition: Callable[[], bool],
    what: str,
    *,
    seconds: float = SECONDS_MAX,
    or_ended: subprocess.Popen[str] | None = None,
) -> float:
    """Wait until it is so; return the seconds it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"not within {seconds} s: {what}"
        assert or_ended is None or or_ended.poll() is None, f"ended: {what}"
        time.sleep(0.02)
    return time.monotonic() - began


def lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def free_port() -> int:
    """Return the first of ten ports that are free now.

    Below those the system lends to whoever calls out: one of these would be taken in the meantime.
    """
    for first in random.sample(range(12_000, 32_000, 10), 100):
        if all(_is_free(port) for port in range(first, first + 10)):
            return first
    raise AssertionError("no ten free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as trial, contextlib.suppress(OSError):
        trial.bind(("127.0.0.1", port))
        return True
    return False


@contextlib.contextmanager
def place(folder: Path, *, like: Path | None = None, name: str = "home") -> Iterator[Place]:
    """Give a place for an installation, like another one if asked; leave nothing running in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if like is not None:
        shutil.copytree(like, folder / name, ignore=_no_sockets)
    made = Place(folder / name, free_port())
    try:
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.process.kill()
            made.process.wait()
        until(lambda: not made.processes(), f"left running: {made.processes()}")


def _no_sockets(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "sockets"]
