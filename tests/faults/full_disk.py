"""Let the disk run full under submissions: what is there is read, what would be written is refused.

    python -m tests.faults.full_disk [--megabytes 600]

In a mount namespace of its own, so the disk is truly small and nobody else sees it. The control
gives up the last megabytes that are kept for reading.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from motcua.interfaces.console.embedded_postgres import SUPERUSER
from tests.faults.clients import Answer, Line
from tests.faults.installed import Installed, filled
from tests.faults.ledger import Ledger, differences
from tests.start.places import Place, place, until

INSIDE = "--inside"
CLIENTS, OFFICES = 4, 4
FULL_SECONDS = 15
LOOK_SECONDS = 3  # Each process looks at the disk for itself, once a second.
BACK_SECONDS_MAX = 30
KEPT_MEGABYTES = 150
_BLOCK = bytes(1_000_000)


@dataclass(eq=False)
class Trial:
    """An installation on a small disk: who submits, who reads, and what they were told."""

    place: Place
    installed: Installed
    disk: Path
    ledger: Ledger = field(default_factory=Ledger)
    stop: threading.Event = field(default_factory=threading.Event)
    refused: Counter[str] = field(default_factory=Counter)
    read: Counter[int] = field(default_factory=Counter)
    _numbers: Any = field(default_factory=lambda: count(1))

    def submit_until_told(self) -> None:
        line = Line(self.place.port)
        while not self.stop.is_set():
            number = next(self._numbers)
            self.ledger.sent.add(number)
            while not self.stop.is_set():
                answer = self._submit(line, number)
                if answer.status == 201:
                    self.ledger.acknowledge(number, json.loads(answer.body)["code"])
                    break
                time.sleep(0.05)
        line.close()

    def _submit(self, line: Line, number: int) -> Answer:
        headers = self.installed.key | {
            "Idempotency-Key": f"kills-{number:08}", "Content-Type": "application/json",
        }  # fmt: skip
        answer = line.ask("POST", "/api/v1/dossiers", headers, self.installed.body(number))
        self.ledger.hear(answer)
        if answer.status == 503:
            self.refused[json.loads(answer.body)["error"]["code"]] += 1
        return answer

    def read_until_told(self) -> None:
        """Read a page of everybody's, an officer's queue and a machine's list."""
        line, office = Line(self.place.port), self.installed.offices[0]
        wishes: tuple[tuple[str, dict[str, str]], ...] = (
            ("/", {}),
            ("/ban-lam-viec/ho-so/", office.signed_in(self.place.port)),
            ("/api/v1/dossiers", self.installed.key),
        )
        while not self.stop.wait(0.1):
            for path, headers in wishes:
                answer = line.ask("GET", path, headers)
                self.read[answer.status] += 1
        line.close()

    def fill(self) -> int:
        """Write until there is no room left. Return how many megabytes it took."""
        with (self.disk / "ballast").open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(_BLOCK)
            except OSError:
                return file.tell() // 1_000_000

    def fill_until(self, megabytes: int) -> None:
        """Leave so many free."""
        free = shutil.disk_usage(self.disk).free // 1_000_000
        with (self.disk / "ballast").open("ab") as file:
            for _ in range(max(free - megabytes, 0)):
                file.write(_BLOCK)

    def make_room(self) -> None:
        (self.disk / "ballast").unlink()


