"""What everybody may read, over a handful of records as sources send them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from motcua.interfaces.portal import places, procedure_page
from motcua.reference.finding import operations as finding
from motcua.reference.procedures.operations import definitions, loading
from motcua.reference.procedures.rules.reading import SCHEMA, key_of
from motcua.spine.actors import SYSTEM

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
WHOLE = {
    "id": "national_2026_07/1.000001",
    "snapshot": "national_2026_07",
    "code": "1.000001",
    "name_vi": "Cấp giấy phép chặt hạ, dịch chuyển cây xanh",
    "name_en": "Permit to fell or move trees",
    "field": "Hạ tầng kỹ thuật",
    "levels": ["commune"],
    "agency": "Ủy ban nhân dân cấp xã",
    "time_limit": {"value": 5, "unit": "working_day", "text": "5 ngày làm việc"},
    "channels": [
        {"channel": "in_person", "time_value": 5, "time_unit": "working_day", "fees": []},
        {"channel": "online", "time_value": 3, "time_unit": None, "time_text": "3", "fees": []},
    ],
    "fee_vnd": 0,
    "components": [
        {"name_vi": "Đơn đề nghị", "kind": "paper", "originals": 1, "copies": 0, "required": True},
        {"name_vi": "Ảnh chụp hiện trạng", "kind": "paper", "conditional": True},
    ],
    "results": [{"name_vi": "Giấy phép chặt hạ"}],
    "legal_basis": ["64/2010/NĐ-CP"],
}
BARE_ID = "national_2021_08/x 17?"  # Ids are the sources' own.
BARE = {
    "id": BARE_ID,
    "snapshot": "national_2021_08",
    "name_vi": "Xác nhận điều gì đó",
    "levels": ["district"],
}
IN_THOUSANDS = WHOLE | {
    "id": "national_2026_07/1.000002",
    "code": "1.000002",
    "name_vi": "Cấp bản sao trích lục",
    "name_en": "",
    "fee_vnd": 100,
}
ELSEWHERE = (
    WHOLE
    | {"id": "danang_2023_24/1.000003", "code": "1.000003"}
    | {
        "snapshot": "danang_2023_24",
        "name_vi": "Cấp phép riêng của thành phố",
    }
)


@pytest.fixture
def catalogue(installation: None, tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [WHOLE, BARE, IN_THOUSANDS, ELSEWHERE]
    file = tmp_path / "procedures.json"
    file.write_text(json.dumps({"schema": SCHEMA, "records": records}), encoding="utf-8")
    loading.load_file(file, actor=SYSTEM, at=AT)
    finding.reindex(at=AT)


pytestmark = pytest.mark.usefixtures("catalogue")


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


class TestTheProcedurePage:
    def test_says_time_fee_papers_result_and_law(self, client: Client) -> None:
        page = text_of(client, "/thu-tuc/national/1.000001/")

        for words in ("5 ngày làm việc", "miễn phí", "2 giấy tờ", "Giấy phép chặt hạ"):
            assert words in page
        assert "64/2010/NĐ-CP" in page
        assert "Thấy ở nguồn ngày 20/11/2026" in page

    def test_never_gives_a_limit_a_unit_the_source_did_not_write(self, client: Client) -> None:
        page = text_of(client, "/thu-tuc/national/1.000001/")

        assert "nguồn ghi “3”, không có đơn vị" in page

    def test_says_what_is_not_known_and_takes_no_dossier(self, client: Client) -> None:
        page = text_of(client, procedure_page.address("national", key_of(BARE_ID)))

        assert "chưa có mã" in page
        assert "Chưa đủ để tiếp nhận." in page
        assert "Chưa rõ: nguồn không liệt kê giấy tờ." in page
        assert "Chọn nơi nộp" not in page

    def test_warns_of_an_amount_that_may_be_in_thousands(self, client: Client) -> None:
        page = text_of(client, "/thu-tuc/national/1.000002/")

        assert "Số tiền có thể ghi theo nghìn đồng." in page
        assert "100\u00a0đ" in page

    def test_shows_english_where_there_is_some_and_marks_the_rest(self, client: Client) -> None:
        whole = text_of(client, "/en/thu-tuc/national/1.000001/")
        without = text_of(client, "/en/thu-tuc/national/1.000002/")

        assert "Permit to fell or move trees" in whole
        assert "5 working days" in whole
        assert '<span lang="vi">Cấp bản sao trích lục</span>' in without

    def test_of_an_unknown_procedure_is_not_found(self, client: Client) -> None:
        assert client.get("/thu-tuc/national/9.999999/").status_code == 404
        assert client.get("/thu-tuc/H99/1.000001/").status_code == 404


class TestTheForm:
    def test_of_a_procedure_with_full_definition_lists_its_questions(self, client: Client) -> None:
        definitions.publish_folder(actor=SYSTEM, at=AT)

        page = text_of(client, "/thu-tuc/national/1.013225/to-khai/")

        assert "Trang này cho biết bạn sẽ được hỏi gì." in page
        assert "phải khai" in page

    def test_of_a_procedure_without_one_is_not_found(self, client: Client) -> None:
        assert client.get("/thu-tuc/national/1.000001/to-khai/").status_code == 404


class TestSearch:
    def test_finds_without_marks_and_says_how_it_understood(self, client: Client) -> None:
        page = text_of(client, "/tim/?q=chat ha cay xanh")

        assert "Cấp giấy phép chặt hạ, dịch chuyển cây xanh" in page

    def test_finds_nothing_with_advice(self, client: Client) -> None:
        page = text_of(client, "/tim/?q=zzzqqqxxx")

        assert "Không có thủ tục nào cho “zzzqqqxxx”" in page
        assert "Xem theo lĩnh vực" in page

    @pytest.mark.parametrize(
        "query", ["", "q=", "q=%00", "q=<script>alert(1)</script>", "q=a&trang=x", "trang=-1"]
    )
    def test_answers_whatever_is_asked(self, client: Client, query: str) -> None:
        assert "<script>alert" not in text_of(client, f"/tim/?{query}")

    @pytest.mark.parametrize("page", ["0", "999999999999", "²", "1e3"])
    def test_answers_any_page_number(self, client: Client, page: str) -> None:
        assert client.get(f"/tim/?q=cap&trang={page}").status_code == 200


class TestWaysIn:
    @pytest.mark.parametrize("prefix", ["", "/en"])
    def test_every_life_event_opens(self, client: Client, prefix: str) -> None:
        for event in ("", *(one.code + "/" for one in _events())):
            assert client.get(f"{prefix}/su-kien/{event}").status_code == 200

    def test_the_first_page_counts_what_is_there(self, client: Client) -> None:
        assert "4 thủ tục" in text_of(client, "/")
        assert "4 procedures" in text_of(client, "/en/")

    def test_fields_lead_to_their_procedures(self, client: Client) -> None:
        assert 'href="/linh-vuc/ha-tang-ky-thuat/"' in text_of(client, "/linh-vuc/")
        assert "Cấp bản sao trích lục" in text_of(client, "/linh-vuc/ha-tang-ky-thuat/")
        assert client.get("/linh-vuc/khong-co/").status_code == 404

    def test_centres_may_be_missing_and_the_page_says_so(self, client: Client) -> None:
        assert "Chưa có danh sách trung tâm" in text_of(client, "/noi-nop/")

    @pytest.mark.parametrize("given", ["", "national", "/", "national/"])
    def test_half_an_identity_is_none(self, given: str) -> None:
        assert places.identity_of(given) == ("", "")


class TestKeeping:
    PATHS = ("/", "/tim/?q=cay", "/thu-tuc/national/1.000001/", "/linh-vuc/", "/noi-nop/")

    @pytest.mark.parametrize("path", PATHS)
    def test_a_public_page_sets_no_cookie_and_may_be_kept(self, client: Client, path: str) -> None:
        answer = client.get(path)

        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert "Cookie" in answer.headers["Vary"]

    def test_an_unchanged_page_is_not_sent_again(self, client: Client) -> None:
        first = client.get("/linh-vuc/", headers={"accept-encoding": "gzip"})
        again = client.get(
            "/linh-vuc/",
            headers={"accept-encoding": "gzip", "if-none-match": first.headers["ETag"]},
        )

        assert again.status_code == 304

    def test_the_page_of_somebody_signed_in_is_kept_by_nobody(self, client: Client) -> None:
        client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32

        assert "private" in client.get("/").headers["Cache-Control"]


def _events() -> Any:
    from motcua.reference.finding import queries

    return queries.life_events()
