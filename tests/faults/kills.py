"""Kill -9, hundreds of times, while dossiers are submitted: what was acknowledged is there, once.

    python -m tests.faults.kills --kills 500 --acknowledged 50000      (make kills)

Clients send again, with the same idempotency key, whatever was not answered with yes or no. The
control runs with commits that do not wait for the disk, and must lose something: a test that
cannot see a loss proves nothing.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, count, repeat
from pathlib import Path
from typing import Any

import psycopg

from motcua.interfaces.console.embedded_postgres import SUPERUSER
from tests.faults import victims
from tests.faults.clients import Line
from tests.faults.installed import Installed, filled
from tests.faults.ledger import Ledger, differences
from tests.start.places import Place, place, until

CLIENTS = 12
OFFICES = 24
AGAIN_SECONDS = 0.05  # Until a client sends again; doubles up to AGAIN_SECONDS_MAX.
AGAIN_SECONDS_MAX = 0.4
SENT_TWICE = 0.03  # Share of what is sent once more although it was acknowledged.
RECEIVE_PAUSE_SECONDS = 0.3
STANDSTILL_SECONDS_MAX = 120
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FORGETFUL = {
    "synchronous_commit": "off", "wal_writer_delay": "10s", "wal_writer_flush_after": "1GB",
    "wal_buffers": "64MB",
}  # fmt: skip
OF_POSTGRES = {
    kind: weight for kind, weight in victims.WEIGHTS.items() if kind in ("backend", "postmaster")
}


@dataclass(eq=False)
class Run:
    """One installation under load and kills, and what its clients were told."""

    place: Place
    installed: Installed
    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    stop: threading.Event = field(default_factory=threading.Event)
    kills: Counter[str] = field(default_factory=Counter)
    _numbers: Any = field(default_factory=lambda: count(1))

    def play(self, *, kills: int, acknowledged: int, kinds: dict[str, int]) -> float:
        """Submit and kill until there were as many of both; return the seconds it took."""
        clients = [threading.Thread(target=self._submit_until_told) for _ in range(CLIENTS)]
        clients.append(threading.Thread(target=self._receive_until_told))
        began = time.monotonic()
        for client in clients:
            client.start()
        try:
            each = acknowledged / max(kills, 1)
            while self.kills.total() < kills:
                self._wait_for(len(self.ledger.codes) + each * self.chance.uniform(0.5, 1.5))
                assert self.place.process is not None
                if kind := victims.kill_one(self.place.process.pid, kinds, self.chance):
                    self.kills[kind] += 1
            self._wait_for(acknowledged)
        finally:
            self.stop.set()
            for client in clients:
                client.join()
        return time.monotonic() - began

    def _wait_for(self, acknowledged: float) -> None:
        until(
            lambda: len(self.ledger.codes) >= acknowledged,
            f"{acknowledged:.0f} acknowledged; {self.ledger.said}",
            seconds=STANDSTILL_SECONDS_MAX, or_ended=None,
        )  # fmt: skip

    def _submit_until_told(self) -> None:
        line, chance = Line(self.place.port), random.Random(self.chance.random())
        while not self.stop.is_set():
            self._submit(line, next(self._numbers))
            if chance.random() < SENT_TWICE:
                self._submit(line, chance.choice([*self.ledger.codes]))
        line.close()

    def _submit(self, line: Line, number: int) -> None:
        """Send a filing until it is acknowledged."""
        key = f"kills-{number:08}"
        headers = self.installed.key | {
            "Idempotency-Key": key, "Content-Type": "application/json",
        }  # fmt: skip
        body = self.installed.body(number)
        self.ledger.sent.add(number)
        for wait in chain((AGAIN_SECONDS * 2**n for n in range(3)), repeat(AGAIN_SECONDS_MAX)):
            answer = line.ask("POST", "/api/v1/dossiers", headers, body)
            self.ledger.hear(answer)
            if answer.status == 201:
                self.ledger.acknowledge(number, json.loads(answer.body)["code"])
                return
            if 400 <= answer.status < 500:
                return  # Noted as unplanned: to send it again would change nothing.
            time.sleep(wait)

    def _receive_until_told(self) -> None:
        """Let officers take some of them in: each gets a number of the year's book."""
        line, chance = Line(self.place.port), random.Random(self.chance.random())
        while not self.stop.wait(RECEIVE_PAUSE_SECONDS):
            waiting = self.ledger.codes.keys() - self.ledger.received.keys()
            if not waiting:
                continue
            number = chance.choice([*waiting])
            office = self.installed.offices[number % len(self.installed.offices)]
            headers = office.signed_in(self.place.port) | FORM
            path = f"/ban-lam-viec/ho-so/{self.ledger.codes[number]}/lam/receive/"
            answer = line.ask("POST", path, headers, b"")
            self.ledger.hear(answer)
            # Whoever sends again may be told that it was done: then nobody said yes to it.
            if answer.status in (302, 409):
                self.ledger.received[number] = answer.status == 302
        line.close()


