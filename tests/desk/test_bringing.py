"""What was asked for is brought to the counter, by somebody who never signs in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from motcua.capabilities.documents import render
from motcua.capabilities.documents.tests.papers import PAPERS
from motcua.casework.dossiers import replay, testing
from motcua.casework.dossiers.models import Dossier, Paper, Request
from motcua.casework.dossiers.operations import intake, reception
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import World
from motcua.reference.people.models import Account
from motcua.spine import clock
from motcua.spine.journal import queries as journal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def asked(world: World) -> Dossier:
    """A dossier without an account behind it, of which a paper was asked for."""
    dossier = intake.submit(world.at_counter(), actor=world.an, at=clock.now())
    reception.receive(code=dossier.code, actor=world.an, at=clock.now())
    by: dict[str, Any] = {"actor": world.chi, "at": clock.now()}
    reception.ask_supplement(code=dossier.code, components=["birth_notice"], reason="Ảnh mờ", **by)
    return dossier


@pytest.fixture
def an(world: World, as_account: Callable[[Account], Client]) -> Client:
    return as_account(Account.objects.get(pk=int(world.an.id)))


def test_the_paper_on_the_desk_answers_the_request(asked: Dossier, an: Client) -> None:
    address = reverse("desk:complete", args=[asked.code])
    assert address in an.get(reverse("desk:dossier", args=[asked.code])).content.decode()
    assert "Ảnh mờ" in an.get(address).content.decode()

    answer = an.post(address, {"seen": ["birth_notice"]}, follow=True)

    assert "Đã nhận bổ sung" in answer.content.decode()
    now = Dossier.objects.select_related("procedure_version__procedure").get(pk=asked.pk)
    assert now.state == State.SUBMITTED
    assert Paper.objects.filter(dossier=now, round=1, fulfilment="seen").count() == 1
    assert list(journal.story_of(now.subject))[-1].kind == "dossier.supplement_answered"
    assert list(replay.differences([now])) == []
    assert an.post(address).headers["Location"] == reverse("desk:dossier", args=[asked.code])


def test_what_is_missing_is_named_and_a_scan_answers_it(asked: Dossier, an: Client) -> None:
    address = reverse("desk:complete", args=[asked.code])

    nothing = an.post(address, {})
    content = render.pdf("slip-02", PAPERS["slip-02"], at=testing.MONDAY, is_simulated=True)
    done = an.post(address, {"scan-birth_notice": SimpleUploadedFile("giay.pdf", content)})

    assert nothing.status_code == 422
    assert "Giấy chứng sinh" in nothing.content.decode()
    assert done.status_code == 302
    assert Paper.objects.get(dossier=asked, fulfilment="scan", round=1).document_id


def test_a_scan_stays_while_the_rest_is_mended(asked: Dossier, an: Client) -> None:
    Request.objects.filter(dossier=asked).update(components=["birth_notice", "form"])
    address = reverse("desk:complete", args=[asked.code])
    content = render.pdf("slip-02", PAPERS["slip-02"], at=testing.MONDAY, is_simulated=True)

    half = an.post(address, {"scan-birth_notice": SimpleUploadedFile("giay.pdf", content)})
    kept = [one.value for one in half.context["brought"].kept]
    done = an.post(address, {"kept": kept, "seen": ["form"]})

    assert half.status_code == 422
    assert kept[0] in half.content.decode()
    assert done.status_code == 302
    brought = Paper.objects.filter(dossier=asked, round=1).order_by("component")
    assert [one.fulfilment for one in brought] == ["scan", "seen"]


def test_what_is_no_scan_is_refused_in_words(asked: Dossier, an: Client) -> None:
    address = reverse("desk:complete", args=[asked.code])

    broken = an.post(address, {"scan-birth_notice": SimpleUploadedFile("giay.pdf", b"nothing")})

    assert broken.status_code == 415
    assert "PDF" in broken.content.decode()
    assert Dossier.objects.get(pk=asked.pk).state == State.SUPPLEMENT


def test_nobody_but_this_counter(
    asked: Dossier, world: World, as_account: Callable[[Account], Client]
) -> None:
    address = reverse("desk:complete", args=[asked.code])
    elsewhere = as_account(Account.objects.get(pk=int(world.binh.id)))
    handler = as_account(Account.objects.get(pk=int(world.chi.id)))

    assert elsewhere.post(address, {"seen": ["birth_notice"]}).status_code == 404
    assert handler.post(address, {"seen": ["birth_notice"]}).status_code == 403
