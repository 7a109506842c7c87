"""An address that names several servers leads to whichever of them can be written to."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from motcua.config import environment
from motcua.interfaces.console.embedded_postgres import BINARIES, SUPERUSER, EmbeddedPostgres
from tests.start.places import place, until


def test_an_address_of_several_servers_is_read_as_libpq_reads_it() -> None:
    found = environment.database(
        "postgresql://of_app:s%40ecret@db1:5433,db2:5434/province"
        "?target_session_attrs=read-write&options=-c%20search_path%3Dlongan"
    )

    assert (found["HOST"], found["PORT"]) == ("db1,db2", "5433,5434")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("of_app", "s@ecret", "province")
    assert found["OPTIONS"] == {
        "target_session_attrs": "read-write", "options": "-c search_path=longan",
    }  # fmt: skip
    for wrong in ("mysql://db/x", "postgresql://db", "postgresql://db:abc:1/x?no=such", "db1,db2"):
        with pytest.raises(environment.BadEnvironment):
            environment.database(wrong)


@pytest.fixture
def leader(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    first = EmbeddedPostgres(tmp_path / "first", settings=["wal_level=replica"])
    first.start()
    with psycopg.connect(first.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        for role in ("of_owner", "of_app"):
            admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'")
        admin.execute("CREATE DATABASE province OWNER of_owner")
    yield first
    first.stop()


@pytest.fixture
def standby(leader: EmbeddedPostgres, tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A copy of the leader that follows it."""
    second = EmbeddedPostgres(tmp_path / "second")
    second.folder.mkdir()
    for secret in leader.folder.glob("*.password"):
        shutil.copy2(secret, second.folder)
    command = [BINARIES / "pg_basebackup", "-D", second.data, "-R", "-X", "stream", "-c", "fast"]
    around = {"PGHOST": str(leader.sockets), "PGUSER": SUPERUSER}
    around["PGPASSWORD"] = leader.password(SUPERUSER)
    subprocess.run([*map(str, command)], env=os.environ | around, check=True)
    owner = leader.data.stat()
    for path in [second.data, *second.data.rglob("*")]:
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    second.start()
    yield second
    second.stop()


@pytest.mark.prove
def test_an_installation_finds_who_leads_and_who_leads_next(
    leader: EmbeddedPostgres, standby: EmbeddedPostgres, tmp_path: Path
) -> None:
    hosts = f"{standby.sockets},{leader.sockets}"  # The one that cannot be written to first.
    url = f"postgresql://{{}}:secret@/province?host={hosts}&target_session_attrs=read-write"
    with place(tmp_path / "there") as made:
        made.environment["DATABASE_URL"] = url.format("of_app")
        made.environment["DATABASE_OWNER_URL"] = url.format("of_owner")
        assert made.run("init").returncode == 0
        made.start()
        until(made.is_ready, "ready")

        looked = made.run("doctor", "--language", "en").stdout
        assert "note   replication    1 follow, none in step" in looked
        with psycopg.connect(leader.url(SUPERUSER, "postgres"), autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            admin.execute("SELECT pg_reload_conf()")
        until(
            lambda: "ok     replication    1 follow"
            in made.run("doctor", "--language", "en").stdout,
            "the doctor sees one in step",
        )

        assert leader.pid is not None
        os.kill(leader.pid, signal.SIGKILL)
        until(lambda: made.get("/readyz")[0] == 503, "not ready while nobody leads")
        with psycopg.connect(standby.url(SUPERUSER, "postgres"), autocommit=True) as admin:
            admin.execute("SELECT pg_promote()")

        seconds = until(made.is_ready, "ready again")
        print(f"\nready again {seconds:.1f} s after another leads")
        assert made.run("doctor").returncode == 0
        made.stop()
