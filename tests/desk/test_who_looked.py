"""What officers look at is written down, and the person it is about reads it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.rules import lookup_limits
from motcua.casework.dossiers.testing import World
from motcua.reference.people import testing as people
from motcua.reference.people.models import Account
from motcua.spine.access.models import Access
from motcua.spine.actors import Actor

pytestmark = pytest.mark.django_db
Browser = Callable[[Actor], Client]


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def browser_of(as_account: Callable[[Account], Client]) -> Browser:
    return lambda actor: as_account(Account.objects.get(pk=int(actor.id)))


def test_an_officers_look_is_on_the_applicants_page_and_ones_own_is_not(
    world: World, browser_of: Browser
) -> None:
    dossier = world.a_dossier()
    mine = reverse("citizen:dossier", args=[dossier.code])
    me = browser_of(world.dung)
    assert "Chưa ai ngoài bạn xem" in me.get(mine).content.decode()

    officer = browser_of(world.an)
    officer.get(reverse("desk:dossier", args=[dossier.code]))
    officer.get(reverse("desk:dossier", args=[dossier.code]))

    for address in (mine, reverse("citizen:seen", args=[dossier.code])):
        page = me.get(address).content.decode()
        assert "Mở hồ sơ để giải quyết" in page
        assert "Cán bộ một cửa, Trung tâm Phục vụ hành chính công xã Mỹ Lệ" in page
        assert "2 lần trong ngày" in page
    assert "Opened the dossier to work on it" in me.get("/en" + mine).content.decode()
    assert Access.objects.count() == 2


def test_a_list_is_one_row_for_all_on_it_and_one_for_whom_it_opens(
    world: World, browser_of: Browser
) -> None:
    subjects = {world.a_dossier(f"k{number}").subject for number in range(3)}

    browser_of(world.an).get(reverse("desk:queue"))

    whole, names = Access.objects.order_by("id")
    assert {*whole.subjects, *names.subjects} == subjects
    assert (len(whole.subjects), whole.extent, names.extent) == (1, "whole", "name")


def test_who_was_told_no_was_shown_nothing(world: World, browser_of: Browser) -> None:
    dossier = world.a_dossier()

    answer = browser_of(world.binh).get(reverse("desk:dossier", args=[dossier.code]))

    assert answer.status_code == 404
    assert not Access.objects.exists()


def test_a_number_typed_at_the_counter_is_written_down(world: World, browser_of: Browser) -> None:
    person = people.citizen(name="Đỗ Thị Quen")
    assert person.person
    person.person.personal_number = "080090009999"
    person.person.save()
    key = testing.birth_registration().stem

    address = reverse("desk:fill_in", args=["national", key])
    page = browser_of(world.an).post(address, {"so": "080090009999"}).content.decode()

    assert "Đỗ Thị Quen" in page
    assert Access.objects.get().subjects == [person.subject]
    # Who has no dossier yet sees it as well.
    mine = browser_of(Actor(id=str(person.pk))).get(reverse("citizen:seen_of_me"))
    assert "Tra số định danh tại quầy để điền sẵn tờ khai" in mine.content.decode()
    assert "Cán bộ một cửa, Trung tâm Phục vụ hành chính công xã Mỹ Lệ" in mine.content.decode()
    others = browser_of(world.dung).get(reverse("citizen:seen_of_me")).content.decode()
    assert "Chưa ai xem tài khoản" in others


def test_a_look_up_is_on_the_page_of_a_dossier_and_the_inspector_finds_it(
    world: World, browser_of: Browser, as_role: Any
) -> None:
    number, nobody = "080090007777", "080090008888"
    citizen = Account.objects.get(pk=int(world.dung.id)).person
    assert citizen
    citizen.personal_number = number
    citizen.save()
    dossier = world.a_dossier()
    address = reverse("desk:fill_in", args=["national", testing.birth_registration().stem])
    elsewhere = browser_of(world.binh)
    for said in (number, number, nobody):
        assert elsewhere.post(address, {"so": said}).status_code == 200

    for page in ("citizen:dossier", "citizen:seen"):
        told = browser_of(world.dung).get(reverse(page, args=[dossier.code])).content.decode()
        assert "Tra số định danh tại quầy để điền sẵn tờ khai" in told
        assert "2 lần trong ngày" in told
    page_of, inspector = reverse("administration:accesses"), as_role("inspector")
    by_code = inspector.get(page_of, {"code": dossier.code}).content.decode()
    assert f"Tài khoản số {world.dung.id}" in by_code
    for asked, said in ((number, f"Tài khoản số {world.dung.id}"), (nobody, "không mở ra ai")):
        answer = inspector.post(page_of, {"so": asked}, follow=True)
        assert said in answer.content.decode()
        assert asked not in str(answer.redirect_chain)
    assert nobody not in str(Access.objects.values_list("subjects", flat=True))


def test_a_number_that_a_list_does_not_know_is_written_down_too(
    world: World, browser_of: Browser, as_role: Any
) -> None:
    citizen = Account.objects.get(pk=int(world.dung.id)).person
    assert citizen
    citizen.personal_number = "080090007777"
    citizen.save()

    browser_of(world.an).post(reverse("desk:queue"), {"tim": "080090007777"}, follow=True)
    browser_of(world.an).post(reverse("desk:queue"), {"tim": "0909123456"}, follow=True)
    accounts = reverse("administration:accounts")
    for kind in ("staff", "citizen"):
        as_role("administrator").post(accounts, {"q": "080090007777", "kind": kind}, follow=True)

    acts = Access.objects.order_by("id").values_list("act", "extent")
    assert list(acts) == [
        ("desk:queue", "none"), ("administration:accounts", "none"),
        ("administration:accounts", "name"),
    ]  # fmt: skip
    page = browser_of(world.dung).get(reverse("citizen:seen_of_me")).content.decode()
    assert page.count("Quản lý tài khoản") == 2
    assert "Xem danh sách việc của đơn vị" in page


def test_who_tries_numbers_out_is_refused_in_words_and_the_inspector_is_told(
    world: World, browser_of: Browser, as_role: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup_limits, "most", lambda limit, *, on: 2)
    address = reverse("desk:fill_in", args=["national", testing.birth_registration().stem])
    desk = browser_of(world.an)

    said = [desk.post(address, {"so": f"08009000888{number}"}) for number in range(3)]

    assert [one.status_code for one in said] == [200, 200, 429]
    assert "đã tra 2 số không có ai" in said[2].content.decode()
    assert "Nhận và in giấy hẹn" in said[2].content.decode()  # By hand it goes on.
    page = as_role("inspector").get(reverse("administration:accesses")).content.decode()
    assert "Tra số định danh quá nhiều" in page
    assert "Nguyễn Thị Thử" in page


def test_the_inspector_finds_it_by_code_and_by_login(
    world: World, browser_of: Browser, as_role: Any
) -> None:
    dossier = world.a_dossier()
    browser_of(world.an).get(reverse("desk:dossier", args=[dossier.code]))
    login = Account.objects.get(pk=int(world.an.id)).login
    page_of = reverse("administration:accesses")
    inspector = as_role("inspector")

    for asked in ({"code": dossier.code}, {"login": login}):
        page = inspector.get(page_of, asked).content.decode()
        assert dossier.code in page
        assert "Mở hồ sơ để giải quyết" in page
        assert "Lê Văn Dũng" not in page
    assert "Chưa có lượt xem nào" in inspector.get(page_of, {"code": "X"}).content.decode()
    assert browser_of(world.an).get(page_of).status_code == 403
