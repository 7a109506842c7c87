"""What a played past has handed out is signed when it is over: today, and valid for others."""

import json
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from motcua.capabilities.notifications.models import Notice
from motcua.capabilities.signatures import pkcs8, verification
from motcua.capabilities.signatures import queries as certificates
from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier, Slip
from motcua.casework.dossiers.operations import intake, reception, settlement
from motcua.casework.dossiers.testing import COMMITTEE, World
from motcua.interfaces.console import demo_keys, demo_past
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.progress import Progress
from motcua.reference.people.models import Account
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.journal import delivery
from motcua.spine.journal import operations as journal
from tests.browser import proof

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAST = clock.real_now() - timedelta(weeks=3)


@pytest.fixture
def world(installation: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(pkcs8, "N", 2**8)
    return testing.world(at=PAST)


@pytest.fixture
def home(world: World) -> Home:
    """A demo in which somebody can sign in as the head; the others are invented."""
    made = Home(settings.MOTCUA_HOME)
    made.lay_out()
    head = {"login": Account.objects.get(pk=world.hien.id).login, "role": "head"}
    made.demo_accounts.write_text(json.dumps([head | {"unit": COMMITTEE}]))
    return made


def a_dossier(world: World, *, at: datetime) -> Dossier:
    born = {"child_born_on": f"{PAST - timedelta(days=10):%Y-%m-%d}"}
    filing = world.filing(answers=testing.a_birth() | born)
    return intake.submit(filing, actor=world.dung, at=at)


def settled(world: World) -> Dossier:
    code = a_dossier(world, at=PAST).code
    reception.receive(code=code, actor=world.an, at=PAST)
    settlement.pass_step(code=code, actor=world.chi, at=PAST)
    settlement.pass_step(code=code, actor=world.hien, at=PAST)
    return settlement.settle(code=code, actor=world.lan, at=PAST)


def go_on_today(home: Home) -> None:
    demo_keys.issue(home, Progress("Keys"))
    journal.turn_real(actor=SYSTEM, at=clock.real_now())
    clock.forget()
    demo_past.sign(home)
    while delivery.deliver(at=clock.real_now()):
        pass


def result_of(dossier: Dossier) -> Slip:
    return Slip.objects.get(dossier=dossier, form="result")


def test_what_was_returned_is_downloaded_with_signatures_of_today(
    world: World, home: Home, as_account: Callable[[Account], Client], tmp_path: Path
) -> None:
    dossier = settled(world)
    reception.return_result(code=dossier.code, way="desk", actor=world.an, at=PAST + HOUR)

    go_on_today(home)

    me = as_account(Account.objects.get(pk=world.dung.id))
    answer = me.get(f"/ho-so/{dossier.code}/phieu/{result_of(dossier).pk}/")
    paper = answer.getvalue()
    proof.is_signed(paper, tmp_path, times=2)
    said = verification.verify(paper, trust=certificates.trust())
    assert said.is_valid
    for one in said.findings:
        assert one.signed_at is not None
        assert clock.real_now() - one.signed_at < timedelta(minutes=5)
    text = subprocess.run(["pdftotext", "-", "-"], input=paper, capture_output=True, check=True)
    assert "MÔ PHỎNG" in text.stdout.decode()
    page = me.get(f"/en/ho-so/{dossier.code}/").content.decode()
    assert "Signed after the simulation had ended: the result" in page


def test_the_slips_carry_the_hand_of_who_was_invented(world: World, home: Home) -> None:
    dossier = settled(world)

    go_on_today(home)

    slip = Slip.objects.get(dossier=dossier, form="01")
    assert slip.signed_at is not None
    assert slip.signers == [f"person:{world.an.id}"]


def test_what_nobody_has_returned_waits_for_the_head_who_can_sign_in(
    world: World, home: Home
) -> None:
    waits = result_of(settled(world))

    go_on_today(home)

    waits.refresh_from_db()
    assert waits.document is not None
    assert (waits.signatures, waits.signed_at) == (0, None)


def test_nobody_is_sent_news_of_what_they_hold_and_the_passphrases_are_gone(
    world: World, home: Home
) -> None:
    dossier = settled(world)
    reception.return_result(code=dossier.code, way="desk", actor=world.an, at=PAST + HOUR)

    go_on_today(home)

    about = Notice.objects.filter(about=dossier.subject)
    assert set(about.values_list("channel", flat=True)) == {"inbox"}
    assert not demo_past.is_owed(home)


def test_a_paper_issued_today_is_not_of_the_past(world: World, home: Home) -> None:
    demo_keys.issue(home, Progress("Keys"))
    journal.turn_real(actor=SYSTEM, at=clock.real_now())
    clock.forget()
    dossier = a_dossier(world, at=clock.now())
    reception.receive(code=dossier.code, actor=world.an, at=clock.now())

    demo_past.sign(home)

    slip = Slip.objects.get(dossier=dossier)
    assert (slip.document, slip.signed_at) == (None, None)
