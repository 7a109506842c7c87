"""On a PostgreSQL server of its own: two roles, outages, recovery."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from motcua.interfaces.console.embedded_postgres import SUPERUSER, EmbeddedPostgres
from tests.start.places import Place, place, until


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server as an administrator of databases prepares it (docs/operations)."""
    postgres = EmbeddedPostgres(tmp_path_factory.mktemp("server") / "postgres")
    postgres.start()
    with psycopg.connect(postgres.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        for role in ("of_owner", "of_app"):
            admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'")
        admin.execute("CREATE DATABASE province OWNER of_owner")
    yield postgres
    postgres.stop()


def _urls(server: EmbeddedPostgres, database: str) -> dict[str, str]:
    roles = {"DATABASE_URL": "of_app", "DATABASE_OWNER_URL": "of_owner"}
    return {
        name: f"postgresql://{role}:secret@/{database}?host={server.sockets}"
        for name, role in roles.items()
    }


@pytest.fixture(scope="module")
def on_server(
    server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("on_server")) as made:
        made.environment |= _urls(server, "province")
        assert made.run("init").returncode == 0
        made.start()
        yield made
        made.stop()


def test_nothing_is_embedded_and_all_is_well(on_server: Place) -> None:
    done = on_server.run("doctor")

    assert done.returncode == 0, done.stdout
    for check in ("web", "keyring", "worker"):
        assert f"ok     {check} " in done.stdout
    assert not (on_server.home / "postgres").exists()


def test_a_machine_whose_web_server_is_dead_is_not_well_and_the_rest_is_judged(
    on_server: Place, tmp_path: Path
) -> None:
    with place(tmp_path) as second:  # Another machine beside the same database, with its keys.
        second.environment |= on_server.environment
        shutil.copytree(on_server.home / "keys", second.home / "keys")
        second.home.chmod(0o700)

        looked = second.run("doctor", "--language", "en")

    assert looked.returncode == 1
    for line in (
        f"wrong  web            the web server does not answer on port {second.port}",
        "wrong  keyring ",
        "ok     worker ",
        "ok     deliveries ",
    ):
        assert line in looked.stdout, line


def test_the_processes_that_serve_do_not_hold_the_owners_password(on_server: Place) -> None:
    for pid, line in on_server.processes().items():
        if "console.web" in line or "console.worker" in line:
            around = Path(f"/proc/{pid}/environ").read_bytes()
            assert b"of_owner" not in around, line


def test_pages_say_503_in_words_while_the_database_is_away_and_recover_by_themselves(
    on_server: Place, server: EmbeddedPostgres
) -> None:
    assert on_server.get("/")[0] == 200
    server.stop()
    try:
        until(lambda: not on_server.is_ready(), "not ready")
        readiness, page = on_server.get("/readyz"), on_server.get("/")
        in_english = on_server.get("/en/")
        assert readiness[0] == 503
        assert '"ready": false' in readiness[2]
        assert '"database": "away"' in readiness[2]
        for status, headers, text in (page, in_english):
            assert (status, headers["retry-after"]) == (503, "5")
            assert "Traceback" not in text
        assert "What you finished sending is safe" in in_english[2], in_english[2]
        assert on_server.get("/healthz")[0] == 200
    finally:
        server.start()

    until(lambda: on_server.get("/")[0] == 200, "pages are back")  # How soon: `make prove`.
    until(on_server.is_ready, "worker is back")


@pytest.mark.prove
def test_after_a_minute_without_database_all_is_back_within_five_seconds(
    on_server: Place, server: EmbeddedPostgres
) -> None:
    ours = ("console.web", "console.worker")
    before = [on_server.process_of(name) for name in ours]
    server.stop()
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at:
        assert on_server.get("/")[0] == 503

    server.start()

    pages = until(lambda: on_server.get("/")[0] == 200, "pages are back", seconds=30)
    worker = pages + until(on_server.is_ready, "the worker is back", seconds=30)
    print(
        f"\nafter a minute's outage pages are back in {pages:.1f} s, the worker in {worker:.1f} s"
    )
    assert worker < 5
    assert [on_server.process_of(name) for name in ours] == before  # Nothing was started anew.


@pytest.mark.prove
def test_a_worker_that_does_not_come_back_is_seen(
    on_server: Place, server: EmbeddedPostgres
) -> None:
    """The control: readiness tells a worker that stands still from one that is back."""
    worker = on_server.process_of("console.worker")
    os.kill(worker, signal.SIGSTOP)
    try:
        server.stop()
        server.start()
        until(lambda: on_server.get("/")[0] == 200, "pages are back", seconds=30)
        ends_at = time.monotonic() + 5
        while time.monotonic() < ends_at:
            assert not on_server.is_ready()
    finally:
        os.kill(worker, signal.SIGCONT)
    until(on_server.is_ready, "ready")


def test_an_embedded_installation_moves_to_the_server_with_backup_and_restore(
    running: Place, server: EmbeddedPostgres, tmp_path: Path
) -> None:
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE moved OWNER of_owner")
    act, archive = running.acknowledge(), tmp_path / "backup.tar"
    assert running.run("backup", archive).returncode == 0

    with place(tmp_path / "moved") as moved:
        urls = _urls(server, "moved")
        moved.environment |= urls
        restored = moved.run("restore", archive)
        assert restored.returncode == 0, restored.stderr
        moved.start()

        with psycopg.connect(urls["DATABASE_URL"]) as application:
            found = "SELECT count(*) FROM journal_entry WHERE act_id = %s"
            assert application.execute(found, [act]).fetchone() == (1,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("UPDATE journal_entry SET kind = 'forged'")
        assert moved.run("doctor").returncode == 0
        assert not (moved.home / "postgres").exists()
        assert moved.stop() == 0


def test_without_the_owner_nothing_is_migrated(server: EmbeddedPostgres, tmp_path: Path) -> None:
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE bare")
    with place(tmp_path) as bare:
        url = f"postgresql://of_app:secret@/bare?host={server.sockets}"
        bare.environment["DATABASE_URL"] = url

        done = bare.run("up")

    assert done.returncode == 1
    assert "DATABASE_OWNER_URL is needed" in done.stderr