def run(
    folder: Path, like: Path, installed: Installed, *, settings: dict[str, str], seed: int,
    kills: int, acknowledged: int, kinds: dict[str, int],
) -> tuple[Run, dict[str, int], float]:  # fmt: skip
    """Play in a copy of an installation; return what was told, what differs, and the seconds."""
    with place(folder, like=like) as copy:
        copy.start()
        if settings:
            with psycopg.connect(copy.url(SUPERUSER), autocommit=True) as admin:
                for name, value in settings.items():
                    admin.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            copy.stop()
            copy.start()
        played = Run(copy, installed, random.Random(seed))
        seconds = played.play(kills=kills, acknowledged=acknowledged, kinds=kinds)
        until(copy.is_ready, "ready at the end")
        found = differences(copy.url(SUPERUSER), played.ledger)
        copy.stop()
    return played, found, seconds


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--acknowledged", type=int, default=50_000)
    parser.add_argument("--control-kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(given)
    with tempfile.TemporaryDirectory(prefix="motcua-kills-") as folder:
        root = Path(folder)
        with place(root / "made") as made:
            installed = filled(made, offices=OFFICES)
        common: Any = {"like": made.home, "installed": installed, "seed": chosen.seed}
        played, found, seconds = run(
            root / "run", settings={}, kills=chosen.kills, kinds=victims.WEIGHTS,
            acknowledged=chosen.acknowledged, **common,
        )  # fmt: skip
        _tell("", played, found, seconds)
        each = chosen.acknowledged // max(chosen.kills, 1)
        control, lost, seconds = run(
            root / "control", settings=FORGETFUL, kills=chosen.control_kills, kinds=OF_POSTGRES,
            acknowledged=chosen.control_kills * max(each, 100), **common,
        )  # fmt: skip
        _tell("control, commits do not wait for the disk: ", control, lost, seconds)
    is_kept = not any(found.values()) and not played.ledger.unplanned
    is_seen = lost["acknowledged submissions lost"] > 0
    _say("verdict", "as promised" if is_kept and is_seen else "NOT as promised")
    return 0 if is_kept and is_seen else 1


def _tell(whose: str, played: Run, found: dict[str, int], seconds: float) -> None:
    ledger = played.ledger
    _say(f"{whose}kills", f"{played.kills.total()}: {dict(played.kills)}")
    _say("acknowledged", f"{len(ledger.codes)} submissions, {sum(ledger.received.values())}"
         f" receipts in {seconds:.0f} s")  # fmt: skip
    _say("told", f"{dict(sorted(ledger.said.items()))} (0: the connection broke)")
    _say("unplanned", f"{len(ledger.unplanned)} {ledger.unplanned[:3]}")
    for what, number in found.items():
        _say("", f"{number} {what}")


def _say(what: str, words: str) -> None:
    sys.stdout.write(f"{what:14} {words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
