"""How fast due dates are worked out, tried under a decree, and recounted where calendars change.

    .venv/bin/python benchmarks/deadlines.py [--dates 200000] [--dry-run 100000] [--open 1000000]

First the rule alone, on one core. Then, in a province of its own, dossiers received on twenty days
are multiplied in the database until so many are open: a decree is
tried over the fewer, all are recounted (nothing moves, nothing is written), and a decree that
takes one day away is applied. Writes results/deadlines.json.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import acts
import machine

MODELS, DAYS = 200, 20
ROOM = 1_000_000  # Numbers of the models are below it, those of each copy above.
LATE = date(2026, 11, 17)
BARS = {
    "due_dates_per_cpu_second": 50_000, "dry_run_seconds": 10, "recount_seconds": 30,
}  # fmt: skip
NOTE = (
    "rule: working days and hours, half days, calendar days and months, a third with a cut-off, a"
    " third with one pause or two. cpu is this process; PostgreSQL streams beside it. A move is an"
    " UPDATE, an entry in the journal and the delivery that tells the citizen."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dates", type=int, default=200_000)
    parser.add_argument("--dry-run", type=int, default=100_000)
    parser.add_argument("--open", type=int, default=1_000_000)
    chosen = parser.parse_args()
    load = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="motcua-deadlines-") as folder:
        figures = acts.in_a_province(Path(folder), lambda: _play(chosen))
    machine.write("deadlines", {"bars": BARS, "note": NOTE, **figures}, load=load)


def _play(chosen: argparse.Namespace) -> dict[str, Any]:
    from motcua.casework.dossiers import testing
    from motcua.casework.dossiers.operations import recounts
    from motcua.casework.dossiers.queries import moves
    from motcua.spine.actors import SYSTEM

    world = testing.world(at=acts.START)
    figures: dict[str, Any] = {"rule": _rule(chosen.dates)}
    at = _received(world)
    made = _multiply(chosen.dry_run, copies_before=0)
    tried, seen = _timed(lambda: moves.dry_run(_decree()[1], actor=SYSTEM))
    figures["dry_run"] = {"open": _open(), "would_move": seen.total, **tried}
    _multiply(chosen.open, copies_before=made)
    counted, moved = _timed(lambda: recounts.recount(actor=SYSTEM, at=at))
    figures["recount"] = {"open": _open(), "moved": moved, **counted}
    days, proposal = _decree()
    seen = moves.dry_run(proposal, actor=SYSTEM)
    applied, moved = _timed(
        lambda: recounts.apply_decree(
            code="late", number="late", title_vi="Nghỉ thêm", title_en="", issued_on=LATE,
            is_estimated=False, days=days, replaces="", seen=seen.seen, actor=SYSTEM,
            at=at + timedelta(minutes=1),
        )
    )  # fmt: skip
    each = round(applied["seconds"] / max(moved, 1) * 1e6)
    figures["decree"] = {"open": _open(), "moved": moved, **applied, "us_per_move": each}
    return figures


def _timed(act: Callable[[], Any]) -> tuple[dict[str, Any], Any]:
    began, cpu = time.perf_counter(), time.process_time()
    result = act()
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }, result


def _rule(count: int) -> dict[str, Any]:
    from motcua.casework.dossiers.rules import deadlines
    from motcua.reference.calendars import queries as calendars

    calendar, chance = calendars.working_calendar(), random.Random(1)  # noqa: S311 - no secret
    cases = [_case(chance) for _ in range(count)]
    cpu = time.process_time()
    for case in cases:
        deadlines.due_at(calendar=calendar, **case)
    spent = time.process_time() - cpu
    return {"due_dates": count, "per_cpu_second": round(count / spent)}


def _case(chance: random.Random) -> dict[str, Any]:
    from motcua.casework.dossiers.rules.deadlines import UNITS, Cutoff, Limit, Pause

    at = acts.START + timedelta(minutes=chance.randrange(60 * 24 * 300))
    unit = chance.choice(UNITS)
    pauses, since = [], at
    for _ in range(chance.choice((0, 0, 0, 0, 1, 2))):
        since += timedelta(hours=chance.randrange(1, 50))
        until = since + timedelta(hours=chance.randrange(1, 200))
        pauses.append(Pause(since, until))
        since = until
    return {
        "received_at": at, "pauses": pauses,
        "limit": Limit(value=chance.randint(1, 3 if unit == "month" else 30), unit=unit),
        "cutoff": chance.choice((None, None, Cutoff(hour=datetime(2026, 1, 1, 15).time()))),  # noqa: DTZ001 - an hour
    }  # fmt: skip


def _received(world: Any) -> datetime:
    """Receive the models on twenty days. Return the moment after."""
    from motcua.casework.dossiers.operations import reception

    at = acts.START
    for number in range(MODELS):
        at = acts.START + timedelta(days=number * DAYS // MODELS, minutes=number)
        code = world.a_dossier(f"due-{number}", at=at).code
        reception.receive(code=code, actor=world.an, at=at)
    return at + timedelta(minutes=1)


def _multiply(wanted: int, *, copies_before: int) -> int:
    """Copy what is open with its clock until so many are open; return how many times."""
    from django.db import connection

    from motcua.casework.dossiers.models import ClockMark, Dossier
    from motcua.simulation.bulk import schema

    copies = max(wanted // MODELS - 1, copies_before)
    number = f"{{}} + n::bigint * {ROOM}"
    own = {"id": number.format("id"), "code": "code || '-' || n",
           "token": "left(md5(id || '-' || n), 22)"}  # fmt: skip
    taken = schema.take_off([one._meta.db_table for one in (Dossier, ClockMark)])
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        _copy(cursor, Dossier, "id", own, copies_before, copies)
        dossier = {"dossier_id": number.format("dossier_id")}
        _copy(cursor, ClockMark, "dossier_id", dossier, copies_before, copies)
    schema.put_back(taken, [one._meta.db_table for one in (Dossier, ClockMark)])
    return copies


def _copy(cursor: Any, model: Any, key: str, own: dict[str, str], before: int, copies: int) -> None:
    """Copy the models' rows; a column without a value of its own keeps that of the model."""
    columns = [one.column for one in model._meta.concrete_fields]
    names = [name for name in columns if name in own or name != "id"]
    values = ", ".join(own.get(name, f'"{name}"') for name in names)
    into = ", ".join(f'"{name}"' for name in names)
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({into}) SELECT {values} FROM {table},"  # noqa: S608 - constants
        f" generate_series(%s, %s) AS n WHERE {key} < {ROOM}",
        [before + 1, copies],
    )


def _open() -> int:
    from motcua.casework.dossiers.models import Dossier

    return Dossier.objects.filter(closed_at=None).count()


def _decree() -> tuple[list[Any], Any]:
    from motcua.reference.calendars import queries as calendars
    from motcua.reference.calendars.definition import DayRecord
    from motcua.reference.calendars.queries import Proposal
    from motcua.reference.calendars.rules import DayKind

    days = [DayRecord(on=LATE, kind=DayKind.HOLIDAY, name_vi="Nghỉ thêm")]
    new = calendars.announcement_of("late", days, replaces="")
    return days, Proposal(announcement=new, issued_on=LATE, replaces="")


if __name__ == "__main__":
    main()
