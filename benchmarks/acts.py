"""What each act of a dossier's life costs, in process: statements, processor time, elapsed time.

    .venv/bin/python benchmarks/acts.py [--lives 200]

Starts a database of its own in a temporary folder, loads the demo's units, calendar and ten
definitions, plays whole lives (submit, receive, take, step, draft, approve, settle, return, rate)
through the same operations as the pages, and writes results/acts.json.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import machine

Act = Callable[[datetime], object]
STATEMENTS_MAX, CPU_MS_MAX = 12, 8.0
START = datetime(2026, 11, 2, 1, tzinfo=UTC)
# From the filing to the return: eight acts.
LIFE = ("submit", "receive", "take", "draft", "pass_step", "approve", "settle", "return")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lives", type=int, default=200)
    lives = parser.parse_args().lives
    load = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="motcua-acts-") as folder:
        measured = in_a_province(Path(folder), lambda: _play(lives))
    figures = {name: _figures(rows) for name, rows in measured.items()}
    machine.write("acts", _report(figures), load=load)


def in_a_province(folder: Path, play: Callable[[], Any]) -> Any:
    """Call `play` in a simulated installation with a database of its own."""
    from motcua.interfaces.console.embedded_postgres import OWNER, EmbeddedPostgres

    postgres = EmbeddedPostgres(folder / "postgres", settings=["synchronous_commit=off"])
    postgres.start()
    try:
        _create(postgres)
        os.environ |= {
            "DATABASE_URL": postgres.url(OWNER), "MOTCUA_HOME": str(folder),
            "MOTCUA_SECRET_KEY": "benchmark", "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        }  # fmt: skip
        _set_up(folder)
        return play()
    finally:
        from django.db import connection

        connection.close()
        postgres.stop()


def _create(postgres: Any) -> None:
    import psycopg

    from motcua.interfaces.console.embedded_postgres import APPLICATION, OWNER, SUPERUSER

    with psycopg.connect(postgres.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        for role in (OWNER, APPLICATION):
            password = postgres.password(role)
            admin.execute(f"CREATE ROLE {role} LOGIN CREATEDB PASSWORD '{password}'")
        admin.execute(f"CREATE DATABASE motcua OWNER {OWNER}")


def _set_up(folder: Path) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from motcua.spine import secrecy
    from motcua.spine.journal import operations as journal

    secrecy.create_keys(folder / "keys")
    call_command("migrate", verbosity=0)
    journal.create_installation(clock="simulated", is_demo=True, at=START)


def _play(lives: int) -> dict[str, list[tuple[int, float, float]]]:
    from motcua.casework.dossiers import testing

    world = testing.world(at=START)
    measured: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    moment = START
    for number in range(lives + 5):  # The first five fill the caches and are not counted.
        for name, act in life(world, f"life-{number}"):
            moment += timedelta(minutes=1)
            row = _measured(act, moment)
            if number >= 5:
                measured[name].append(row)
    return measured


def life(world: Any, key: str) -> list[tuple[str, Act]]:
    """Return the acts of a dossier's life in their order, and the two reads of an officer."""
    from motcua.casework.dossiers.operations import applicants, reception, results, settlement
    from motcua.casework.dossiers.queries import queues

    made: dict[str, str] = {}

    def submit(at: datetime) -> None:
        made["code"] = world.a_dossier(key, at=at).code

    def on(act: Any, actor: Any, **rest: Any) -> Act:
        return lambda at: act(code=made["code"], actor=actor, at=at, **rest)

    return [
        ("submit", submit),
        ("receive", on(reception.receive, world.an)),
        ("take", on(settlement.take, world.chi)),
        ("draft", on(results.draft, world.chi, fields={"summary": "Bản chính"})),
        ("pass_step", on(settlement.pass_step, world.chi)),
        (
            "approve",
            lambda at: results.approve(codes=[made["code"]], actor=world.hien, at=at),
        ),
        ("settle", on(settlement.settle, world.lan)),
        ("return", on(reception.return_result, world.an, way="desk")),
        ("rate", on(applicants.rate, world.dung, score=5, words="")),
        ("queue", lambda at: queues.page(actor=world.hien, tab="all", at=at)),
        ("counts", lambda at: queues.counts(actor=world.hien, at=at)),
    ]


def _measured(act: Callable[[datetime], object], at: datetime) -> tuple[int, float, float]:
    from django.db import connection

    statements = 0

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        cpu, clock = time.process_time(), time.perf_counter()
        act(at)
        return (
            statements,
            (time.process_time() - cpu) * 1000,
            (time.perf_counter() - clock) * 1000,
        )


def _figures(rows: list[tuple[int, float, float]]) -> dict[str, float]:
    statements, cpu, elapsed = zip(*rows, strict=True)
    return {
        "statements": max(statements),
        "cpu_ms_median": round(statistics.median(cpu), 2),
        "cpu_ms_p95": round(statistics.quantiles(cpu, n=20)[-1], 2),
        "elapsed_ms_median": round(statistics.median(elapsed), 2),
    }


def _report(figures: dict[str, dict[str, float]]) -> dict[str, object]:
    eight = [row for name, row in figures.items() if name in LIFE]
    cpu, elapsed = (
        sum(row[which] for row in eight) for which in ("cpu_ms_median", "elapsed_ms_median")
    )
    return {
        "aim": {"statements_max": STATEMENTS_MAX, "cpu_ms_max": CPU_MS_MAX, "lives_a_core": 60},
        "note": "PostgreSQL runs beside it and is not in cpu_ms; nothing else was stopped.",
        "whole_life": {
            "acts": len(eight),
            "statements": sum(row["statements"] for row in eight),
            "cpu_ms": round(cpu, 2),
            "lives_per_cpu_second": round(1000 / cpu, 1),
            "lives_per_second_elapsed": round(1000 / elapsed, 1),
        },
        "acts": figures,
    }


if __name__ == "__main__":
    main()
