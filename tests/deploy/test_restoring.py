"""A cluster is lost, restored to a moment, lost again and restored to the latest."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from motcua.interfaces.console import database
from motcua.interfaces.console.embedded_postgres import BINARIES, SUPERUSER, EmbeddedPostgres
from tests.deploy import shut_in
from tests.start.places import until

SCRIPTS = shut_in.UNITS.parent / "postgresql"
DEBIANS = "/usr/lib/postgresql/15/bin"
BACKUP = shut_in.UNITS.parents[1] / "docs" / "operations" / "backup.md"
# What whoever restores is told to take back.
RESET = BACKUP.read_text("utf-8").partition("for each in ")[2].partition(";")[0].split()


class Kept:
    """One archive, and the clusters that are kept in it or come out of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.archive = folder, folder / "archive"
        self.archive.mkdir(parents=True)
        self.archive.chmod(0o777)
        folder.chmod(0o755)

    @contextmanager
    def started(self, name: str, *, is_archived: bool) -> Iterator[EmbeddedPostgres]:
        command = f'"{SCRIPTS}/archive-wal" "%p" "%f" "{self.archive}"'
        more = ["archive_mode=on", f"archive_command={command}"] if is_archived else []
        cluster = EmbeddedPostgres(
            self.folder / name, settings=[*database.SETTINGS, "wal_level=replica", *more]
        )
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()

    def back_up(self, cluster: EmbeddedPostgres) -> None:
        """Take a base backup as the unit does, within its walls and with its PATH."""
        path = dict(shut_in.lines_of("motcua-base-backup"))["Environment"].removeprefix("PATH=")
        done = subprocess.run(
            shut_in.command("motcua-base-backup", SCRIPTS / "base-backup", self.archive),
            env={
                "PATH": path.replace(DEBIANS, str(BINARIES)), "PGHOST": str(cluster.sockets),
                "PGUSER": SUPERUSER, "PGPASSWORD": cluster.password(SUPERUSER),
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            cwd=SCRIPTS, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    @contextmanager
    def restored(
        self, name: str, like: EmbeddedPostgres, moment: str
    ) -> Iterator[EmbeddedPostgres]:
        """Start what is laid out, and wait until it has replayed what was asked for."""
        folder = self.folder / name
        folder.mkdir()
        for secret in like.folder.glob("*.password"):
            (folder / secret.name).write_text(secret.read_text())
        words = [str(SCRIPTS / "restore-to"), str(self.archive), str(folder / "data"), moment]
        subprocess.run(words, check=True, capture_output=True)
        assert not (self.archive / "last-restore").exists()
        with self.started(name, is_archived=False) as other:
            until(lambda: _asked(other, "SELECT pg_is_in_recovery()") == [(False,)], "open")
            (self.archive / "last-restore").unlink()
            yield other


def _asked(cluster: EmbeddedPostgres, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        for statement in statements:
            done = admin.execute(statement.encode())
        return done.fetchall() if done.description else []


def _act(cluster: EmbeddedPostgres, number: int) -> str:
    """Have something happen; return a moment after it that no base backup ended in."""
    second = "SELECT date_trunc('second', clock_timestamp())"
    began = _asked(cluster, f"INSERT INTO act VALUES ({number})", second)
    until(lambda: _asked(cluster, second) != began, "another second")
    return str(_asked(cluster, "SELECT clock_timestamp()::text")[0][0])


def _lose(cluster: EmbeddedPostgres) -> None:
    """Stop it once all it wrote is in the archive."""
    [(segment,)] = _asked(cluster, "SELECT pg_walfile_name(pg_switch_wal())")
    archived = "SELECT last_archived_wal FROM pg_stat_archiver"
    until(lambda: str(_asked(cluster, archived)[0][0]) >= str(segment), "archived")
    cluster.stop()


def _acts(cluster: EmbeddedPostgres) -> list[tuple[object, ...]]:
    return _asked(cluster, "SELECT number FROM act ORDER BY number")


@pytest.mark.prove
def test_to_a_moment_and_then_to_the_latest(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept")
    with kept.started("first", is_archived=True) as first:
        _asked(first, "CREATE TABLE act (number int)")
        _act(first, 1)
        kept.back_up(first)
        moment = _act(first, 2)
        _act(first, 3)
        _lose(first)

        with kept.restored("second", first, moment) as second:
            assert _acts(second) == [(1,), (2,)]
            second.stop()
        # It lives on, and what is kept of it knows the moment it was restored to.
        with kept.started("second", is_archived=True) as second:
            kept.back_up(second)
            _act(second, 4)
            _lose(second)

        with kept.restored("third", first, "latest") as third:
            assert _acts(third) == [(1,), (2,), (4,)]
            for name in RESET:
                _asked(third, f"ALTER SYSTEM RESET {name}")
            [(left,)] = _asked(third, "SELECT pg_read_file('postgresql.auto.conf')")
            assert not [row for row in str(left).splitlines() if row and row[0] != "#"]
