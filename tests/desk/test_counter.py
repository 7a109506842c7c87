"""A person stands at the counter: with or without telephone, number, account or money."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from motcua.capabilities.documents import render
from motcua.capabilities.documents.tests.papers import PAPERS
from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier, Party, Slip
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import World
from motcua.reference.people.models import Account
from motcua.spine.actors import Actor

pytestmark = pytest.mark.django_db
COUNTER = "/ban-lam-viec/quay/"
PAGE = f"{COUNTER}national/{testing.birth_registration().stem}/"


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def browser_of(as_account: Callable[[Account], Client]) -> Callable[[Actor], Client]:
    return lambda actor: as_account(Account.objects.get(pk=int(actor.id)))


def as_sent(answers: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return answers as a browser sends them."""
    data: dict[str, Any] = {}
    for code, value in answers.items():
        if isinstance(value, Mapping):
            data |= as_sent(value, f"{before}{code}.")
        elif isinstance(value, bool):
            data[f"{before}{code}"] = "yes" if value else "no"
        else:
            data[f"{before}{code}"] = value
    return data


def a_form(key: str = "c1", **changed: Any) -> dict[str, Any]:
    place = f"{testing.CENTRE}|{testing.COMMITTEE}"
    told = {"key": key, "place": place, "result_way": "desk", "seen": ["birth_notice"]}
    return as_sent(testing.a_birth()) | told | changed


def test_the_counter_is_for_reception_only(world: World, browser_of: Any) -> None:
    assert browser_of(world.an).get(COUNTER).status_code == 200
    assert browser_of(world.chi).get(COUNTER).status_code == 403
    assert browser_of(world.chi).get(PAGE).status_code == 403
    assert browser_of(world.an).get(f"{COUNTER}national/9.999999/").status_code == 404


def test_filed_and_received_with_one_button(world: World, browser_of: Any) -> None:
    client = browser_of(world.an)
    assert "Nhận và in giấy hẹn" in client.get(PAGE).content.decode()

    answer = client.post(PAGE, a_form())

    dossier = Dossier.objects.get()
    assert answer.url == reverse("desk:acknowledgement", args=[dossier.code])
    assert (dossier.state, dossier.channel) == (State.PROCESSING, "counter")
    slip = client.get(answer.url).content.decode()
    for said in (dossier.code, "Lê Văn Dũng", "GIẤY TIẾP NHẬN HỒ SƠ", "đã đối chiếu"):
        assert said in slip


def test_the_button_pressed_twice_files_once(world: World, browser_of: Any) -> None:
    client = browser_of(world.an)

    first, second = client.post(PAGE, a_form()), client.post(PAGE, a_form())

    assert first.url == second.url
    assert Dossier.objects.count() == 1
    assert Slip.objects.count() == 1


def test_somebody_without_telephone_and_number_is_served(world: World, browser_of: Any) -> None:
    without = {"requester.phone": "", "requester.personal_number": ""}

    answer = browser_of(world.an).post(PAGE, a_form(**without))

    assert answer.status_code == 302
    assert Party.objects.get().phone == ""


def test_what_is_wrong_stands_beside_its_question(world: World, browser_of: Any) -> None:
    answer = browser_of(world.an).post(PAGE, a_form(child_name="", child_born_on="2031-01-01"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Còn 2 chỗ cần sửa" in page
    assert 'href="#q-child_name"' in page
    assert 'value="Trần Thị Hoa"' in page
    assert not Dossier.objects.exists()


def test_a_scan_is_kept_while_the_rest_is_mended(world: World, browser_of: Any) -> None:
    client = browser_of(world.an)
    content = render.pdf("slip-02", PAPERS["slip-02"], at=testing.MONDAY, is_simulated=True)
    scan = SimpleUploadedFile("giay.pdf", content)

    wrong = client.post(PAGE, a_form(child_name="") | {"scan-birth_notice": scan})
    kept = [one.value for one in wrong.context["taken"].kept]
    done = client.post(PAGE, a_form() | {"kept": kept})

    assert "Đã quét 1 tệp" in wrong.content.decode()
    assert done.status_code == 302
    [paper] = Dossier.objects.get().papers.all()
    assert (paper.component, paper.fulfilment) == ("birth_notice", "scan")
    assert paper.document is not None


def test_a_broken_scan_is_told_and_nothing_filed(world: World, browser_of: Any) -> None:
    scan = SimpleUploadedFile("giay.pdf", b"no pdf")

    answer = browser_of(world.an).post(PAGE, a_form() | {"scan-birth_notice": scan})

    assert answer.status_code >= 400
    assert not Dossier.objects.exists()


def test_a_fee_is_collected_before_receiving(world: World, browser_of: Any) -> None:
    client = browser_of(world.an)
    answer = client.post(PAGE, a_form(late="yes", child_born_on="2026-01-05"))
    dossier = Dossier.objects.get()
    if dossier.state != State.SUBMITTED:
        pytest.skip("this procedure takes no fee at intake")
    fee = reverse("desk:fee", args=[dossier.code])
    assert answer.url == fee
    refused = client.post(reverse("desk:act", args=[dossier.code, "receive"]))
    assert refused.status_code == 409

    assert client.post(fee, {"receipt_number": ""}).status_code == 422
    done = client.post(fee, {"receipt_number": "BL-0001"})

    assert done.url == reverse("desk:acknowledgement", args=[dossier.code])
    assert Dossier.objects.get().state == State.PROCESSING


def test_a_known_number_fills_the_form_in(world: World, browser_of: Any) -> None:
    person = Account.objects.get(pk=int(world.dung.id)).person
    assert person is not None
    person.personal_number = "080090001234"
    person.full_name = "Lê Văn Dũng"
    person.save()
    client = browser_of(world.an)

    page = client.post(f"{PAGE}dien-san/", {"so": "080090001234"}).content.decode()
    client.post(PAGE, a_form())

    assert 'value="Lê Văn Dũng"' in page
    assert Dossier.objects.get().account_id == int(world.dung.id)
