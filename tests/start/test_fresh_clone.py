"""`make run` from a fresh clone, as a normal user: the demo province, and nothing left behind."""

import json
import stat
from collections.abc import Iterator

import psycopg
import pytest

from tests.start.clones import Clone, clone
from tests.start.places import until

PATIENCE_SECONDS = 240  # How fast it is on an idle machine is for `make prove` to say.
ROLES = {
    "reception", "handler", "head", "clerk", "leader", "catalogue_keeper",
    "administrator", "operator", "inspector", "api_client",
}  # fmt: skip


@pytest.fixture(scope="module")
def running() -> Iterator[Clone]:
    with clone() as made:
        made.process = made.make("run")
        until(made.is_ready, "cold start", seconds=PATIENCE_SECONDS, or_ended=made.process)
        yield made


def test_the_demo_province_is_there(running: Clone) -> None:
    accounts = json.loads(running.motcua("demo", "accounts", "--json").stdout)

    assert {account["role"] for account in accounts} >= ROLES
    for account in accounts:
        if account["role"] == "api_client":
            assert account["api_key"]
        else:
            assert account["password"]
            assert account["totp_secret"]
            assert account["unit"]
    assert running.get("/healthz")[0] == 200
    assert json.loads(running.get("/readyz")[2]) == {
        "ready": True,
        "checks": {"database": "ok", "migrations": "ok", "worker": "ok"},
    }


def test_the_doctor_finds_nothing(running: Clone) -> None:
    done = running.motcua("doctor", "--json")

    assert json.loads(done.stdout)["well"], done.stdout
    assert done.returncode == 0


def test_what_the_past_handed_out_is_signed_soon(running: Clone) -> None:
    hands = running.home / "keys" / "demo-hands.json"
    until(lambda: not hands.exists(), "the past is signed", seconds=PATIENCE_SECONDS)

    # What the worker closes by itself after the start waits for the clerk's seal, as it should.
    turned = "SELECT happened_at FROM journal_entry WHERE kind = 'installation.turned_real'"
    handed_out = f"issued_at < ({turned}) AND (form <> 'result' OR dossier.state = 'returned')"
    with psycopg.connect(running.url()) as connection:
        [counted] = connection.execute(
            "SELECT count(*) FILTER (WHERE signed_at IS NULL), count(*) FROM dossiers_slip AS slip"
            f" JOIN dossiers_dossier AS dossier ON dossier.id = dossier_id WHERE {handed_out}"
        ).fetchall()
    assert counted[0] == 0
    assert counted[1] > 24


def test_secrets_are_readable_by_their_owner_alone(running: Clone) -> None:
    inside = ("keys", "keys/signing", "postgres", "postgres/sockets", "files", "run", "log")
    for folder in (".", *inside):
        assert stat.S_IMODE((running.home / folder).stat().st_mode) == 0o700, folder
    keys = [path for path in (running.home / "keys").rglob("*") if path.is_file()]
    secrets = [*keys, *running.home.glob("postgres/*.password")]
    assert len(secrets) >= 7
    for secret in secrets:
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600, secret


def test_ctrl_c_ends_it_and_the_next_start_installs_nothing(running: Clone) -> None:
    running.stop()
    assert f"http://localhost:{running.port}" in running.said()
    assert "lan.bc" in running.said()
    until(lambda: not running.processes(), "everything ends")

    running.process = running.make("run")
    until(running.is_ready, "warm start", or_ended=running.process)

    assert "·" not in running.said()


def test_a_killed_make_ends_it_in_order(running: Clone) -> None:
    assert running.process is not None

    running.process.kill()
    running.process.wait()
    running.process = running.make("run")

    # The last one may still answer while it ends; the next one has spoken when it is ready.
    until(
        lambda: f"http://localhost:{running.port}" in running.said() and running.is_ready(),
        "the next start waits for the last",
        or_ended=running.process,
    )
