"""The public list of 2024, in an excerpt that holds each of its oddities."""

import copy
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import motcua
from motcua.reference.organisations import queries
from motcua.reference.organisations.definition import long_an
from motcua.reference.organisations.operations import loading
from motcua.spine.actors import SYSTEM

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
DEMO = Path(motcua.__file__).parent / "data/organisations/long_an_tay_ninh.json"
IN_WORDS = "end of 2024 or 1 Jan 2025 (merged before the July 2025 reform)"


def commune(gso_code: str, name: str, abolished: str | None, *heirs: str) -> dict[str, Any]:
    return {
        "id": f"LA.{gso_code}",
        "kind": "committee",
        "level": "commune",
        "gso_code": gso_code,
        "division_type": "phuong",
        "name_vi": f"UBND phường {name}",
        "name_en": f"Ward {name}",
        "parent": "LA.794",
        "abolished": abolished,
        "successors_2025_07": [{"gso_code": heir, "province_code": "80"} for heir in heirs],
        "split": len(heirs) > 1,
    }


def unit(id: str, kind: str, level: str, name: str, parent: str | None, **more: Any) -> Any:
    return {
        "id": id, "kind": kind, "level": level, "name_vi": name, "name_en": name, "parent": parent,
    } | more  # fmt: skip


EXCERPT: dict[str, Any] = {
    "as_of": "2024-03-31",
    "after_2025_07": {
        "province": {"gso_code": "80", "name_vi": "Tỉnh Tây Ninh"},
        "new_units_from_long_an": [
            {"gso_code": "27694", "name_vi": "Phường Long An"},
            {"gso_code": "27712", "name_vi": "Phường Tân An"},
        ],
    },
    "units": [
        unit("LA", "province", "province", "Tỉnh Long An", None, gso_code="80",
             national_agency_prefix="H39"),
        unit("LA.UBND", "committee", "province", "UBND tỉnh Long An", "LA"),
        unit("LA.STTTT", "department", "province", "Sở Thông tin và Truyền thông", "LA.UBND",
             successor_2025_03="LA.SKHCN"),
        unit("LA.SKHCN", "department", "province", "Sở Khoa học và Công nghệ", "LA.UBND",
             successor_2025_03="LA.SKHCN"),
        unit("LA.STNMT", "department", "province", "Sở Tài nguyên và Môi trường", "LA.UBND",
             successor_2025_03="LA.SNNMT"),
        unit("LA.794", "committee", "district", "UBND thành phố Tân An", "LA.UBND",
             gso_code="794", division_type="thanh-pho", abolished="2025-07-01"),
        commune("27688", "2", IN_WORDS, "27694"),
        commune("27694", "1", None, "27694"),
        commune("27697", "3", "2025-07-01", "27694", "27712"),
    ],
}  # fmt: skip


@pytest.fixture
def excerpt(tmp_path: Path, installation: None) -> Path:
    path = tmp_path / "longan_2024.json"
    path.write_text(json.dumps(EXCERPT), encoding="utf-8")
    return path


