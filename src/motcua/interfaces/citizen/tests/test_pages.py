"""A citizen's pages: what they show, and that nobody else sees them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.operations import drafts, reception
from motcua.casework.dossiers.testing import World
from motcua.reference.people import queries as people
from motcua.spine.actors import Actor

pytestmark = pytest.mark.django_db
BEGIN = "/nop-ho-so/national/1.001193/"
TINY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478"
    "9c6360606060000000050001a5f645400000000049454e44ae426082"
)
LATER = datetime(2026, 11, 3, 2, tzinfo=UTC)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def dung(world: World, as_account: Callable[..., Client]) -> Client:
    return as_account(account_of(world.dung))


@pytest.fixture
def em(world: World, as_account: Callable[..., Client]) -> Client:
    return as_account(account_of(world.em))


@pytest.fixture
def key(dung: Client) -> str:
    answer = dung.post(BEGIN)
    assert answer.status_code == 302
    return str(answer.headers["Location"]).split("/")[2]


def account_of(actor: Actor) -> Any:
    return people.get(account_id=int(actor.id), actor=actor)


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


class TestDoors:
    DRAFT = ("", "khai/requester/", "giay-to/", "noi-nop/", "xem-lai/", "nop-tien/", "bo/")
    DOSSIER = ("", "da-gui/", "bo-sung/", "rut/", "danh-gia/", "phieu/1/", "giay-to/1/")

    def test_nobody_comes_in_without_signing_in(self, client: Client, world: World) -> None:
        for path in (BEGIN, "/ho-so/", "/tin-bao/", "/ban-nhap/x/", "/ho-so/x/"):
            answer = client.get(path)

            assert answer.status_code == 302, path
            assert str(answer.headers["Location"]).startswith("/dang-nhap/"), path

    def test_an_officer_has_no_citizens_pages(
        self, world: World, as_account: Callable[..., Client]
    ) -> None:
        officer = as_account(account_of(world.an))

        assert officer.get("/ho-so/").status_code == 403

    def test_a_draft_is_not_there_for_a_stranger(self, em: Client, key: str) -> None:
        for page in self.DRAFT:
            theirs = em.get(f"/ban-nhap/{key}/{page}")
            nobodys = em.get(f"/ban-nhap/{'x' * 22}/{page}")

            assert theirs.status_code == nobodys.status_code == 404, page

    def test_a_dossier_is_not_there_for_a_stranger(self, em: Client, world: World) -> None:
        code = world.a_dossier().code

        for page in self.DOSSIER:
            theirs = em.get(f"/ho-so/{code}/{page}")
            nobodys = em.get(f"/ho-so/H80.88.01-261102-9999/{page}")

            assert theirs.status_code == nobodys.status_code == 404, page

    def test_a_form_from_elsewhere_is_refused(self, dung: Client, key: str) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = dung.cookies

        for page in ("khai/requester/", "khai/requester/luu/", "gui/", "bo/", "giay-to/them/"):
            assert strict.post(f"/ban-nhap/{key}/{page}").status_code == 403, page


class TestFillingIn:
    def test_answers_of_the_identity_stand_there_with_their_source(
        self, world: World, as_account: Callable[..., Client]
    ) -> None:
        account = account_of(world.dung)
        assert account.person is not None
        account.person.phone = "0909123456"
        account.person.save()
        client = as_account(account)

        page = text(client.get(client.post(BEGIN).headers["Location"]))

        assert "0909123456" in page
        assert "Lấy từ VNeID khi bạn đăng nhập." in page

    def test_problems_stand_at_the_top_and_beside(self, dung: Client, key: str) -> None:
        answer = dung.post(f"/ban-nhap/{key}/khai/child/", {"child_born_on": "31/11/2026"})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'href="#q-child_born_on"' in page
        assert page.count("Tháng 11/2026 chỉ đến ngày 30.") == 2

    @pytest.mark.parametrize(
        "typed", ["\x00", "a" * 300_000, "<script>alert(1)</script>", "🙂" * 99]
    )
    def test_anything_may_be_typed(self, dung: Client, key: str, typed: str) -> None:
        answer = dung.post(f"/ban-nhap/{key}/khai/child/", {"child_name": typed, "do": typed[:9]})

        assert answer.status_code in (302, 422)
        assert b"<script>alert" not in answer.content

    def test_it_saves_itself(self, dung: Client, key: str) -> None:
        saved = dung.post(f"/ban-nhap/{key}/khai/child/luu/", {"child_name": "Lê Thị Bông"})

        assert "saved_at" in saved.json()
        assert "Lê Thị Bông" in text(dung.get(f"/ban-nhap/{key}/khai/child/"))

    def test_a_draft_is_thrown_away_only_when_confirmed(self, dung: Client, key: str) -> None:
        assert "Bỏ bản nháp này?" in text(dung.get(f"/ban-nhap/{key}/bo/"))

        dung.post(f"/ban-nhap/{key}/bo/")

        assert dung.get(f"/ban-nhap/{key}/xem-lai/").status_code == 404


class TestPapers:
    def send(self, client: Client, key: str, name: str, content: bytes) -> Any:
        file = SimpleUploadedFile(name, content)
        sent = {"component": "birth_notice", "file": file}
        return client.post(f"/ban-nhap/{key}/giay-to/them/", sent)

    def test_a_file_is_taken_in_and_removed(self, dung: Client, key: str) -> None:
        assert self.send(dung, key, "giay chung sinh.png", TINY_PNG).status_code == 302
        page = text(dung.get(f"/ban-nhap/{key}/giay-to/"))
        assert "giay chung sinh.png" in page
        number = page.split('name="paper" value="')[1].split('"')[0]

        dung.post(f"/ban-nhap/{key}/giay-to/bo/", {"paper": number})

        assert "giay chung sinh.png" not in text(dung.get(f"/ban-nhap/{key}/giay-to/"))

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("a.pdf", b"", "Tệp này trống"),
            ("a.pdf", b"MZ\x90\x00 not a pdf", "Chỉ nhận tệp PDF"),
            ("a.docx", b"PK\x03\x04 office", "Word"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_paper(
        self, dung: Client, key: str, name: str, content: bytes, words: str
    ) -> None:
        answer = self.send(dung, key, name, content)

        assert answer.status_code in (413, 415, 422)
        assert answer.content.decode().count(words) == 2

    def test_a_paper_nobody_asked_for_is_not_there(self, dung: Client, key: str) -> None:
        sent = {"component": "x", "file": SimpleUploadedFile("a.png", TINY_PNG)}

        assert dung.post(f"/ban-nhap/{key}/giay-to/them/", sent).status_code == 404


class TestSending:
    def fill(self, world: World, key: str) -> None:
        drafts.save(
            key=key,
            answers=testing.a_birth(),
            receiving=testing.CENTRE,
            resolving=testing.COMMITTEE,
            actor=world.dung,
            at=LATER,
        )

    def test_shows_every_problem_instead_of_sending(self, dung: Client, key: str) -> None:
        answer = dung.post(f"/ban-nhap/{key}/gui/")

        assert answer.status_code == 422
        assert "Chưa chọn nơi nộp hồ sơ." in answer.content.decode()

    def test_pressed_twice_it_is_one_dossier(self, dung: Client, world: World, key: str) -> None:
        self.fill(world, key)
        assert "Lê Thị Bông" in text(dung.get(f"/ban-nhap/{key}/xem-lai/"))

        first = dung.post(f"/ban-nhap/{key}/gui/")
        again = dung.post(f"/ban-nhap/{key}/gui/")

        assert first.status_code == again.status_code == 302
        assert first.headers["Location"] == again.headers["Location"]
        assert "<svg" in text(dung.get(first.headers["Location"]))
        assert "Đăng ký khai sinh" in text(dung.get("/ho-so/"))


class TestFollowing:
    def test_the_slip_shows_code_and_stage_and_nothing_else(
        self, client: Client, world: World
    ) -> None:
        dossier = world.a_dossier()

        page = text(client.get(f"/tra-cuu/{dossier.token}/"))

        assert dossier.code in page
        assert "Chờ tiếp nhận" in page
        for secret in ("Lê Văn Dũng", "0909123456", "khai sinh"):
            assert secret not in page

    def test_code_and_phone_open_it_and_five_tries_close_it(
        self, client: Client, world: World
    ) -> None:
        code = world.a_dossier().code
        assert "Chờ tiếp nhận" in text(client.post("/tra-cuu/", {"code": code, "phone": "3456"}))

        for _ in range(5):
            wrong = client.post("/tra-cuu/", {"code": code, "phone": "0000"})
            assert wrong.status_code == 422
            assert f'value="{code}"' in wrong.content.decode()  # To be mended, not typed anew.
        locked = client.post("/tra-cuu/", {"code": code, "phone": "3456"})

        assert locked.status_code == 429
        assert "Chờ 60 phút" in locked.content.decode()

    def test_an_unknown_token_is_not_there(self, client: Client, world: World) -> None:
        assert client.get("/tra-cuu/xxxxxxxxxxxxxxxxxxxxxx/").status_code == 404


class TestWishes:
    def test_the_page_tells_story_and_days(self, dung: Client, world: World) -> None:
        code = world.a_dossier().code
        reception.receive(code=code, actor=world.an, at=LATER)

        page = text(dung.get(f"/ho-so/{code}/"))

        assert "Có kết quả chậm nhất" in page
        assert "Đã nộp hồ sơ" in page
        assert "mc-days" in page
        assert "Result by" in text(dung.get(f"/en/ho-so/{code}/"))

    def test_withdrawing_asks_first(self, dung: Client, world: World) -> None:
        code = world.a_dossier().code
        assert "Rút hồ sơ này?" in text(dung.get(f"/ho-so/{code}/rut/"))

        dung.post(f"/ho-so/{code}/rut/")

        assert "Bạn đã rút hồ sơ này." in text(dung.get(f"/ho-so/{code}/"))

    def test_rating_is_once(self, dung: Client, world: World) -> None:
        code = world.a_dossier().code
        early = dung.post(f"/ho-so/{code}/danh-gia/", {"score": "5", "words": ""})
        assert "chưa xong" in early.content.decode()
        dung.post(f"/ho-so/{code}/rut/")

        assert dung.post(f"/ho-so/{code}/danh-gia/", {"score": "4"}).status_code == 302
        again = dung.post(f"/ho-so/{code}/danh-gia/", {"score": "1"})

        assert "đã đánh giá" in again.content.decode()
        assert dung.post(f"/ho-so/{code}/danh-gia/", {"score": "6"}).status_code == 422
