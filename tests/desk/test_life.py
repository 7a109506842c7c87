"""Letters, tax notices, losses, corrections, slips and registers, as people do them."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.life_models import Apology, Correction, Demand, Loss, Register
from motcua.casework.dossiers.models import Dossier, Slip
from motcua.casework.dossiers.operations import reception, settlement
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import World
from motcua.reference.calendars import queries as calendars
from motcua.reference.people.models import Account
from motcua.spine import clock
from motcua.spine.access.models import Access
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date

pytestmark = pytest.mark.django_db


def a_picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(content, format="PNG")
    return SimpleUploadedFile("bienlai.png", content.getvalue(), content_type="image/png")


@pytest.fixture
def world(installation: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "MOTCUA_HOME", tmp_path)
    return testing.world()


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def browser_of(as_account: Callable[[Account], Client]) -> Callable[[Actor], Client]:
    return lambda actor: as_account(Account.objects.get(pk=int(actor.id)))


def received(world: World, key: str = "k1") -> Dossier:
    dossier = world.a_dossier(key)
    return reception.receive(code=dossier.code, actor=world.an, at=clock.now())


def settled(world: World) -> Dossier:
    dossier = received(world)
    for actor in (world.chi, world.hien):
        settlement.pass_step(code=dossier.code, actor=actor, at=clock.now())
    return settlement.settle(code=dossier.code, actor=world.lan, at=clock.now())


def page(client: Client, dossier: Dossier) -> str:
    return client.get(reverse("desk:dossier", args=[dossier.code])).content.decode()


def test_a_head_apologises_and_gives_the_new_date(world: World, browser_of: Any) -> None:
    dossier = received(world)
    address = reverse("desk:apologise", args=[dossier.code])
    head = browser_of(world.hien)
    day = calendars.working_calendar().add_working_days(local_date(clock.now()), 5)
    said = {"reason": "Chờ xác minh", "new_due_on": day.isoformat()}

    assert browser_of(world.chi).get(address).status_code == 403
    assert head.post(address, {**said, "new_due_on": "2020-01-01"}).status_code == 422
    assert head.post(address, said).status_code == 302

    assert Apology.objects.get().confirmed_by == world.hien.id
    assert "Chờ xác minh" in page(head, dossier)
    shown = browser_of(world.dung).get(reverse("citizen:dossier", args=[dossier.code]))
    assert "Chúng tôi xin lỗi vì chậm" in shown.content.decode()
    assert head.post(address, said).status_code == 409


def test_a_handler_sees_the_new_date_and_takes_the_longer_limit(
    world: World, browser_of: Any
) -> None:
    said: dict[str, object] = {
        "limit": {"value": 3, "unit": "working_day"},
        "extended": {"value": 5, "unit": "working_day"},
        "extended_if_vi": "phải xác minh",
        "basis": "Điều 7",
    }
    testing.publish_with_limits([said], at=clock.now())
    dossier = received(world)
    address, handler = reverse("desk:extend_limit", args=[dossier.code]), browser_of(world.chi)
    calendar = calendars.working_calendar()
    day = calendar.add_working_days(local_date(clock.now()), 5)

    assert browser_of(world.hien).get(address).status_code == 403
    assert "quiet" in page(handler, dossier).split(address)[0].rsplit("<", 1)[1]
    asked = handler.get(address).content.decode()
    assert all(one in asked for one in (f"{day:%d/%m/%Y}", "phải xác minh", "Điều 7"))
    assert handler.post(address, {"reason": " "}).status_code == 422
    assert handler.post(address, {"reason": "Chờ bệnh viện trả lời"}).status_code == 302

    dossier.refresh_from_db()
    assert dossier.due_at is not None
    assert local_date(dossier.due_at) == day
    assert address not in page(handler, dossier)
    shown = browser_of(world.dung).get(reverse("citizen:dossier", args=[dossier.code]))
    for told in (page(handler, dossier), shown.content.decode()):
        assert "Chờ bệnh viện trả lời" in told
        assert "Thời hạn dài hơn: phải xác minh" in told
    assert handler.post(address, {"reason": "Lại chờ"}).status_code == 409


def test_a_tax_notice_waits_for_its_proof(world: World, browser_of: Any) -> None:
    testing.publish_with_a_tax_notice()
    first, second = received(world), received(world, "k2")
    handler, citizen = browser_of(world.chi), browser_of(world.dung)
    said = {"notice": "LTB2661/TB-CCT", "amount_vnd": "12500000"}
    for dossier in (first, second):
        address = reverse("desk:demand", args=[dossier.code])
        assert handler.post(address, {**said, "amount_vnd": "0"}).status_code == 422
        assert handler.post(address, said).status_code == 302

    proof = reverse("citizen:prove", args=[first.code])
    shown = citizen.get(reverse("citizen:dossier", args=[first.code])).content.decode()
    assert "12.500.000" in shown
    assert proof in shown
    assert browser_of(world.em).get(proof).status_code == 404
    assert citizen.post(proof).status_code == 422
    assert citizen.post(proof, {"proof": a_picture()}).status_code == 302
    desk = browser_of(world.an)
    address = reverse("desk:proof", args=[second.code])
    assert desk.post(address).status_code == 422
    assert desk.post(address, {"confirmed": "on"}).status_code == 302

    assert set(Dossier.objects.values_list("state", flat=True)) == {State.PROCESSING}
    assert Demand.objects.filter(proven_at=None).count() == 0
    assert Demand.objects.get(dossier=first).proof is not None


def test_lost_papers_and_a_wrong_result_are_made_good(world: World, browser_of: Any) -> None:
    dossier = settled(world)
    desk, head = browser_of(world.an), browser_of(world.hien)
    lost = reverse("desk:lost", args=[dossier.code])

    assert desk.post(lost, {"components": ["birth_paper"]}).status_code == 422
    desk.post(lost, {"components": ["birth_paper"], "reason": "Ướt"})
    assert "Cơ quan làm mất, hỏng" in page(desk, dossier)
    desk.post(reverse("desk:restored", args=[dossier.code]), {"how": "Xin cấp lại"})
    assert Loss.objects.get().restored == "Xin cấp lại"
    correct = reverse("desk:correct", args=[dossier.code])
    form = head.get(correct).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    assert head.post(correct, said).status_code == 422
    said |= {"summary": "Về việc khai sinh Lê Thị Bông", "why_wrong": "Ghi nhầm tên"}
    assert head.post(correct, said).status_code == 302

    assert Correction.objects.get().reason == "Ghi nhầm tên"
    shown = browser_of(world.dung).get(reverse("citizen:dossier", args=[dossier.code]))
    assert "Kết quả đã đính chính, số mới 2" in shown.content.decode()
    assert "không còn giá trị" in shown.content.decode()


def test_slips_are_printed_by_the_dozen_and_books_issued(world: World, browser_of: Any) -> None:
    dossier = received(world)
    desk, stranger = browser_of(world.an), browser_of(world.binh)

    control = reverse("desk:control", args=[dossier.code])
    assert "Chưa nhận" in desk.get(control).content.decode()
    assert stranger.get(control).status_code == 404
    done = desk.post(reverse("desk:issue_control", args=[dossier.code]), follow=True)
    assert done.headers["Content-Type"] == "application/pdf"
    assert "Phiếu kiểm soát" in desk.get(reverse("desk:printing")).content.decode()
    numbers = [str(slip.pk) for slip in Slip.objects.all()]
    chosen = reverse("desk:print_chosen")
    assert desk.post(chosen).status_code == 422
    assert stranger.post(chosen, {"slips": numbers}).status_code == 404
    assert desk.post(chosen, {"slips": numbers}).content.startswith(b"%PDF")

    today = local_date(clock.now())
    period = {"since": today.isoformat(), "until": today.isoformat()}
    book = reverse("desk:register")
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert desk.post(book, {**period, "until": tomorrow}).status_code == 422
    assert desk.post(book, period).status_code == 302
    opened = reverse("desk:open_register", args=[Register.objects.get().pk])
    assert Access.objects.filter(act="desk:register").count() == 0  # A redirect shows nothing.
    assert desk.get(opened).content.startswith(b"%PDF")
    [given] = Access.objects.filter(act="desk:open_register")
    assert (given.actor, given.extent, given.subjects) == (world.an.id, "whole", [dossier.subject])
    assert stranger.get(opened).status_code == 404
    assert browser_of(world.chi).get(book).status_code == 403


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_nobody_means_is_refused_in_words(world: World, browser_of: Any, day: str) -> None:
    dossier = received(world)
    desk, head = browser_of(world.an), browser_of(world.hien)

    listed = desk.get(reverse("desk:printing"), {"day": day})
    asked = (
        desk.post(reverse("desk:register"), {"since": day, "until": day}),
        desk.post(
            reverse("desk:consult", args=[dossier.code]),
            {"whom": "outside:police", "question": "x", "answer_by_on": day},
        ),
        head.post(
            reverse("desk:apologise", args=[dossier.code]), {"reason": "x", "new_due_on": day}
        ),
    )

    assert listed.status_code == 200
    assert [one.status_code for one in asked] == [422, 422, 422]
    for said in (listed, *asked):
        assert "Ngày này quá xa. Xem lại năm" in said.content.decode()


def test_nothing_is_listed_of_a_day_to_come(world: World, browser_of: Any) -> None:
    day = local_date(clock.now()) + timedelta(days=2)

    page = browser_of(world.an).get(reverse("desk:printing"), {"day": day}).content.decode()

    assert "Ngày này chưa tới" in page
    assert "Ngày này chưa có phiếu nào" not in page
