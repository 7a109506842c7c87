"""A province with real procedures behind a real server, and a browser to look at it with."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import motcua

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DATA = Path(motcua.__file__).parent / "data"
CHROMIUM = "/usr/bin/chromium"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """Serve the demo's units and procedures in a simulated installation; give its address."""
    from django.core.management import call_command
    from pytest_django.live_server_helper import LiveServer

    from motcua.spine import clock

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _load()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        clock.forget()
        call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)


@pytest.fixture(scope="module")
def browser(province: str) -> Iterator["Browser"]:
    """Start Debian's Chromium. It depends on the province so that it is closed before it.

    While it runs, an event loop runs in this thread; Django then takes all code for asynchronous
    and keeps other connections, which must be closed while it still does.
    """
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Debian's chromium")
    from django.db import connections
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield found
        found.close()
        connections.close_all()


def _load() -> None:
    from motcua.reference.finding import operations as finding
    from motcua.reference.organisations.operations import loading as organisations
    from motcua.reference.procedures.operations import definitions
    from motcua.reference.procedures.operations import loading as procedures
    from motcua.spine import clock
    from motcua.spine.actors import SYSTEM
    from motcua.spine.journal import operations as journal
    from motcua.spine.journal.models import ClockKind

    clock.forget()
    journal.create_installation(clock=ClockKind.SIMULATED, is_demo=True, at=NOW)
    organisations.load(DATA / "organisations/long_an_tay_ninh.json", actor=SYSTEM, at=NOW)
    procedures.load_file(DATA / "procedures/catalogue.json.gz", actor=SYSTEM, at=NOW)
    definitions.publish_folder(actor=SYSTEM, at=NOW)
    finding.reindex(at=NOW)
