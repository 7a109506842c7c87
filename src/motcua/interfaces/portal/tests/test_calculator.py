"""The calculator: anybody asks when something is due and sees why."""

from importlib.resources import files
from pathlib import Path

import pytest
from django.test import Client

from motcua.reference.calendars import operations as calendars
from motcua.spine import clock
from motcua.spine.actors import SYSTEM

pytestmark = pytest.mark.django_db
DAYS = Path(str(files("motcua.data").joinpath("calendars/holidays_vn_2021_2027.json")))
EXAMPLE = {"nhan": "2024-04-26T14:00", "so": "5", "don_vi": "working_day"}


@pytest.fixture(autouse=True)
def official_days(installation: None) -> None:
    calendars.load(DAYS, actor=SYSTEM, at=clock.now())


def page(client: Client, **more: str) -> str:
    answer = client.get("/tinh-han/", EXAMPLE | more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_the_day_and_why(client: Client) -> None:
    said = page(client)

    assert "Hẹn trả 17:00, thứ Ba, 07/05/2024" in said
    assert "Ngày Chiến thắng" in said
    assert "ngày 3, bù" in said
    assert "5 ngày được tính" in said


def test_in_english_too(client: Client) -> None:
    said = client.get("/en/tinh-han/", EXAMPLE).content.decode()

    assert "Due 17:00, Tue 7 May 2024" in said
    assert "The day of receipt is not counted" in said


def test_pauses_restarts_and_cutoffs_move_it(client: Client) -> None:
    paused = page(client, dung_tu="2024-05-02T09:00", dung_den="2024-05-03T09:00")
    again = page(client, tinh_lai="2024-05-02T09:00")
    late = page(client, nhan="2024-04-26T15:30", chot="15:00")

    assert "thứ Tư, 08/05/2024" in paused
    assert "thứ Năm, 09/05/2024" in again
    assert "thứ Tư, 08/05/2024" in late


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"nhan": ""}, "Ghi ngày và giờ nhận hồ sơ"),
        ({"nhan": "2024-02-30T14:00"}, "Thời điểm này không có"),
        ({"nhan": "0001-01-01T00:00"}, "Lịch chỉ biết các năm"),
        ({"so": "-1"}, "0"),
        ({"so": "999", "don_vi": "month"}, "vượt quá các năm lịch biết"),
        ({"dung_tu": "2024-05-02T09:00"}, "Ghi cả lúc bắt đầu"),
        ({"dung_tu": "2024-05-02T09:00", "dung_den": "2024-05-01T09:00"}, "phải hết sau khi"),
        ({"tinh_lai": "2024-04-25T09:00"}, "không thể đủ trước lúc nhận"),
        ({"co_quan": "H99"}, "H99"),
    ],
)
def test_what_does_not_fit_is_said_where_it_stands(
    client: Client, wrong: dict[str, str], told: str
) -> None:
    answer = client.get("/tinh-han/", EXAMPLE | wrong)

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_empty_it_explains_itself_and_the_footer_leads_there(client: Client) -> None:
    said = client.get("/tinh-han/").content.decode()

    assert "Ngày nhận hồ sơ không tính" in said
    assert 'href="/tinh-han/"' in client.get("/").content.decode()
