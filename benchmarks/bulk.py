"""How fast dossiers are written with their journal, set-based: the bulk path of `motcua simulate`.

    .venv/bin/python benchmarks/bulk.py [--models 100] [--dossiers 100000] [--processes 2]
                                        [--keep FOLDER]

Starts a database of its own, plays the models, writes every strand of them, puts indexes and keys
back, and writes results/bulk.json. Time is told apart: rows alone (the bar), then indexes and keys.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import machine

BAR = {"dossiers_per_second": 10_000}
NOTE = (
    "rows: COPY with journal, keys and indexes off; indexes: keys, indexes and foreign keys put"
    " back, which checks every row, and ANALYZE; check: entries compared with their text; models:"
    " played by operations."
)
FIRST, LAST = date(2026, 9, 7), date(2026, 11, 1)
SETTINGS = ["shared_buffers=512MB", "max_wal_size=8GB", "jit=off", "synchronous_commit=off"]
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=100)
    parser.add_argument("--dossiers", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="leave the database in this folder")
    chosen = parser.parse_args()
    load = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="motcua-bulk-") as folder:
        figures = in_a_province(chosen.keep or Path(folder), chosen)
    machine.write("bulk", {"bar": BAR, "note": NOTE, "figures": figures}, load=load)


def in_a_province(folder: Path, chosen: argparse.Namespace) -> dict[str, object]:
    postgres = start(folder)
    try:
        _create(postgres)
        prepare(folder, postgres)
        return _write(folder, chosen)
    finally:
        from django.db import connection

        connection.close()
        postgres.stop()


def start(folder: Path) -> Any:
    """Start the embedded database of a folder."""
    from motcua.interfaces.console.embedded_postgres import EmbeddedPostgres

    postgres = EmbeddedPostgres(folder / "postgres", settings=SETTINGS)
    postgres.start()
    return postgres


def prepare(folder: Path, postgres: Any) -> None:
    """Set Django up on it."""
    import django
    from django.conf import settings

    from motcua.interfaces.console.embedded_postgres import OWNER

    os.environ |= {
        "DATABASE_URL": postgres.url(OWNER), "MOTCUA_HOME": str(folder),
        "MOTCUA_SECRET_KEY": "benchmark", "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
    }  # fmt: skip
    # Hundreds of officers get an account: slow hashing is not what is measured.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()


def _create(postgres: Any) -> None:
    import psycopg

    from motcua.interfaces.console.embedded_postgres import APPLICATION, OWNER, SUPERUSER

    with psycopg.connect(postgres.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        for role in (OWNER, APPLICATION):
            password = postgres.password(role)
            admin.execute(f"CREATE ROLE {role} LOGIN CREATEDB PASSWORD '{password}'")
        admin.execute(f"CREATE DATABASE motcua OWNER {OWNER}")


def _write(folder: Path, chosen: argparse.Namespace) -> dict[str, object]:
    from django.core.management import call_command

    from motcua.simulation import play, sample
    from motcua.simulation.bulk import playing, writing
    from motcua.spine import secrecy
    from motcua.spine.journal import operations as journal

    secrecy.create_keys(folder / "keys")
    call_command("migrate", verbosity=0)
    journal.create_installation(clock="simulated", is_demo=True, at=play.midnight(FIRST))
    sample.load_where_empty(at=play.midnight(FIRST))
    play.write_lightly()
    script = playing.Script(
        models=chosen.models, first=FIRST, last=LAST, seed=1, units=sample.UNITS,
        until=play.midnight(LAST),
    )  # fmt: skip
    spent: dict[str, dict[str, float]] = {}
    before = ("", _spent(folder))

    def note(part: str) -> None:
        nonlocal before
        name, then = before
        now = _spent(folder)
        if name:
            spent[name] = {who: round(now[who] - then[who], 2) for who in now}
        before = (part, now)
        sys.stderr.write(f"· {part} {time.strftime('%H:%M:%S')}\n")

    written = writing.write(
        script,
        strands=-(-chosen.dossiers // chosen.models),
        processes=chosen.processes,
        progress=note,
    )
    note("")
    return _figures(written, spent)


def _figures(written: Any, spent: dict[str, dict[str, float]]) -> dict[str, object]:
    rows = sum(written.rows.values())
    seconds = written.seconds["rows"]
    cpu = {who: round(one / written.dossiers * 1e6, 1) for who, one in spent["rows"].items()}
    return {
        "dossiers": written.dossiers,
        "rows": rows,
        "journal_entries": written.rows["journal_entry"],
        "dossiers_per_second": round(written.dossiers / seconds),
        "rows_per_second": round(rows / seconds),
        "cpu_us_per_dossier": cpu,
        "dossiers_per_cpu_second": round(1e6 / sum(cpu.values())),
        "dossiers_per_second_with_indexes": round(
            written.dossiers / (seconds + written.seconds["indexes"] + written.seconds["check"])
        ),
        "dossiers_per_second_with_all": round(written.dossiers / sum(written.seconds.values())),
        "seconds": written.seconds,
        "cpu_seconds": spent,
    }


def _spent(folder: Path) -> dict[str, float]:
    """Return the processor seconds spent by us with our children, and by PostgreSQL."""
    ours = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "python": sum(one.ru_utime + one.ru_stime for one in ours),
        "postgresql": _of_postgres(folder),
    }


def _of_postgres(folder: Path) -> float:
    pid = (folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0]
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if stat.parent.name == pid:
            total += sum(map(int, fields[11:15]))  # With the children that have ended.
        elif fields[1] == pid:
            total += sum(map(int, fields[11:13]))
    return total / TICKS


if __name__ == "__main__":
    main()
