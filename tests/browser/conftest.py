"""A province with real procedures behind a real server, and a browser to look at it with."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

import motcua
from tests.browser.filing import NAME
from tests.browser.visiting import cookie_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DATA = Path(motcua.__file__).parent / "data"
# The browser without its windows: half the work for the same pages.
CHROMIUM = "/usr/bin/chromium-headless-shell"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def province(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """Serve the demo's units and procedures; give its address.

    Its clock stands at `NOW`, unless the module asks for a real one: `CLOCK = "real"`.
    """
    from django.core.management import call_command
    from pytest_django.live_server_helper import LiveServer

    from motcua.spine import clock

    with django_db_blocker.unblock():
        _load(getattr(request.module, "CLOCK", "simulated"))
        server = LiveServer("localhost")
        before, settings.MOTCUA_URL = settings.MOTCUA_URL, server.url
        yield server.url
        settings.MOTCUA_URL = before
        server.stop()
        clock.forget()
        call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)


@pytest.fixture(scope="module")
def browser(province: str) -> Iterator["Browser"]:
    """Start Debian's Chromium. It depends on the province so that it is closed before it.

    While it runs, an event loop runs in this thread; Django then takes all code for asynchronous
    and keeps other connections, which must be closed while it still does.
    """
    with chromium() as found:
        yield found


@pytest.fixture
def a_browser(live_server: Any) -> Iterator["Browser"]:
    """Start one for a test that brings its own province."""
    with chromium() as found:
        yield found


@contextmanager
def chromium() -> Iterator["Browser"]:
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Debian's chromium-headless-shell")
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


@pytest.fixture(scope="module")
def bank(
    province: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[str]:
    """Run the pretend bank beside the server; it calls back to it."""
    from motcua.capabilities.payments import gateways
    from motcua.connectors.sandbox.bank.application import Counter
    from motcua.connectors.sandbox.bank.book import Book
    from motcua.connectors.sandbox.bank.calls import Caller
    from motcua.connectors.sandbox.frame import serving
    from motcua.connectors.vietqr_bank.gateway import VietQrBank

    home = tmp_path_factory.mktemp("bank")
    secret_file = home / "bank.secret"
    secret = serving.secret_in(secret_file)
    book = Book(home)
    caller = Caller(book, url=f"{province}/thanh-toan/vietqr/callback", secret=secret)
    server = serving.serving(Counter(book, caller, secret=secret).application(), 0)
    caller.start()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    before = gateways.named("vietqr")
    address = f"http://localhost:{server.server_port}"
    gateways.register(VietQrBank(url=address, secret_file=secret_file))
    with django_db_blocker.unblock():
        _name_payees()
    yield address
    gateways.register(before)
    caller.stop()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def citizen(province: str, django_db_blocker: Any) -> Any:
    """The cookie of somebody VNeID has let in."""
    from motcua.reference.people import testing

    with django_db_blocker.unblock():
        account = testing.citizen(name=NAME)
        person = account.person
        assert person is not None
        person.personal_number, person.born_on = "080190000123", "1990-05-17"
        person.address, person.phone = "Ấp 3, xã Mỹ Lệ, tỉnh Tây Ninh", "0909123456"
        person.save()
        return cookie_of(account, province)


def _load(kind: str) -> None:
    from motcua.reference.finding import operations as finding
    from motcua.reference.organisations.operations import loading as organisations
    from motcua.reference.procedures.operations import definitions
    from motcua.reference.procedures.operations import loading as procedures
    from motcua.spine import clock
    from motcua.spine.actors import SYSTEM
    from motcua.spine.journal import operations as journal
    from motcua.spine.journal.models import ClockKind

    clock.forget()
    at = NOW if kind == "simulated" else clock.real_now()
    journal.create_installation(clock=ClockKind(kind), is_demo=True, at=at)
    organisations.load(DATA / "organisations/long_an_tay_ninh.json", actor=SYSTEM, at=clock.now())
    procedures.load_file(DATA / "procedures/catalogue.json.gz", actor=SYSTEM, at=clock.now())
    definitions.publish_folder(actor=SYSTEM, at=clock.now())
    finding.reindex(at=clock.now())


def _name_payees() -> None:
    from motcua.capabilities.payments.operations import payees
    from motcua.casework.post import tariff
    from motcua.reference.organisations import queries as organisations
    from motcua.spine import clock
    from motcua.spine.actors import SYSTEM

    centres = [centre.code for centre in organisations.centres(on=NOW.date())]
    for payee in (*centres, tariff.receiver().code):
        payees.name_payee(
            organisation=payee,
            bank_bin="999999",
            account_number="1900000001",
            holder="TRUNG TAM",
            actor=SYSTEM,
            at=clock.now(),
        )
