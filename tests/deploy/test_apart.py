"""Each process by itself, within the walls of its unit, on a PostgreSQL server of its own."""

import contextlib
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from motcua.interfaces.console.embedded_postgres import SUPERUSER, EmbeddedPostgres
from tests.deploy import shut_in
from tests.start.places import COMMAND, Place, place, until

SEEN = {"PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.prove
def test_three_processes_of_their_own_are_an_installation(tmp_path: Path) -> None:
    with _server(tmp_path / "server") as server, place(tmp_path / "apart") as made:
        refused = made.run("run", "web")
        assert refused.returncode == 1
        assert "DATABASE_URL" in refused.stderr
        url = f"postgresql://{{}}:secret@/province?host={server.sockets}"
        made.environment["DATABASE_URL"] = url.format("of_app")
        assert "motcua migrate" in made.run("run", "web").stderr
        made.environment["DATABASE_OWNER_URL"] = url.format("of_owner")
        for _ in range(2):  # Once to create, once to find nothing to do.
            migrated = _within("motcua-migrate", made, "migrate")
            assert migrated.returncode == 0, migrated.stderr
        del made.environment["DATABASE_OWNER_URL"]
        with _processes(made):
            until(made.is_ready, "ready")
            looked = _within("motcua-doctor", made, "doctor")
            assert looked.returncode == 0, looked.stdout
            assert "ok     worker" in looked.stdout
            address = f"http://127.0.0.1:{made.port + 9}/metrics"
            with urllib.request.urlopen(address, timeout=10) as answer:
                metrics = answer.read().decode()
            assert "motcua_database_up 1" in metrics
            assert 'motcua_request_seconds_count{class="probe",status="2xx"}' in metrics
            assert 'motcua_job_failures{job="messages"} 0' in metrics


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as admin:
            for role in ("of_owner", "of_app"):
                admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'")
            admin.execute("CREATE DATABASE province OWNER of_owner")
        yield server
    finally:
        server.stop()


def _within(unit: str, made: Place, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        shut_in.command(unit, COMMAND, *words), env=made.surroundings() | SEEN, cwd=shut_in.UNITS,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@contextlib.contextmanager
def _processes(made: Place) -> Iterator[None]:
    running = [
        subprocess.Popen(
            shut_in.command(f"motcua-{name}", COMMAND, "run", name),
            env=made.surroundings() | SEEN, cwd=shut_in.UNITS,
        )
        for name in ("keyring", "web", "worker")
    ]  # fmt: skip
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)
