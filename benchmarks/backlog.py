"""What waits after sixty seconds of load, and how long until nothing does.

    .venv/bin/python benchmarks/backlog.py [--seconds 60]

Files and receives dossiers for so long, one after the other as fast as they go, while the worker
stands still: each owes deliveries (a notice in an inbox) and a paper to print and sign. Then lets
the lanes of readers and deliveries drain what waits; owes the same again, and lets papers be
printed beside.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import acts
import machine

LANES = {"readers", "deliveries", "deliveries, second"}
SECONDS_MAX = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    seconds = parser.parse_args().seconds
    load = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="motcua-backlog-") as folder:
        figures = acts.in_a_province(Path(folder), lambda: _play(seconds))
    note = "Threads of one process; PostgreSQL beside it is counted apart, nothing was stopped."
    # Half as long to drain as it took to pile up, at the pace of one process that files.
    aim = {"deliveries_per_cpu_second": 200, "drain_seconds_max": seconds / 2}
    machine.write("backlog", {"note": note, "aim": aim, **figures}, load=load)


def _play(seconds: float) -> dict[str, Any]:
    figures = _load(seconds)
    with _Running(LANES) as run:
        figures |= {"drained": run.until_empty()}
    _owe_again()
    with _Running({*LANES, "papers"}) as run:
        figures |= {"drained_while_papers_are_printed": run.until_empty()}
    return figures


def _load(seconds: float) -> dict[str, Any]:
    """File and receive for so long; return what waits then."""
    from motcua.casework.dossiers import testing
    from motcua.casework.dossiers.models import Slip

    world = testing.world(at=acts.START)
    moment, number, began = acts.START, 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        for _, act in acts.life(world, f"burst-{number}")[:2]:
            moment += timedelta(seconds=1)
            act(moment)
        number += 1
    return {
        "load": {
            "seconds": round(time.perf_counter() - began, 1),
            "dossiers_filed_and_received": number,
            "deliveries_waiting_after": _waiting(),
            "papers_waiting_after": Slip.objects.filter(document=None).count(),
        }
    }


def _waiting() -> int:
    from motcua.spine.journal import queries
    from motcua.spine.journal.reactions import calling_outside

    # What calls somebody outside has lanes of its own, which do not run here.
    return queries.deliveries_waiting().exclude(reaction__in=[*calling_outside()]).count()


def _owe_again() -> None:
    from django.db.models.functions import Now

    from motcua.spine.journal.models import Delivery

    Delivery.objects.update(done_at=None, next_try_at=Now(), attempts=0)


def _printed() -> int:
    from motcua.casework.dossiers.models import Slip

    return Slip.objects.exclude(document=None).count()


class _Running:
    """Lanes of the worker in threads of this process, as the worker runs them."""

    def __init__(self, names: set[str]) -> None:
        from motcua.interfaces.console import lanes, schedule
        from motcua.interfaces.console.calling import Calling

        self._stop = threading.Event()
        chosen = [lane for lane in schedule.lanes(Calling()) if lane.name in names]
        self._threads = [
            threading.Thread(target=lanes.run, args=(lane, self._stop)) for lane in chosen
        ]

    def __enter__(self) -> "_Running":
        self._deliveries, self._papers = _waiting(), _printed()
        self._began, self._cpu = time.perf_counter(), time.process_time()
        self._database_cpu = _database_cpu_seconds()
        for thread in self._threads:
            thread.start()
        return self

    def until_empty(self) -> dict[str, Any]:
        while _waiting() and time.perf_counter() - self._began < SECONDS_MAX:
            time.sleep(0.1)
        elapsed = time.perf_counter() - self._began
        cpu = time.process_time() - self._cpu
        database_cpu = _database_cpu_seconds() - self._database_cpu
        done = self._deliveries - _waiting()
        return {
            "deliveries": done,
            "papers": _printed() - self._papers,
            "seconds": round(elapsed, 1),
            "deliveries_per_second": round(done / elapsed, 1),
            "cpu_seconds": round(cpu, 2),
            "database_cpu_seconds": round(database_cpu, 2),
            "deliveries_per_cpu_second": round(done / cpu, 1),
            "deliveries_per_cpu_second_with_database": round(done / (cpu + database_cpu), 1),
            "load_after": round(os.getloadavg()[0], 2),
        }

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def _database_cpu_seconds() -> float:
    return machine.cpu_seconds([pid for pid in machine.tree_of(os.getpid()) if pid != os.getpid()])


if __name__ == "__main__":
    main()
