"""Every run of the tests has a PostgreSQL of its own, in a folder that goes away with it."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.utils import translation
from tests import ground
from tests.watching import Watch

from motcua.config import environment
from motcua.interfaces.console.embedded_postgres import (
    APPLICATION,
    OWNER,
    SUPERUSER,
)
from motcua.spine import secrecy

if TYPE_CHECKING:
    from django.test import Client

    from motcua.reference.people.models import Account

# Two busy cores: how long one example takes says nothing here.
hypothesis.settings.register_profile(
    "ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("ours")

_folder = ground.folder()
_postgres = ground.postgres(Path(_folder.name))
_watch: Watch | None = None
# Copies of installations are made and thrown away beside it.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(ground.in_memory() or tempfile.gettempdir()))


def _start() -> None:
    _postgres.start()
    with psycopg.connect(_postgres.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        for role in (OWNER, APPLICATION):
            has = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            rights = f"{role} LOGIN CREATEDB PASSWORD '{_postgres.password(role)}'"
            admin.execute(f"{'ALTER' if has else 'CREATE'} ROLE {rights}")
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = 'motcua'").fetchone():
            admin.execute(f"CREATE DATABASE motcua OWNER {OWNER}")
    settings.MOTCUA_HOME = Path(_folder.name)
    settings.KEYS_FOLDER = settings.MOTCUA_HOME / "keys"
    settings.STATIC_ROOT = settings.MOTCUA_HOME / "static"
    settings.STATIC_ROOT.mkdir()
    # Slow hashing is what Argon2 is for; hundreds of sign-ins in tests need not prove it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    secrecy.create_keys(settings.KEYS_FOLDER)
    ours = environment.database(_postgres.url(OWNER))
    # A busy machine may stand still for longer than production waits; what waits too long in
    # truth still ends.
    patient = " -c statement_timeout=120s -c lock_timeout=60s"
    patient += " -c idle_in_transaction_session_timeout=120s"
    options = settings.DATABASES["default"]["OPTIONS"]
    options = options | {"options": options["options"] + patient}
    settings.DATABASES["default"].update(ours | {"OPTIONS": options})


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start, unless this process only hands the tests out to others."""
    global _watch
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        return
    _start()
    _watch = Watch(_postgres.url(SUPERUSER, "postgres"))
    _watch.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and _watch is not None:
        report.sections += _watch.since(call.start)
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    from tests import sharing

    return sharing.Shares(config, log)


# What takes longest begins first, so that no process is left alone with it at the end.
_LONGEST = (
    "tests/start/test_fresh_clone.py", "tests/start/", "tests/browser/test_main_story.py",
    "tests/access/", "tests/browser/", "tests/oracle/", "tests/faults/", "tests/api/",
    "src/motcua/simulation/", "tests/operation/", "tests/national/", "src/motcua/casework/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        file = item.location[0]
        return next((n for n, start in enumerate(_LONGEST) if file.startswith(start)), 99)

    items.sort(key=place)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look for garbage in what the tests make, no more in what was imported for them."""
    _set_aside()
    gc.set_threshold(10_000, 20, 20)


def _set_aside() -> None:
    """Leave what is there now out of every search for garbage: each took an eighth of a second."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _watch is not None:
        _watch.stop()
        _postgres.stop()
    _folder.cleanup()


@pytest.fixture(autouse=True)
def _in_vietnamese() -> None:
    """Begin in the language of the house: a page that was asked in English leaves its thread so."""
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def _flush_may_empty_the_journal(django_db_setup: None) -> None:
    """Let the test runner, and it alone, empty the tables between tests that really commit."""
    from django.db import connection

    _set_aside()
    flush = connection.ops.execute_sql_flush

    def execute_sql_flush(statements: Iterable[str]) -> None:
        kept = ("journal_entry", "journal_epoch", "journal_clock", "access_access")
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in kept]
        on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in kept]
        flush([*off, *statements, *on])
        _forget_rows()

    connection.ops.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign, assignment]


def _forget_rows() -> None:
    """Forget what is kept under numbers of rows: emptied tables give the same numbers again."""
    from motcua.casework.dossiers.queries import access
    from motcua.measurement.facts import operations as facts
    from motcua.reference.finding import queries as finding

    for kept in (access._version, access._definition, access._steps, facts._field_of):
        kept.cache_clear()
    finding.forget_words()


@pytest.fixture
def installation(db: None) -> Iterator[None]:
    """A simulated installation that stands on 1 January 2020: tests may pass any later moment."""
    from motcua.spine import clock

    _create_installation()
    yield
    clock.forget()


def _create_installation() -> None:
    from motcua.spine import clock
    from motcua.spine.journal import operations as journal
    from motcua.spine.journal.models import ClockKind

    clock.forget()
    journal.create_installation(
        clock=ClockKind.SIMULATED, is_demo=True, at=datetime(2020, 1, 1, tzinfo=UTC)
    )


@pytest.fixture
def begin_anew(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Return what empties every table, lets it count from one, and creates the installation."""
    from django.core.management import call_command

    from motcua.spine import clock

    def begin() -> None:
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        _create_installation()

    yield begin
    clock.forget()


@pytest.fixture
def application_url(transactional_db: None) -> str:
    """Where the application's own role reaches the database of this test."""
    from django.db import connection

    from motcua.spine import roles

    roles.grant_application(APPLICATION)
    return _postgres.url(APPLICATION, str(connection.settings_dict["NAME"]))


@pytest.fixture
def as_account(installation: None) -> Callable[[Account], Client]:
    """Return a browser in which this account is signed in: `as_account(people.staff("head"))`."""
    from django.test import Client

    from motcua.interfaces.session import HANDLE
    from motcua.reference.people import testing

    def sign_in(account: Account) -> Client:
        client = Client()
        session = client.session
        session[HANDLE] = str(testing.a_session(account).handle)
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        return client

    return sign_in


@pytest.fixture
def as_role(as_account: Callable[[Account], Client]) -> Callable[..., Client]:
    """Return a browser of somebody who holds this role: `as_role("head", unit="H00.01")`."""
    from motcua.reference.people import testing

    def sign_in(role: str, *, unit: str = "H00.01") -> Client:
        account = testing.citizen() if role == "applicant" else testing.staff(role, unit)
        return as_account(account)

    return sign_in
