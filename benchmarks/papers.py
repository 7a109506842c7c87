"""Papers printed and signed a second by one process, in process: what the worker does.

    .venv/bin/python benchmarks/papers.py [--papers 60]

Prints slip 01 of each dossier, then prints and signs results by person and seal, with timestamps.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import acts
import machine

START = datetime(2026, 11, 2, 1, tzinfo=UTC)
SECRET = "only for this benchmark"  # noqa: S105 - the keys live as long as the run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=60)
    papers = parser.parse_args().papers
    load = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="motcua-papers-") as folder:
        figures = acts.in_a_province(Path(folder), lambda: _play(papers))
    note = "One process; PostgreSQL runs beside it and is not in cpu_ms."
    machine.write("papers", {"note": note, **figures}, load=load)


def _play(papers: int) -> dict[str, Any]:
    from motcua.casework.dossiers import testing
    from motcua.casework.dossiers.models import Slip
    from motcua.casework.dossiers.operations import papers as printing
    from motcua.casework.dossiers.operations import played_papers

    world = testing.world(at=START)
    moment = START
    for number in range(papers):
        for name, act in acts.life(world, f"life-{number}"):
            moment += timedelta(seconds=10)
            if name not in ("return", "rate", "queue", "counts"):
                act(moment)
    hands = _hands(world, moment)
    slips = list(Slip.objects.filter(form="01").values_list("pk", flat=True))
    printing.print_paper(slip_id=slips.pop(), at=moment)  # The first one reads fonts and templates.

    def print_all() -> int:
        for slip_id in slips:
            printing.print_paper(slip_id=slip_id, at=moment)
        return len(slips)

    return {
        "slips_printed": _timed(print_all),
        "results_printed_and_signed_twice": _timed(
            lambda: played_papers.sign_open(hands=hands.get, at=moment)
        ),
    }


def _hands(world: Any, at: datetime) -> dict[str, Any]:
    """Return the head's key and the agency's seal, opened."""
    from motcua.capabilities.signatures import operations as signing
    from motcua.casework.dossiers.operations import signers
    from motcua.casework.dossiers.operations.played_papers import Hand
    from motcua.casework.dossiers.testing import COMMITTEE
    from motcua.spine.actors import SYSTEM

    signing.found_authority(name="Bench", passphrase=SECRET, actor=SYSTEM, at=at)
    issuer = signing.open_authority(passphrase=SECRET)
    hands = {}
    for owner, actor in ((f"person:{world.hien.id}", world.hien),
                         (f"organisation:{COMMITTEE}", world.lan)):  # fmt: skip
        made = signers.certify_owner(
            owner=owner, passphrase=SECRET, issuer=issuer, actor=SYSTEM, at=at
        )
        key = signing.unlock(certificate=made, passphrase=SECRET, actor=actor, at=at)
        hands[owner] = Hand(key, actor)
    return hands


def _timed(work: Callable[[], int]) -> dict[str, float]:
    cpu, clock = time.process_time(), time.perf_counter()
    done = work()
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    return {
        "papers": done, "per_second": round(done / clock, 1),
        "cpu_ms_each": round(cpu / done * 1000, 1), "per_cpu_second": round(done / cpu, 1),
    }  # fmt: skip


if __name__ == "__main__":
    main()
