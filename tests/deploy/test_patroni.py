"""The file for Patroni comes up on a machine as Debian makes it, and lets in whom it should."""

from typing import Any

import pytest
import yaml

from tests.deploy.shut_in import UNITS

ROOT = UNITS.parents[1]
SHIPPED = ROOT / "deploy" / "patroni" / "patroni.yml"
TOLD = ROOT / "docs" / "operations" / "high-availability.md"


@pytest.fixture
def settings() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(SHIPPED.read_text("utf-8"))
    return found


def _lets_in(settings: dict[str, Any], *words: str) -> str:
    """Return how the first line that fits lets in: connection, database, user, address."""
    kind, *rest = words
    for line in settings["postgresql"]["pg_hba"]:
        its_kind, *its, how = line.split()
        if its_kind != kind:
            continue
        named = [its[0] == rest[0] or (its[0] == "all" and rest[0] != "replication")]
        named += [each in ("all", word) for each, word in zip(its[1:], rest[1:], strict=True)]
        if all(named):
            return str(how)
    return "refused"


def test_what_keeps_the_promises_is_as_on_one_server(settings: dict[str, Any]) -> None:
    given = settings["bootstrap"]["dcs"]["postgresql"]["parameters"]
    rows = (ROOT / "deploy" / "postgresql" / "motcua.conf").read_text("utf-8").splitlines()

    for row in (row for row in rows if row and row[0] != "#"):
        name, _, value = row.partition(" = ")
        assert str(given[name]) == value.strip("'"), name
    assert settings["bootstrap"]["dcs"]["synchronous_mode"] is True


def test_patroni_gets_into_its_own_server(settings: dict[str, Any]) -> None:
    ours, scram = settings["postgresql"], "scram-sha-256"

    # Else by TCP from 127.0.0.1, as superuser: no line is for that.
    assert ours["use_unix_socket"] is True
    assert ours["use_unix_socket_repl"] is True
    assert _lets_in(settings, "local", "postgres", "postgres") == "peer"
    assert _lets_in(settings, "local", "replication", "postgres") == "peer"
    assert _lets_in(settings, "local", "replication", "replicator") == scram
    assert _lets_in(settings, "local", "postgres", "rewinder") == scram


def test_over_the_network_there_is_tls_and_a_certificate_for_it(settings: dict[str, Any]) -> None:
    given, scram = settings["postgresql"]["parameters"], "scram-sha-256"

    assert given["ssl"] == "on"
    assert given["ssl_cert_file"].endswith(".pem")
    assert given["ssl_key_file"].endswith(".key")
    for user, address in (("motcua_app", "samehost"), ("motcua_app", "10.0.0.0/24")):
        assert _lets_in(settings, "hostssl", "motcua", user, address) == scram
        assert _lets_in(settings, "host", "motcua", user, address) == "refused"
    assert _lets_in(settings, "hostssl", "replication", "replicator", "10.0.0.0/24") == scram


def test_nobody_commands_it_without_a_password(settings: dict[str, Any]) -> None:
    assert settings["restapi"]["authentication"].keys() == {"username", "password"}
    assert settings["restapi"]["listen"] == "ADDRESS:8008"


def test_it_goes_where_debians_unit_looks() -> None:
    told, first = TOLD.read_text("utf-8"), SHIPPED.read_text("utf-8").splitlines()[0]

    assert first.startswith("# /etc/patroni/config.yml ")
    assert "deploy/patroni/patroni.yml /etc/patroni/config.yml" in told
    assert "/etc/patroni/patroni.yml" not in told
    assert "pg_dropcluster --stop 15 main" in told
