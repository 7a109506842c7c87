"""Pure rules: differences in words, agencies by patterns, what a text says, dates, identities."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.reference.procedures.rules import agencies, completeness, jurisdictions, reading
from motcua.reference.procedures.rules.content import content_of
from motcua.reference.procedures.rules.difference import changes

LIMIT = {"value": 15, "unit": "working_day", "text": "15 ngày làm việc"}
BEFORE: dict[str, Any] = {
    "name_vi": "Đăng ký kết hôn",
    "agency": "UBND cấp xã",
    "time_limit": LIMIT,
    "fee_vnd": 0,
    "fee_items": [],
    "components": [{"name_vi": "Tờ khai", "kind": "paper", "originals": 1}],
    "results": [{"name_vi": "Giấy chứng nhận kết hôn"}],
    "channels": [{"channel": "online", "time_value": 15, "time_unit": "working_day"}],
    "legal_basis": ["60/2014/QH13"],
}


class TestDifferencesInWords:
    @pytest.mark.parametrize(
        ("values", "vi", "en"),
        [
            (
                {"time_limit": LIMIT | {"value": 10}},
                "Thời hạn giảm từ 15 xuống 10 ngày làm việc",
                "Time limit falls from 15 to 10 working days",
            ),
            (
                {"time_limit": LIMIT | {"value": 15.5}},
                "Thời hạn tăng từ 15 lên 15,5 ngày làm việc",
                "Time limit rises from 15 to 15.5 working days",
            ),
            (
                {"time_limit": LIMIT | {"unit": "day"}},
                "Thời hạn đổi từ “15 ngày làm việc” thành “15 ngày”",
                "Time limit changes from “15 working days” to “15 days”",
            ),
            (
                {"time_limit": None},
                "Thời hạn đổi từ “15 ngày làm việc” thành “chưa rõ”",
                "Time limit changes from “15 working days” to “not known”",
            ),
            (
                {"fee_vnd": 75000},
                "Phí, lệ phí tăng từ miễn phí thành 75.000 đ",
                "Fee rises from free to 75,000 đ",
            ),
            (
                {"components": []},
                "Bỏ giấy tờ: Tờ khai",
                "Paper removed: Tờ khai",
            ),
            (
                {"components": [{"name_vi": "Tờ khai", "kind": "paper", "originals": 2}]},
                "“Tờ khai”: số bản chính từ 1 thành 2",
                "“Tờ khai”: originals from 1 to 2",
            ),
            (
                {"results": [{"name_vi": "Trích lục kết hôn"}]},
                "Thêm kết quả: Trích lục kết hôn",
                "Result added: Trích lục kết hôn",
            ),
            (
                {"channels": []},
                "Bỏ cách nộp: Nộp trực tuyến",
                "Channel removed: Online",
            ),
            (
                {"agency": None},
                "Cơ quan giải quyết: bỏ “UBND cấp xã”",
                "Deciding agency: “UBND cấp xã” removed",
            ),
            (
                {"legal_basis": ["60/2014/QH13", "123/2015/NĐ-CP"]},
                "Thêm căn cứ pháp lý: 123/2015/NĐ-CP",
                "Legal basis added: 123/2015/NĐ-CP",
            ),
        ],
    )
    def test_one_change_is_one_sentence(self, values: dict[str, Any], vi: str, en: str) -> None:
        found = changes(content_of(BEFORE), content_of(BEFORE | values))

        assert (vi, en) in [(change.vi, change.en) for change in found]

    def test_the_same_says_nothing(self) -> None:
        assert changes(content_of(BEFORE), content_of(BEFORE)) == []


class TestAgencies:
    @pytest.mark.parametrize(
        ("text", "targets"),
        [
            ("Ủy ban Nhân dân xã, phường, thị trấn.", ["commune_committee"]),
            ("Sở Tài chính các tỉnh, thành phố", ["department.finance"]),
            ("Chủ tịch ủy ban nhân dân cấp tỉnh", ["province_committee"]),
            (
                "Chi nhánh Văn phòng đăng ký đất đai, Văn phòng đăng ký đất đai",
                ["land_registration_branch", "land_registration"],
            ),
            ("UBND quận, huyện", ["district_committee"]),
            ("Công an tỉnh, Công an cấp Xã", ["province_police", "commune_police"]),
            ("Văn phòng Sở Xây dựng", ["department.construction"]),
            ("Cơ quan tiếp nhận hồ sơ: Công ty Công viên - Cây xanh", []),
            ("Cơ quan khác", []),
            ("Sở Tư pháp " * 60, []),
            ("", []),
            (None, []),
        ],
    )
    def test_a_text_means(self, text: str | None, targets: list[str]) -> None:
        assert agencies.matched(text) == targets

    @pytest.mark.parametrize(
        ("target", "on", "living"),
        [
            ("department.transport", date(2024, 3, 31), "department.transport"),
            ("department.transport", date(2025, 7, 1), "department.construction"),
            ("department.justice", date(2026, 1, 1), "department.justice"),
        ],
    )
    def test_a_merged_department_lives_on_in_its_successor(
        self, target: str, on: date, living: str
    ) -> None:
        found = agencies.living(target, on)

        assert found is not None
        assert found.code == living

    @given(st.text(max_size=700))
    def test_no_text_breaks_the_rules(self, text: str) -> None:
        assert set(agencies.matched(text)) <= set(agencies.targets())


class TestWhatTextsSay:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("Không có thông tin | Văn bản quy định lệ phí", False),
            ("• Không có thông tin cụ thể về lệ phí", False),
            ("(chưa cập nhật)", False),
            ("Lệ phí: ĐồngXem chi tiết", False),
            ("2.000 đồng/trang", True),
            ("Theo quy định của Hội đồng nhân dân cấp tỉnh", True),
            (None, False),
        ],
    )
    def test_something_or_nothing(self, text: str | None, says: bool) -> None:
        assert completeness.says_something(text) is says

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2023-07-04", date(2023, 7, 4)),
            ("27/09/2023", date(2023, 9, 27)),
            ("31/11/2023", None),
            ("²/1/2023", None),
            ("99999/1/1", None),
            ("sau 45 ngày", None),
            (None, None),
        ],
    )
    def test_days(self, text: str | None, day: date | None) -> None:
        assert completeness.day_of(text) == day

    def test_hours(self) -> None:
        assert completeness.hour_of("15:00") == time(15)
        assert completeness.hour_of("9:30") == time(9, 30)
        assert completeness.hour_of("chiều") is None


class TestWhoseItIs:
    @pytest.mark.parametrize(
        ("snapshot", "suffix", "jurisdiction"),
        [
            ("national_2026_07", None, "national"),
            ("danang_2023_24", None, "H17"),
            ("long_an_2024", None, "H39"),
            ("hcm-2025", None, "H29"),
            ("export", "000.00.00.H17", "H17"),
            ("export", None, "unknown"),
            ("export", "H99", "unknown"),
        ],
    )
    def test_is_told_by_snapshot_then_by_suffix(
        self, snapshot: str, suffix: str | None, jurisdiction: str
    ) -> None:
        assert jurisdictions.of(snapshot=snapshot, agency_suffix=suffix) == jurisdiction

    @pytest.mark.parametrize(
        ("snapshot", "period"),
        [
            ("national_2026_07", date(2026, 7, 1)),
            ("danang_2023_24", date(2023, 1, 1)),
            ("hcm-2025", date(2025, 1, 1)),
            ("export", None),
        ],
    )
    def test_snapshots_have_an_order(self, snapshot: str, period: date | None) -> None:
        assert jurisdictions.period_of(snapshot) == period

    @given(st.text(min_size=1, max_size=300))
    def test_every_id_may_stand_in_an_address(self, source_id: str) -> None:
        key = reading.key_of(source_id)

        assert 0 < len(key) <= 80
        assert "/" not in key
        assert key.isascii()

    @given(st.text(min_size=1), st.text(min_size=1))
    def test_different_ids_have_different_addresses(self, one: str, other: str) -> None:
        assert one == other or reading.key_of(one) != reading.key_of(other)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_NAMES = (
    "id name_vi code snapshot levels agency time_limit channels fee_vnd fee_items components"
    " results legal_basis time_stages sets decision"
)
FIELDS = st.sampled_from(_NAMES.split())


class TestAnyRecord:
    @given(st.dictionaries(FIELDS, ANYTHING))
    def test_is_read_or_refused_with_words_and_never_breaks(self, given: dict[str, Any]) -> None:
        whole = {"id": "national_2026_07:1", "name_vi": "Thủ tục", "code": "1.000001"} | given

        found = reading.read(whole)

        if isinstance(found, list):
            assert found
            assert all(problem.reason_vi and problem.field for problem in found)
        else:
            said = content_of(found.content)
            completeness.missing(said, agency_matched=False, jurisdiction_known=True)
            completeness.flags(said, found.content, has_code=True)
            changes(said, content_of(BEFORE))

    @given(st.dictionaries(FIELDS, ANYTHING))
    def test_reads_the_same_whatever_the_order_of_its_keys(self, given: dict[str, Any]) -> None:
        whole = {"id": "national_2026_07:1", "name_vi": "Thủ tục"} | given

        one, other = reading.read(whole), reading.read(dict(reversed(list(whole.items()))))

        assert isinstance(one, list) == isinstance(other, list)
        if not isinstance(one, list) and not isinstance(other, list):
            assert one.content_hash == other.content_hash
