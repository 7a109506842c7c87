import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import motcua
from motcua.reference.organisations import queries
from motcua.reference.organisations.operations import loading
from motcua.spine.actors import SYSTEM
from motcua.spine.journal.models import Entry

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
DEMO = Path(motcua.__file__).parent / "data/organisations/long_an_tay_ninh.json"
KINDS = [
    {"code": "committee", "name_vi": "Ủy ban nhân dân", "name_en": "People's Committee"},
    {"code": "office", "name_vi": "Phòng", "name_en": "Division"},
]

pytestmark = pytest.mark.usefixtures("installation")
Load = Callable[..., loading.LoadResult]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load_units(*units: Any, **more: Any) -> loading.LoadResult:
        content = {
            "format": "motcua-organisations/1",
            "source": "test",
            "kinds": KINDS,
            "units": list(units),
        }
        path = tmp_path / "units.json"
        path.write_text(json.dumps(content | more), encoding="utf-8")
        return loading.load(path, actor=SYSTEM, at=NOON)

    return load_units


def unit(code: str, parent: str = "", **more: Any) -> dict[str, Any]:
    return {"code": code, "parent": parent, "kind": "office", "name_vi": f"Phòng {code}"} | more


class TestTheDemoProvince:
    def test_it_loads_whole_and_a_second_time_changes_nothing(self) -> None:
        first = loading.load(DEMO, actor=SYSTEM, at=NOON)
        second = loading.load(DEMO, actor=SYSTEM, at=NOON)

        assert (first.read, first.loaded, first.rejected, first.report) == (857, 857, 0, [])
        assert (second.read, second.unchanged, second.changed) == (857, 857, 0)
        assert Entry.objects.filter(kind="organisation.founded").count() == 857

    def test_today_has_two_levels_and_a_centre_in_each_of_60_communes(self) -> None:
        loading.load(DEMO, actor=SYSTEM, at=NOON)

        today = date(2026, 11, 2)
        [root] = queries.tree(on=today)
        assert root.unit.name_vi == "Tỉnh Tây Ninh"
        assert queries.of_kind("commune_committee", on=today).count() == 60
        assert queries.of_kind("district_committee", on=today).count() == 0
        assert queries.centres(on=today).count() == 61

    def test_2024_has_three_levels(self) -> None:
        loading.load(DEMO, actor=SYSTEM, at=NOON)

        then = date(2024, 3, 31)
        [root] = queries.tree(on=then)
        assert root.unit.name_vi == "Tỉnh Long An"
        assert queries.of_kind("department", on=then).count() == 19
        assert queries.of_kind("district_committee", on=then).count() == 15
        assert queries.of_kind("commune_committee", on=then).count() == 188
        assert queries.centres(on=then).count() == 16

    @pytest.mark.parametrize("on", [date(2024, 12, 31), date(2025, 4, 1), date(2025, 7, 1)])
    def test_on_every_day_there_is_one_province(self, on: date) -> None:
        loading.load(DEMO, actor=SYSTEM, at=NOON)

        assert len(queries.tree(on=on)) == 1


