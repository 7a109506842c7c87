"""Where a run of the tests stands: in memory where there is room, on a PostgreSQL of its own."""

import os
import shutil
import tempfile
from pathlib import Path

from motcua.interfaces.console.embedded_postgres import EmbeddedPostgres
from tests import given_postgres

MEMORY = Path("/dev/shm")
MEMORY_BYTES_MIN = 3_000_000_000
# What a run leaves behind it throws away, so nothing need outlive the machine.
THROWN_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal",
               "max_wal_senders=0", "max_wal_size=256MB", "jit=off")  # fmt: skip
# Emptying tables would wait a second for its rounds, and plans would change with its moods.
STEADY = ("autovacuum=off",)
# A statement that stands still says so itself.
TALKATIVE = ("log_lock_waits=on", "deadlock_timeout=1s", "log_min_duration_statement=10s",
             "log_line_prefix=%m [%p] %a ")  # fmt: skip

Postgres = EmbeddedPostgres | given_postgres.GivenPostgres


def in_memory() -> Path | None:
    """Return the folder that lies in memory, if there is one with room and programs may run in it.

    Emptying tables, and copying installations, makes and removes thousands of files. A disk that
    trims does that one by one: seconds each time, minutes when it is busy, and every statement
    that has something to write stands still meanwhile.
    """
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    is_barred = os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    has_room = shutil.disk_usage(MEMORY).free >= MEMORY_BYTES_MIN
    return MEMORY if has_room and not is_barred else None


def folder() -> "tempfile.TemporaryDirectory[str]":
    """Make the folder of a run, which goes away with it."""
    return tempfile.TemporaryDirectory(
        prefix="motcua-test-", dir=in_memory(), ignore_cleanup_errors=True
    )


def postgres(inside: Path) -> Postgres:
    """Return the server somebody named, or one of our own."""
    return given_postgres.named() or EmbeddedPostgres(
        inside / "postgres", settings=[*THROWN_AWAY, *STEADY, *TALKATIVE]
    )
