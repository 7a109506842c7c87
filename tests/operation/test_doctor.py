"""The doctor: each thing that can be wrong is made wrong here, and must be found."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import conftest
import psycopg
import pytest
from django.conf import settings
from django.db import connection

from motcua.interfaces.console import doctor
from motcua.interfaces.console.checkup import cluster, configured, machine, tables
from motcua.interfaces.console.embedded_postgres import OWNER, SUPERUSER
from motcua.interfaces.console.home import Home
from motcua.interfaces.health import checks
from motcua.measurement.upkeep import operations as upkeep
from motcua.measurement.upkeep.definition import Finding
from motcua.measurement.upkeep.operations import Beat
from motcua.spine import clock
from tests.architecture.test_shape import ROOT

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def wrong(findings: Iterator[Finding] | list[Finding]) -> set[str]:
    found = [one for one in findings if one.state == "wrong"]
    assert all(one.vi and one.en and one.do_vi and one.do_en for one in found), found
    return {one.check for one in found}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(settings, "MOTCUA_HOME", tmp_path / "home")
    made = Home(tmp_path / "home")
    made.lay_out()
    return made


def _aged(home: Home, at: datetime) -> None:
    """Let every key be from then."""
    for path in home.keys.rglob("*"):
        os.utime(path, (at.timestamp(), at.timestamp()))


class TestTheMachine:
    def test_a_fresh_one_that_was_never_backed_up(self, home: Home) -> None:
        _aged(home, NOW - timedelta(days=2))
        assert wrong(machine.keys(home)) == set()
        assert wrong(machine.backups(home, "", at=NOW, grave="wrong")) == {
            "backup", "restore drill", "keys copied",
        }  # fmt: skip
        assert wrong(machine.backups(home, "", at=NOW, grave="note")) == set()

    def test_secrets_others_can_read_and_one_that_is_gone(self, home: Home) -> None:
        (home.keys / "signing").mkdir()
        for name in ("signing/0a.p8", "field.key"):
            (home.keys / name).touch()
            (home.keys / name).chmod(0o640)
        (home.keys / "index.key").unlink()
        home.path.chmod(0o755)

        said = [f"{one.en} {one.do_en}" for one in machine.keys(home) if one.state == "wrong"]

        assert len(said) == 4
        for words in ("index.key is missing", "chmod 600", "signing/0a.p8", "chmod 700"):
            assert any(words in one for one in said), words

    def test_backups_grow_old_each_at_its_own_pace(self, home: Home, tmp_path: Path) -> None:
        _aged(home, NOW - timedelta(days=1))
        for name in ("last-base-backup", "last-restore", "files-as-of", "keys-as-of"):
            (tmp_path / name).write_text(f"{NOW:%Y-%m-%dT%H:%M:%SZ}\n")

        def at(**later: int) -> set[str]:
            moment = NOW + timedelta(**later)
            return wrong(machine.backups(home, str(tmp_path), at=moment, grave="wrong"))

        assert at(minutes=4) == set()
        assert at(minutes=6) == {"files copied"}
        assert at(hours=27) == {"files copied", "backup"}
        assert at(days=32) == {"files copied", "backup", "restore drill"}
        home.keep_note("backup", {"at": (NOW + timedelta(days=32)).isoformat()})
        assert at(days=32) == {"files copied", "restore drill"}

    def test_a_key_that_was_made_since_the_keys_were_copied(
        self, home: Home, tmp_path: Path
    ) -> None:
        def copied(*, hours: int = 27) -> bool:
            at = NOW + timedelta(days=2, hours=hours)
            found = machine.backups(home, str(tmp_path), at=at, grave="wrong")
            return "keys copied" not in wrong(found)

        _aged(home, NOW)
        (tmp_path / "keys-as-of").write_text(f"{NOW + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}\n")
        assert copied()
        (home.keys / "signing").mkdir()
        (home.keys / "signing" / "0a.p8").touch()
        _aged(home, NOW + timedelta(days=2))
        assert copied(hours=25)  # A night is still to come.
        assert not copied()
        home.keep_note("backup", {"at": (NOW + timedelta(days=3)).isoformat(), "with_keys": False})
        assert not copied()
        home.keep_note("backup", {"at": (NOW + timedelta(days=3)).isoformat(), "with_keys": True})
        assert copied()

    def test_a_disk_that_is_nearly_full_here_or_where_the_archive_grows(
        self, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        archive = str(tmp_path / "archive")
        gone = [one.en for one in machine.disks(home, archive, grave="wrong") if one.do_vi]
        assert any("cannot be looked at" in one for one in gone)
        (tmp_path / "archive").mkdir()

        def said(**free: int) -> list[str]:
            rooms = {home.path: free["here"], Path(archive): free["there"]}
            usage = {place: type("Usage", (), {"free": room}) for place, room in rooms.items()}
            monkeypatch.setattr(shutil, "disk_usage", lambda place: usage[place])
            return [one.state for one in machine.disks(home, archive, grave="wrong")]

        same = "note"  # One disk would take both.
        assert said(here=10**10, there=10**10) == ["ok", "ok", same]
        assert said(here=10**9, there=10**8) == ["note", "wrong", same]
        assert said(here=10**8, there=10**10) == ["wrong", "ok", same]

    def test_time_is_asked_of_the_kernel(self) -> None:
        assert machine.synchronised("wrong").state in ("ok", "wrong")


class TestWhatWasConfigured:
    def test_settings_that_let_strangers_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "SECRET_KEY", "x" * 50)
        monkeypatch.setattr(settings, "SESSION_COOKIE_SECURE", True)
        assert wrong(configured.settings_of_ours("wrong")) == set()
        for name, value in {
            "DEBUG": True, "ALLOWED_HOSTS": ["*"], "SESSION_COOKIE_SECURE": False,
            "SECRET_KEY": "short", "WEBHOOKS_MAY_STAY_INSIDE": True, "IS_HTTPS": True,
        }.items():  # fmt: skip
            monkeypatch.setattr(settings, name, value)

        assert len(list(configured.settings_of_ours("wrong"))) == 6
        assert wrong(configured.settings_of_ours("wrong")) == {"settings"}

    def test_a_pretend_bank_where_people_are_real(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with socket.create_server(("127.0.0.1", 0)) as bank:
            pretend = f"http://localhost:{bank.getsockname()[1]}"
            monkeypatch.setattr(configured, "OUTSIDE", {"MOTCUA_BANK_URL": pretend})
            assert wrong(configured.sandbox("wrong")) == {"sandbox"}
            assert wrong(configured.sandbox("note")) == set()
        assert [one.state for one in configured.sandbox("wrong")] == ["note"]

    def test_a_portal_that_is_named_and_whose_secret_nobody_brought(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        secret = tmp_path / "national_portal.secret"
        monkeypatch.setattr(configured, "SECRETS", {"MOTCUA_NATIONAL_URL": secret})
        assert not list(configured.secrets())

        monkeypatch.setenv("MOTCUA_NATIONAL_URL", "https://portal.example.gov.vn")
        assert wrong(configured.secrets()) == {"outside"}

        secret.write_text("agreed")
        assert not list(configured.secrets())

    def test_nobody_makes_up_what_we_and_vneid_have_agreed_on(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        secret = home.keys / settings.VNEID_CLIENT_SECRET_FILE.name
        monkeypatch.setattr(configured, "SECRETS", {"MOTCUA_VNEID_ISSUER": secret})
        monkeypatch.setenv("MOTCUA_VNEID_ISSUER", "https://vneid.example.gov.vn")

        assert wrong(configured.secrets()) == {"outside"}

    def test_what_is_grave_for_real_people_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "IS_HTTPS", True)
        assert doctor.gravity(("real", False)) == "wrong"
        assert doctor.gravity(("real", True)) == "note"
        assert doctor.gravity(("simulated", False)) == "note"
        monkeypatch.setattr(settings, "IS_HTTPS", False)
        assert doctor.gravity(("real", False)) == "note"


DEFECTS: list[tuple[str, str, str]] = [
    (
        "rights",
        "GRANT UPDATE ON journal_entry TO motcua_app",
        "REVOKE UPDATE ON journal_entry FROM motcua_app",
    ),
    (
        "triggers",
        "ALTER TABLE access_access DISABLE TRIGGER USER",
        "ALTER TABLE access_access ENABLE TRIGGER USER",
    ),
    (
        "migrations",
        "UPDATE django_migrations SET app = 'gone' WHERE app = 'upkeep'",
        "UPDATE django_migrations SET app = 'upkeep' WHERE app = 'gone'",
    ),
    (
        "worker",
        "UPDATE upkeep_lanepulse SET beat_at = now() - interval '1 hour' WHERE lane = 'papers'",
        "UPDATE upkeep_lanepulse SET beat_at = now()",
    ),
    (
        "journal",
        "ALTER TABLE journal_entry DISABLE TRIGGER USER;"
        " UPDATE journal_entry SET subject = 'somebody:else'",
        "UPDATE journal_entry SET subject = canonical::jsonb ->> 'subject';"
        " ALTER TABLE journal_entry ENABLE TRIGGER USER",
    ),
    (
        "certificates",
        "INSERT INTO signatures_certificate (serial, owner_kind, owner, common_name, content,"
        " valid_from, valid_until, revocation_reason)"
        " VALUES ('0a', 'authority', 'issuing', 'x', '', now() - interval '1 year',"
        " now() + interval '3 days', '')",
        "DELETE FROM signatures_certificate",
    ),
    (
        "signing keys",
        "INSERT INTO signatures_certificate (serial, owner_kind, owner, common_name, content,"
        " valid_from, valid_until, revocation_reason)"
        " VALUES ('0b', 'person', '1', 'x', '', now() - interval '1 hour',"
        " now() + interval '1 year', '')",
        "DELETE FROM signatures_certificate",
    ),
    (
        "digest",
        "INSERT INTO upkeep_digest (day, made_at, broken, lines)"
        " VALUES (now() - interval '3 days', now(), 0, '[]')",
        "DELETE FROM upkeep_digest",
    ),
    (
        "worker",
        "UPDATE upkeep_lanepulse SET failures = 3 WHERE lane = 'bank'",
        "UPDATE upkeep_lanepulse SET failures = 0",
    ),
]  # fmt: skip


@pytest.fixture
def looked(
    application_url: str, installation_that_commits: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], list[Finding]]]:
    """Return a look at the database as the application, beside a worker whose lanes all beat."""
    monkeypatch.setattr(settings, "MAINTAINERS", ["van-hanh@motcua.example"])
    beats = [Beat(lane=name, seconds_ago=0, silent_seconds_max=60) for name in ("papers", "bank")]
    upkeep.beat("here", beats, at=clock.real_now())
    worker = psycopg.connect(application_url, application_name=checks.WORKER, autocommit=True)
    own = psycopg.connect(application_url, autocommit=True)

    def look() -> list[Finding]:
        worker.execute("SELECT 1")
        return list(tables.all_of(own, is_up=True, grave="note"))

    yield look
    worker.close()
    own.close()


@pytest.fixture
def installation_that_commits(transactional_db: None) -> Iterator[None]:
    from motcua.spine.journal import operations as journal
    from motcua.spine.journal.models import ClockKind

    clock.forget()
    journal.create_installation(clock=ClockKind.REAL, is_demo=False, at=clock.real_now())
    yield
    clock.forget()


def _as_owner(statements: str) -> None:
    url = conftest._postgres.url(OWNER, str(connection.settings_dict["NAME"]))
    with psycopg.connect(url, autocommit=True) as owner:
        for statement in statements.split(";"):
            owner.execute(statement.encode())


def test_each_defect_of_the_database_is_found_and_nothing_else(
    looked: Callable[[], list[Finding]],
) -> None:
    assert wrong(looked()) == set()
    for check, break_it, mend_it in DEFECTS:
        _as_owner(break_it)
        found = {one.check for one in looked() if one.state != "ok"} - {"archive"}
        _as_owner(mend_it)
        assert check in found, check
        assert found <= {check, "triggers"}, found
    assert wrong(looked()) == set()


def test_a_role_that_may_everything_is_found(installation_that_commits: None) -> None:
    url = conftest._postgres.url(SUPERUSER, str(connection.settings_dict["NAME"]))
    with psycopg.connect(url, autocommit=True) as mighty:
        found: list[Any] = list(tables.all_of(mighty, is_up=False, grave="note"))

    assert "rights" in wrong(found)
    assert "SUPERUSER" in next(one.en for one in found if one.check == "rights")


def test_a_leader_nobody_follows_and_more_processes_than_places(
    application_url: str, installation: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> set[str]:
        with psycopg.connect(application_url, autocommit=True) as own:
            return wrong(cluster.all_of(own, grave="wrong")) - {"archive"}

    assert found() == set()
    several = "postgresql://motcua_app@db1,db2/motcua?target_session_attrs=read-write"
    with monkeypatch.context() as on_three:
        on_three.setattr(settings, "DATABASE_URL", several)
        assert found() == {"replication"}
    monkeypatch.setattr(settings, "WEB_WORKERS", 40)
    assert found() == {"connections"}


def test_an_archiver_that_hangs_is_told_before_five_minutes_of_acts_can_be_lost(
    application_url: str, installation: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def after(seconds: int, *, failed: bool = False) -> set[str]:
        monkeypatch.setattr(cluster, "ARCHIVER", f"SELECT true, {failed}, {seconds}")
        with psycopg.connect(application_url, autocommit=True) as own:
            return wrong(cluster.all_of(own, grave="wrong"))

    assert after(230) == set()
    assert after(250) == after(1, failed=True) == {"archive"}
    timer = (ROOT / "deploy" / "systemd" / "motcua-doctor.timer").read_text()
    assert "OnCalendar=*:0/5\n" in timer


def test_a_line_says_it_in_both_languages_or_in_one() -> None:
    finding = Finding("disk", "wrong", "còn 1 MB", "1 MB free", "dọn đĩa", "free the disk")

    assert "còn 1 MB / 1 MB free\n" in doctor._line(finding, "")
    assert "→ dọn đĩa\n" in doctor._line(finding, "vi")
    assert "còn" not in doctor._line(finding, "en")