def tried(root: Path, megabytes: int, *, kept: int) -> tuple[dict[str, Any], list[str]]:
    """Play it once; return the figures, and what was not as promised."""
    disk = root / f"small-{kept}"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", disk], check=True)
    try:
        with place(disk) as made:
            made.environment["MOTCUA_ROOM_MB"] = str(kept)
            trial = Trial(made, filled(made, offices=OFFICES), disk)
            made.start()
            return _played(trial, kept)
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def _played(trial: Trial, kept: int) -> tuple[dict[str, Any], list[str]]:
    threads = [threading.Thread(target=trial.submit_until_told) for _ in range(CLIENTS)]
    threads.append(threading.Thread(target=trial.read_until_told))
    for thread in threads:
        thread.start()
    try:
        until(lambda: len(trial.ledger.codes) >= 50, "some are acknowledged")
        nearly: Counter[int] = Counter()
        if kept:
            nearly = _nearly_full(trial, kept)
        trial.read.clear()
        trial.fill()
        time.sleep(FULL_SECONDS)
        full = Counter(trial.read)
        # With nothing kept, what we take in goes on until not a byte is left.
        nearly = nearly if kept else full
        trial.make_room()
        back = _seconds_until_accepted(trial)
    finally:
        trial.stop.set()
        for thread in threads:
            thread.join()
    figures: dict[str, Any] = {
        "acknowledged": len(trial.ledger.codes),
        "reads while our own part is full": dict(nearly),
        "reads while not a byte is left": dict(full),
        "refused": dict(trial.refused),
        "taken in again after (s)": round(back, 1) if back is not None else "never",
        "unplanned": trial.ledger.unplanned[:3],
    }
    if back is not None:
        until(trial.place.is_ready, "ready")
        figures |= differences(trial.place.url(SUPERUSER), trial.ledger)
    wrong = {
        "reads failed": set(nearly) != {200},
        "reads broke": not set(full) <= {200, 503},
        "not back": back is None or back > BACK_SECONDS_MAX,
        "unplanned answers": bool(trial.ledger.unplanned),
        "acknowledged and lost": bool(figures.get("acknowledged submissions lost")),
        "not refused in words": trial.refused["no_room"] == 0,
    }
    return figures, [name for name, is_wrong in wrong.items() if is_wrong]


def _nearly_full(trial: Trial, kept: int) -> Counter[int]:
    """Fill what is ours to fill; return how reads were answered while it stays so."""
    trial.fill_until(kept - 20)
    until(lambda: trial.refused["no_room"] > 0, "refused in words", seconds=20)
    time.sleep(LOOK_SECONDS)
    trial.read.clear()
    taken_in = len(trial.ledger.codes)
    time.sleep(FULL_SECONDS)
    assert len(trial.ledger.codes) <= taken_in + CLIENTS
    return Counter(trial.read)


def _seconds_until_accepted(trial: Trial) -> float | None:
    count_before, began = len(trial.ledger.codes), time.monotonic()
    while len(trial.ledger.codes) == count_before:
        if time.monotonic() - began > 2 * BACK_SECONDS_MAX:
            return None
        time.sleep(0.05)
    return time.monotonic() - began


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=700)
    parser.add_argument(INSIDE, action="store_true")
    chosen = parser.parse_args(given)
    if not chosen.inside:
        apart = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-r", "--mount"]
        program = [sys.executable, "-W", "ignore", "-m", "tests.faults.full_disk", INSIDE]
        size = ["--megabytes", str(chosen.megabytes)]
        return subprocess.run([*apart, *program, *size], check=False).returncode
    with tempfile.TemporaryDirectory(prefix="motcua-disk-") as folder:
        figures, wrong = tried(Path(folder), chosen.megabytes, kept=KEPT_MEGABYTES)
        _tell(f"{KEPT_MEGABYTES} MB kept for reading", figures, wrong)
        control, seen = tried(Path(folder), chosen.megabytes, kept=0)
        _tell("control, nothing kept", control, seen)
    is_well = not wrong and bool(seen)
    sys.stdout.write(f"verdict: {'as promised' if is_well else 'NOT as promised'}\n")
    return 0 if is_well else 1


def _tell(whose: str, figures: dict[str, Any], wrong: list[str]) -> None:
    sys.stdout.write(f"{whose}\n")
    for name, figure in figures.items():
        sys.stdout.write(f"  {name}: {figure}\n")
    sys.stdout.write(f"  not as promised: {wrong or 'nothing'}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
