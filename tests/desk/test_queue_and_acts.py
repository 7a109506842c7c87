"""The queue, the dossier's page and every act on it, as officers use them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import applicants, reception, settlement
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import World
from motcua.reference.people.models import Account
from motcua.spine import clock
from motcua.spine.actors import Actor

pytestmark = pytest.mark.django_db
QUEUE = "/ban-lam-viec/ho-so/"


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def browser_of(as_account: Callable[[Account], Client]) -> Callable[[Actor], Client]:
    return lambda actor: as_account(Account.objects.get(pk=int(actor.id)))


def page_of(dossier: Dossier) -> str:
    return reverse("desk:dossier", args=[dossier.code])


def post(client: Client, dossier: Dossier, name: str, data: dict[str, Any] | None = None) -> Any:
    if name in ("receive", "take", "pass", "approve", "settle"):
        return client.post(reverse("desk:act", args=[dossier.code, name]), data or {})
    return client.post(reverse(f"desk:{name}", args=[dossier.code]), data or {})


def received(world: World) -> Dossier:
    dossier = world.a_dossier()
    return reception.receive(code=dossier.code, actor=world.an, at=clock.now())


def approved(world: World) -> Dossier:
    dossier = received(world)
    settlement.take(code=dossier.code, actor=world.chi, at=clock.now())
    settlement.pass_step(code=dossier.code, actor=world.chi, at=clock.now())
    return settlement.pass_step(code=dossier.code, actor=world.hien, at=clock.now())


def state_of(dossier: Dossier) -> str:
    return Dossier.objects.get(pk=dossier.pk).state


class TestTheQueue:
    def test_shows_what_waits_for_this_person_and_the_first_beside_it(
        self, world: World, browser_of: Any
    ) -> None:
        dossier = world.a_dossier()

        page = browser_of(world.an).get(QUEUE).content.decode()

        assert dossier.code in page
        assert "Lê Văn Dũng" in page
        assert "Chờ tiếp nhận" in page
        assert reverse("desk:act", args=[dossier.code, "receive"]) in page

    def test_is_empty_for_another_commune(self, world: World, browser_of: Any) -> None:
        dossier = world.a_dossier()

        assert dossier.code not in browser_of(world.binh).get(QUEUE).content.decode()

    def test_finds_by_code_number_and_phone(self, world: World, browser_of: Any) -> None:
        dossier = world.a_dossier()
        client = browser_of(world.an)

        for text in (dossier.code, "0909123456"):
            assert "Lê Văn Dũng" in client.post(QUEUE, {"tim": text}, follow=True).content.decode()
        assert (
            "Không có hồ sơ nào khớp"
            in client.post(QUEUE, {"tim": "x"}, follow=True).content.decode()
        )

    def test_a_stranger_chosen_by_hand_is_not_found(self, world: World, browser_of: Any) -> None:
        dossier = world.a_dossier()
        client = browser_of(world.binh)

        assert client.get(QUEUE, {"chon": dossier.code}).status_code == 404
        assert client.get(QUEUE, {"chon": "H80.88.01-000000-0000"}).status_code == 404

    def test_citizens_and_keepers_are_told_it_is_not_theirs(
        self, world: World, browser_of: Any, as_role: Any
    ) -> None:
        assert browser_of(world.dung).get(QUEUE).status_code == 403
        assert as_role("catalogue_keeper").get(QUEUE).status_code == 403

    def test_asks_no_more_for_many_than_for_one(
        self, world: World, browser_of: Any, django_assert_max_num_queries: Any
    ) -> None:
        client = browser_of(world.an)
        world.a_dossier("k0")
        client.get(QUEUE)
        for number in range(20):
            world.a_dossier(f"k{number + 1}")

        with django_assert_max_num_queries(9):
            page = client.get(QUEUE).content.decode()

        assert page.count("data-beside") == 21


class TestTheDossier:
    def test_asks_the_same_thing_once(
        self, world: World, browser_of: Any, django_assert_max_num_queries: Any
    ) -> None:
        client, dossier = browser_of(world.chi), approved(world)
        client.get(page_of(dossier))

        with django_assert_max_num_queries(13) as asked:
            client.get(page_of(dossier))

        plain = [one["sql"] for one in asked.captured_queries]
        assert len(plain) == len(set(plain))

    def test_tells_answers_papers_story_and_days(self, world: World, browser_of: Any) -> None:
        dossier = received(world)

        page = browser_of(world.chi).get(page_of(dossier)).content.decode()

        for said in ("Lê Thị Bông", "Họ, chữ đệm, tên", "Đã nộp hồ sơ", "hẹn trả", "Nhận việc"):
            assert said in page

    def test_has_one_handle(self, world: World, browser_of: Any) -> None:
        page = browser_of(world.an).get(page_of(world.a_dossier())).content.decode()

        assert page.count('class="mc-btn go"') == 1

    @pytest.mark.parametrize("name", ["supplement", "not_receive", "refuse", "draft_result"])
    def test_foreign_and_missing_are_the_same(
        self, world: World, browser_of: Any, name: str
    ) -> None:
        client = browser_of(world.binh)
        for code in (world.a_dossier().code, "H80.88.01-000000-0000"):
            assert client.get(reverse(f"desk:{name}", args=[code])).status_code == 404
            assert client.get(reverse("desk:dossier", args=[code])).status_code == 404
            assert client.post(reverse("desk:act", args=[code, "receive"])).status_code == 404

    def test_english_has_its_own_words(self, world: World, browser_of: Any) -> None:
        page = browser_of(world.an).get("/en" + page_of(world.a_dossier())).content.decode()

        assert "Birth registration" in page
        assert "Receive" in page


class TestAtOnce:
    def test_receives_and_comes_back_to_the_queue(self, world: World, browser_of: Any) -> None:
        dossier = world.a_dossier()

        answer = post(browser_of(world.an), dossier, "receive", {"muc": "mine"})

        assert answer.url == f"{QUEUE}?muc=mine"
        assert state_of(dossier) == State.PROCESSING

    def test_the_second_officer_reads_why(self, world: World, browser_of: Any) -> None:
        dossier = received(world)

        answer = post(browser_of(world.an), dossier, "receive")

        assert answer.status_code == 409
        assert "Còn 1 chỗ cần sửa" in answer.content.decode()
        assert "Tiếp nhận" in answer.content.decode()

    def test_the_wrong_role_is_refused(self, world: World, browser_of: Any) -> None:
        assert post(browser_of(world.chi), world.a_dossier(), "receive").status_code in (403, 404)

    def test_an_unknown_act_is_not_found(self, world: World, browser_of: Any) -> None:
        address = reverse("desk:act", args=[world.a_dossier().code, "destroy"])

        assert browser_of(world.an).post(address).status_code == 404

    def test_taken_passed_approved_and_settled(self, world: World, browser_of: Any) -> None:
        dossier = received(world)

        post(browser_of(world.chi), dossier, "take")
        page = browser_of(world.chi).get(page_of(dossier)).content.decode()
        assert "Soạn kết quả" in page
        post(browser_of(world.chi), dossier, "pass")
        page = browser_of(world.hien).get(page_of(dossier)).content.decode()
        assert "Duyệt kết quả" in page
        assert post(browser_of(world.hien), dossier, "approve").status_code == 302
        assert post(browser_of(world.lan), dossier, "settle").status_code == 302

        assert state_of(dossier) == State.SETTLED

    def test_a_colleague_was_faster(self, world: World, browser_of: Any) -> None:
        dossier = received(world)
        faster = testing._staff("handler", testing.OFFICE)
        settlement.take(code=dossier.code, actor=faster, at=clock.now())

        answer = post(browser_of(world.chi), dossier, "take")

        assert answer.status_code == 409
        assert "đã có người khác nhận" in answer.content.decode()


class TestThatAskFirst:
    def test_one_complete_supplement(self, world: World, browser_of: Any) -> None:
        dossier, client = received(world), browser_of(world.chi)

        nothing = post(client, dossier, "supplement", {"reason": ""})
        done = post(client, dossier, "supplement", {"components": ["birth_notice"], "reason": "Mờ"})

        assert nothing.status_code == 422
        assert "Chưa chọn giấy tờ nào" in nothing.content.decode()
        assert done.status_code == 302
        assert state_of(dossier) == State.SUPPLEMENT
        again = post(client, dossier, "supplement", {"components": ["form"], "reason": "Nữa"})
        assert again.status_code == 409

    def test_not_received_with_reason_basis_and_fix(self, world: World, browser_of: Any) -> None:
        dossier, client = world.a_dossier(), browser_of(world.an)
        given = {"reason_code": "wrong_place", "basis": "60/2014/QH13, Điều 13", "fix": "Nộp ở xã"}

        assert post(client, dossier, "not_receive", given | {"fix": ""}).status_code == 422
        assert post(client, dossier, "not_receive", given).status_code == 302
        assert state_of(dossier) == State.NOT_RECEIVED

    def test_refused_by_the_head_only(self, world: World, browser_of: Any) -> None:
        dossier = received(world)
        given = {"reason_code": "dispute", "basis": "Luật", "fix": "Chờ tòa xử"}

        assert post(browser_of(world.chi), dossier, "refuse", given).status_code == 403
        assert post(browser_of(world.hien), dossier, "refuse", given).status_code == 302
        assert state_of(dossier) == State.REFUSED

    def test_a_result_begins_from_its_template(self, world: World, browser_of: Any) -> None:
        dossier, client = received(world), browser_of(world.chi)
        address = reverse("desk:draft_result", args=[dossier.code])
        settlement.take(code=dossier.code, actor=world.chi, at=clock.now())

        page = client.get(address)
        texts = dict(page.context["form"].initial) or {
            name: field.initial for name, field in page.context["form"].fields.items()
        }
        done = client.post(address, texts | {"title": "GIẤY KHAI SINH"})

        assert done.status_code == 302
        assert "GIẤY KHAI SINH" in client.get(address).content.decode()

    def test_returned_with_confirmation(self, world: World, browser_of: Any) -> None:
        dossier, client = approved(world), browser_of(world.an)
        settlement.settle(code=dossier.code, actor=world.lan, at=clock.now())

        unsure = post(client, dossier, "return_result", {"way": "desk"})
        assert unsure.status_code == 422
        assert "Chưa xác nhận" in unsure.content.decode()
        assert post(client, dossier, "return_result", {"way": "desk", "confirmed": "on"}).url
        assert state_of(dossier) == State.RETURNED


def test_papers_are_downloaded_by_those_who_may(world: World, browser_of: Any) -> None:
    dossier = received(world)
    slip = dossier.slips.get(form="01")
    address = reverse("desk:download", args=[dossier.code, "issued", slip.pk])

    mine = browser_of(world.an).get(address)
    theirs = browser_of(world.binh).get(address)

    assert (mine.status_code, mine.headers["Content-Type"]) == (200, "application/pdf")
    assert mine.content.startswith(b"%PDF")
    assert theirs.status_code == 404


class TestOutOfTurn:
    def asked_and_answered(self, world: World) -> Dossier:
        dossier = received(world)
        reception.ask_supplement(
            code=dossier.code,
            components=["birth_notice"],
            reason="mờ",
            actor=world.chi,
            at=clock.now(),
        )
        paper = PaperGiven(component="birth_notice", fulfilment="upload")
        applicants.complete(code=dossier.code, papers=[paper], actor=world.dung, at=clock.now())
        return dossier

    def test_a_head_asks_a_second_time_and_says_why(self, world: World, browser_of: Any) -> None:
        dossier = self.asked_and_answered(world)
        address = reverse("desk:ask_again", args=[dossier.code])
        said = {"components": ["identity"], "reason": "Thiếu", "why_again": ""}

        assert address in browser_of(world.hien).get(page_of(dossier)).content.decode()
        assert address not in browser_of(world.an).get(page_of(dossier)).content.decode()
        assert browser_of(world.hien).get(address).status_code == 200
        assert post(browser_of(world.hien), dossier, "ask_again", said).status_code == 422
        post(browser_of(world.hien), dossier, "ask_again", {**said, "why_again": "Sót"})

        assert state_of(dossier) == State.SUPPLEMENT

    def test_a_desk_withdraws_and_stops(self, world: World, browser_of: Any) -> None:
        second, first = received(world), world.a_dossier("k2")
        client = browser_of(world.an)

        assert post(client, first, "withdraw", {"reason": "x"}).status_code == 422
        post(client, first, "withdraw", {"confirmed": "on"})
        said = {"reason_code": "moot", "reason": "Người nộp chuyển nơi ở", "basis": "Điều 21"}
        assert post(client, second, "stop", {**said, "basis": ""}).status_code == 422
        post(client, second, "stop", said)

        assert (state_of(first), state_of(second)) == (State.WITHDRAWN, State.STOPPED)