class TestLoadingTheList:
    def test_its_rows_are_loaded_and_what_it_mentions_is_founded(self, excerpt: Path) -> None:
        result = loading.load(excerpt, actor=SYSTEM, at=NOON)

        assert (result.read, result.loaded, result.rejected) == (9, 9, 0)
        assert queries.units().count() == 9 + 3

    def test_an_end_in_words_is_reported_and_stays_unknown(self, excerpt: Path) -> None:
        result = loading.load(excerpt, actor=SYSTEM, at=NOON)

        [remark] = [remark for remark in result.report if remark.field == "abolished"]
        assert (remark.unit, remark.value, remark.is_rejection) == ("LA.27688", IN_WORDS, False)
        ward = queries.by_source_id("LA.27688")
        assert ward is not None
        assert (ward.valid_to, ward.is_end_unknown) == (None, True)
        assert ward.exists_on(date(2024, 3, 31))
        assert not ward.exists_on(date(2026, 1, 1))

    def test_a_department_named_nowhere_is_reported(self, excerpt: Path) -> None:
        result = loading.load(excerpt, actor=SYSTEM, at=NOON)

        fields = {remark.unit: remark.field for remark in result.report}
        assert fields["LA.STNMT"] == "successor_2025_03"

    def test_a_merged_department_ends_on_the_first_of_march(self, excerpt: Path) -> None:
        loading.load(excerpt, actor=SYSTEM, at=NOON)

        old = queries.by_source_id("LA.STTTT")
        assert old is not None
        assert old.valid_to == date(2025, 3, 1)
        assert [heir.source_id for heir in queries.successors_of(old.code)] == ["LA.SKHCN"]

    def test_a_commune_may_be_split(self, excerpt: Path) -> None:
        loading.load(excerpt, actor=SYSTEM, at=NOON)

        old = queries.by_source_id("LA.27697")
        assert old is not None
        heirs = [heir.area_vi for heir in queries.successors_of(old.code)]
        assert heirs == ["Phường Long An", "Phường Tân An"]

    def test_one_statistics_code_may_name_two_units(self, excerpt: Path) -> None:
        loading.load(excerpt, actor=SYSTEM, at=NOON)

        both = queries.units().filter(gso_code="27694").order_by("valid_to")
        assert [unit.area_vi for unit in both] == ["Phường 1", "Phường Long An"]

    def test_over_the_demo_it_changes_nothing(self, tmp_path: Path, installation: None) -> None:
        loading.load(DEMO, actor=SYSTEM, at=NOON)
        content = copy.deepcopy(EXCERPT)
        content["units"] = content["units"][:2]  # The others got numbers of the excerpt.
        content["units"][1]["name_en"] = "Provincial People's Committee"
        content["units"][0]["name_en"] = "Long An Province"
        path = tmp_path / "longan_2024.json"
        path.write_text(json.dumps(content))

        result = loading.load(path, actor=SYSTEM, at=NOON)

        assert (result.unchanged, result.changed, result.report) == (2, 0, [])

    def test_a_row_without_a_place_in_the_tree_is_rejected(
        self, tmp_path: Path, installation: None
    ) -> None:
        content = copy.deepcopy(EXCERPT)
        content["units"][5]["parent"] = "LA.XX"
        content["units"][3]["name_vi"] = None
        path = tmp_path / "longan_2024.json"
        path.write_text(json.dumps(content))

        result = loading.load(path, actor=SYSTEM, at=NOON)

        # The district, its three wards that now hang in the air, and the one without a name.
        assert (result.read, result.loaded, result.rejected) == (9, 4, 5)


class TestWords:
    def test_the_abbreviation_is_written_out(self) -> None:
        book = long_an.read(EXCERPT)

        city = next(unit for unit in book.units if unit.source_id == "LA.794")
        assert city.name_vi == "Ủy ban nhân dân thành phố Tân An"
        assert (city.short_name_vi, city.area_vi) == ("UBND thành phố Tân An", "Thành phố Tân An")

    @pytest.mark.parametrize(
        ("vi", "en"), [("Xã Mỹ Lệ", "My Le Commune"), ("Phường Đông Hòa", "Dong Hoa Ward")]
    )
    def test_a_territory_has_an_english_name(self, vi: str, en: str) -> None:
        assert long_an.area_in_english(vi) == en

    def test_codes_have_the_legal_shape_and_are_marked_as_made(self) -> None:
        book = long_an.read(EXCERPT)

        codes = {unit.source_id: unit.code for unit in book.units}
        assert codes["LA"] == "H39"
        assert codes["LA.UBND"] == "H39.00"
        assert codes["LA.STTTT"] == "H39.01"
        assert codes["LA.794"] == "H39.31"
        assert codes["LA.27688"] == "H39.31.40"
        assert all(unit.is_synthetic_code for unit in book.units)
