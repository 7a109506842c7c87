"""Units, calendars and office hours as an administrator sees and keeps them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

import motcua
from motcua.interfaces.session import HANDLE
from motcua.interfaces.session_store import SessionStore
from motcua.reference.calendars import operations as calendars
from motcua.reference.calendars import queries as calendar_queries
from motcua.reference.organisations.operations import loading
from motcua.reference.people import testing as people
from motcua.spine import clock
from motcua.spine.actors import SYSTEM

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
DATA = Path(motcua.__file__).parent / "data"
As = Callable[[str], Client]


@pytest.fixture(autouse=True)
def official_days(installation: None) -> None:
    people.a_unit("H80")
    calendars.load(DATA / "calendars/holidays_vn_2021_2027.json", actor=SYSTEM, at=NOON)
    clock.forget()


@pytest.fixture
def as_(client: Client) -> As:
    def sign_in(role: str) -> Client:
        account = people.staff(role, "H80.01", name="Lê Quản Trị")
        store = SessionStore()
        store[HANDLE] = str(people.a_session(account).handle)
        store.create()
        client.cookies[settings.SESSION_COOKIE_NAME] = str(store.session_key)
        return client

    return sign_in


def decree(**more: str) -> dict[str, str]:
    days = {f"form-{row}-{name}": "" for row in range(10) for name in ("on", "name_vi", "kind")}
    return (
        days
        | {"form-TOTAL_FORMS": "10", "form-INITIAL_FORMS": "0"}
        | {
            "number": "6150/TB-BNV",
            "title_vi": "Nghỉ thêm",
            "issued_on": "2026-11-01",
            "form-0-on": "2026-12-31",
            "form-0-kind": "holiday",
            "form-0-name_vi": "Nghỉ cuối năm",
        }
        | more
    )


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


class TestTheTree:
    @pytest.fixture(autouse=True)
    def province(self) -> None:
        loading.load(DATA / "organisations/long_an_tay_ninh.json", actor=SYSTEM, at=NOON)

    def test_it_stands_as_on_the_day_asked(self, as_: As) -> None:
        client = as_("administrator")

        today = client.get("/quan-tri/co-quan/").content.decode()
        then = client.get("/quan-tri/co-quan/?ngay=2024-03-31").content.decode()

        assert "Tỉnh Tây Ninh" in today
        assert "huyện Bến Lức" not in today
        assert "Tỉnh Long An" in then
        assert "Ủy ban nhân dân huyện Bến Lức" in then

    def test_a_name_is_found_without_accents(self, as_: As) -> None:
        page = as_("catalogue_keeper").get("/quan-tri/co-quan/?tim=my le").content.decode()

        assert "Trung tâm Phục vụ hành chính công xã Mỹ Lệ" in page

    def test_a_unit_shows_who_it_came_from_and_who_serves_there(self, as_: As) -> None:
        client = as_("administrator")

        ward = client.get("/quan-tri/co-quan/H80.40/").content.decode()
        office = client.get("/quan-tri/co-quan/H80.01/").content.decode()

        assert "Ủy ban nhân dân phường 5" in ward
        assert "mã giả định" in ward
        assert "Lê Quản Trị" in office

    def test_in_english_it_has_english_names(self, as_: As) -> None:
        page = as_("administrator").get("/en/quan-tri/co-quan/H80.40/").content.decode()

        assert "People&#x27;s Committee of Long An Ward" in page

    def test_a_code_nobody_has_is_not_found(self, as_: As) -> None:
        assert as_("administrator").get("/quan-tri/co-quan/H99/").status_code == 404

    @pytest.mark.parametrize(
        "path", ["co-quan/", "co-quan/H80/", "co-quan/H80/gio-lam-viec/", "lich/", "lich/van-ban/"]
    )
    def test_a_handler_is_not_let_in(self, as_: As, path: str) -> None:
        assert as_("handler").get(f"/quan-tri/{path}").status_code == 403

    def test_nobody_unknown_is_let_in(self, client: Client) -> None:
        assert client.get("/quan-tri/co-quan/").status_code == 302


class TestTheCalendar:
    def test_every_day_of_the_year_has_its_reason(self, as_: As) -> None:
        page = as_("administrator").get("/quan-tri/lich/?nam=2026").content.decode()

        assert page.count("<li title=") + page.count('<li class="') >= 365
        assert "Làm bù cho ngày 02/01/2026" in page
        assert "Ngày nghỉ đã công bố đến 24/11/2026" in page

    def test_next_year_is_marked_as_estimated(self, as_: As) -> None:
        page = as_("administrator").get("/quan-tri/lich/?nam=2027").content.decode()

        assert "vn-2027-estimate" in page
        assert "ước tính" in page

    @pytest.mark.parametrize("year", ["", "x", "1066", "²"])
    def test_a_year_that_cannot_be_is_this_year(self, as_: As, year: str) -> None:
        page = as_("administrator").get("/quan-tri/lich/", {"nam": year}).content.decode()

        assert "Lịch làm việc năm 2026" in page


class TestADecree:
    def test_it_is_shown_with_its_effect_and_counts_only_when_confirmed(self, as_: As) -> None:
        client = as_("administrator")

        shown = client.post("/quan-tri/lich/van-ban/xem-truoc/", decree()).content.decode()
        assert "1 ngày sẽ đổi" in shown
        assert calendar_queries.working_calendar().is_working(date(2026, 12, 31))

        assert "Không hồ sơ nào đổi hạn." in shown
        entered = client.post("/quan-tri/lich/van-ban/ghi/", decree(seen=seen(shown)), follow=True)
        assert "6150/TB-BNV" in entered.content.decode()
        assert not calendar_queries.working_calendar().is_working(date(2026, 12, 31))

    def test_the_check_carries_all_that_was_written(self, as_: As) -> None:
        shown = as_("administrator").post("/quan-tri/lich/van-ban/xem-truoc/", decree())

        for name, value in decree().items():
            if value:
                assert f'name="{name}" value="{value}"' in shown.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"form-0-on": "", "form-0-name_vi": ""}, "Ghi ít nhất một ngày"),
            ({"form-0-name_vi": ""}, "Ghi tên ngày"),
            ({"form-0-on": "2026-11-31"}, "Ngày này không có"),
            ({"form-0-kind": "working_saturday"}, "Ngày làm bù phải là thứ Bảy"),
            ({"form-1-on": "2026-12-31", "form-1-name_vi": "x"}, "Ngày này đã ghi ở dòng trên"),
            ({"number": "///"}, "cần có chữ hoặc số"),
            ({"number": "vn-2026"}, "Đã có văn bản mang số này"),
        ],
    )
    def test_what_does_not_fit_is_said_where_it_stands(
        self, as_: As, wrong: dict[str, str], told: str
    ) -> None:
        answer = as_("administrator").post("/quan-tri/lich/van-ban/xem-truoc/", decree(**wrong))

        assert answer.status_code == 422
        assert told in answer.content.decode()

    def test_what_was_not_seen_is_not_entered(self, as_: As) -> None:
        client = as_("administrator")

        refused = client.post("/quan-tri/lich/van-ban/ghi/", decree(seen="0" * 64))

        assert refused.status_code == 409
        assert "đã khác lúc xem trước" in refused.content.decode()
        assert calendar_queries.working_calendar().is_working(date(2026, 12, 31))

    def test_a_keeper_reads_and_does_not_write(self, as_: As) -> None:
        client = as_("catalogue_keeper")

        assert client.get("/quan-tri/lich/van-ban/").status_code == 200
        assert client.post("/quan-tri/lich/van-ban/ghi/", decree()).status_code == 403


class TestOfficeHours:
    PAGE = "/quan-tri/co-quan/H80/gio-lam-viec/"
    WEEK = {f"day_{weekday}": "07:00-11:00, 13:00-17:00" for weekday in range(5)}

    def hours(self, **more: Any) -> dict[str, str]:
        saturday = {"day_5": "07:30-11:00", "day_6": ""}
        return {"valid_from": "2026-12-01", "basis": "Thông báo 12"} | self.WEEK | saturday | more

    def set(self, client: Client, **more: Any) -> str:
        shown = client.post(f"{self.PAGE}xem-truoc/", self.hours(**more)).content.decode()
        given = self.hours(seen=seen(shown), **more)
        return client.post(f"{self.PAGE}ghi/", given, follow=True).content.decode()

    def saturday(self, day: int) -> list[str]:
        calendar = calendar_queries.working_calendar("H80")
        return [str(session) for session in calendar.sessions(date(2026, 12, day))]

    def test_new_hours_are_seen_first_and_shown_with_the_unit(self, as_: As) -> None:
        client = as_("administrator")

        shown = client.post(f"{self.PAGE}xem-truoc/", self.hours()).content.decode()
        assert "Không hồ sơ nào đổi hạn." in shown
        assert self.saturday(5) == []
        page = self.set(client)

        assert self.saturday(5) == ["07:30-11:00"]
        assert "từ T3 01/12/2026" in page or "từ 01/12/2026" in page
        assert "Thông báo 12" in page

    def test_for_a_time_those_before_come_back(self, as_: As) -> None:
        self.set(as_("administrator"), last_day="2026-12-12")

        assert (self.saturday(12), self.saturday(19)) == (["07:30-11:00"], [])

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"day_0": "từ sáng"}, "Ghi giờ dạng"),
            ({"day_0": "07:00-11:00, 10:00-12:00"}, "Ghi giờ dạng"),
            ({"valid_from": "2026-02-30"}, "Ngày này không có"),
            ({"last_day": "2026-11-30"}, "Ngày kết thúc trước ngày bắt đầu"),
            ({"basis": ""}, 'id="id_basis" aria-describedby'),
            ({f"day_{weekday}": "" for weekday in range(7)}, "Cả tuần chưa có buổi nào"),
        ],
    )
    @pytest.mark.parametrize("path", ["xem-truoc/", "ghi/"])
    def test_what_does_not_fit_is_said_where_it_stands(
        self, as_: As, wrong: dict[str, str], told: str, path: str
    ) -> None:
        answer = as_("administrator").post(f"{self.PAGE}{path}", self.hours(**wrong))

        assert answer.status_code == 422
        assert told in answer.content.decode() or wrong == {"basis": ""}

    @pytest.mark.parametrize("path", ["xem-truoc/", "ghi/"])
    def test_hours_begin_after_those_there_are(self, as_: As, path: str) -> None:
        client = as_("administrator")
        self.set(client)

        again = client.post(f"{self.PAGE}{path}", self.hours())

        assert again.status_code == 409
        assert "giờ làm việc riêng áp dụng từ 01/12/2026" in again.content.decode()

    def test_its_own_end_when_what_moves_was_seen(self, as_: As) -> None:
        client = as_("administrator")
        self.set(client)
        said = {"ends_on": "2026-12-10", "basis": "Thông báo 13"}

        shown = client.post(f"{self.PAGE}bo/", said).content.decode()
        assert self.saturday(12) == ["07:30-11:00"]
        page = client.post(f"{self.PAGE}bo/", said | {"seen": seen(shown)}, follow=True)

        assert (self.saturday(5), self.saturday(12)) == (["07:30-11:00"], [])
        assert "Thông báo 13" in page.content.decode()
        none = client.post(f"{self.PAGE}bo/", said | {"seen": seen(shown)})
        assert "không có giờ riêng nào để bỏ" in none.content.decode()