class TestWhatAFileSays:
    def test_a_unit_is_founded_with_its_entry(self, load: Load) -> None:
        result = load(unit("H80", kind="committee"), unit("H80.01", "H80"))

        assert (result.read, result.loaded) == (2, 2)
        [entry] = Entry.objects.filter(subject="organisation:H80.01")
        assert entry.kind == "organisation.founded"
        assert entry.facts["parent"] == "H80"

    def test_another_name_is_a_change_and_what_is_not_said_stays(self, load: Load) -> None:
        load(unit("H80", name_vi="Phòng Một", name_en="Division One"))

        result = load(unit("H80", name_vi="Phòng Hai"))

        assert (result.changed, result.unchanged) == (1, 0)
        changed = queries.by_code("H80")
        assert (changed.name_vi, changed.name_en) == ("Phòng Hai", "Division One")
        entry = Entry.objects.filter(subject="organisation:H80").latest("id")
        assert (entry.kind, entry.facts["fields"]) == ("organisation.changed", ["name_vi"])

    def test_an_end_with_a_successor_is_recorded_as_one_act(self, load: Load) -> None:
        load(unit("H80"))

        ended = unit("H80", valid_to="2025-07-01", successors=[{"code": "H81", "on": "2025-07-01"}])
        load(ended, unit("H81", valid_from="2025-07-01"))

        entry = Entry.objects.filter(subject="organisation:H80").latest("id")
        assert entry.kind == "organisation.abolished"
        assert entry.facts["successors"] == ["H81"]
        assert [heir.code for heir in queries.successors_of("H80")] == ["H81"]

    def test_a_unit_keeps_its_code_when_its_source_knows_it(self, load: Load) -> None:
        load(unit("H80", source_id="LA.1", name_vi="Phòng Nội vụ"))

        result = load(unit("H99", source_id="LA.1", name_vi="Phòng Nội vụ"))

        assert result.unchanged == 1
        assert queries.by_code("H80").source_id == "LA.1"

    def test_a_known_unit_can_move_below_a_new_one(self, load: Load) -> None:
        load(unit("H80"), unit("H80.01", "H80"))

        load(unit("H80.02", "H80"), unit("H80.01", "H80.02"))

        assert [step.code for step in queries.path_to_root("H80.01")] == ["H80.01", "H80.02", "H80"]


class TestWhatDoesNotFit:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            (unit("h80"), "code"),
            (unit("H80." + "1" * 40), "code"),
            (unit("H80", name_vi=""), "name_vi"),
            (unit("H80", name_vi="x" * 251), "name_vi"),
            (unit("H80", kind="castle"), "kind"),
            (unit("H80", parent="H99"), "parent"),
            (unit("H80", valid_from="30/06/2025"), "valid_from"),
            (unit("H80", valid_from="2025-07-01", valid_to="2025-07-01"), "valid_to"),
            (unit("H80", is_end_unknown=True), "is_end_unknown"),
            ("Sở Tư pháp", ""),
        ],
    )
    def test_it_is_rejected_with_a_reason_and_the_rest_is_loaded(
        self, load: Load, wrong: Any, field: str
    ) -> None:
        result = load(wrong, unit("H81"))

        assert (result.read, result.loaded, result.rejected) == (2, 1, 1)
        [remark] = result.report
        assert (remark.row, remark.field, remark.is_rejection) == (1, field, True)
        assert remark.reason_vi
        assert remark.reason_en

    def test_the_second_of_two_equal_codes_is_rejected(self, load: Load) -> None:
        result = load(unit("H80"), unit("H80", name_vi="Phòng khác"))

        assert (result.loaded, result.rejected) == (1, 1)

    def test_two_units_that_stand_below_each_other_are_rejected(self, load: Load) -> None:
        result = load(unit("H80", "H81"), unit("H81", "H80"))

        assert (result.loaded, result.rejected) == (0, 2)

    def test_a_known_unit_cannot_be_moved_below_its_own_child(self, load: Load) -> None:
        load(unit("H80"), unit("H80.01", "H80"))

        result = load(unit("H80", "H80.01"))

        assert result.rejected == 1
        assert queries.by_code("H80").parent is None

    def test_a_code_of_another_unit_is_not_taken_over(self, load: Load) -> None:
        load(unit("H80", source_id="LA.1"))

        result = load(unit("H80", source_id="LA.2"))

        assert result.rejected == 1

    def test_a_successor_nobody_knows_is_reported_and_the_unit_loaded(self, load: Load) -> None:
        result = load(unit("H80", successors=[{"code": "H99"}]))

        assert result.loaded == 1
        assert [remark.field for remark in result.report] == ["successors"]

    @pytest.mark.parametrize("text", ["", "[1, 2]", '{"units": 3}', '{"units": []}', "\x00"])
    def test_a_file_that_is_no_list_of_units_is_refused(self, text: str, tmp_path: Path) -> None:
        path = tmp_path / "units.json"
        path.write_text(text)

        with pytest.raises(loading.UnreadableFile):
            loading.load(path, actor=SYSTEM, at=NOON)
