"""All step lists of the fixture can be read, run in order, and say what is wrong with them."""

import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from motcua.reference.procedures.definition.table import BadDefinition
from motcua.reference.workflows import operations, queries, rules
from motcua.reference.workflows.definition import reading
from motcua.spine.actors import SYSTEM
from motcua.spine.journal.models import Entry

MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
FIXTURE = reading.FOLDER / "workflows.toml"
LISTS = {
    one["code"]: reading.from_values(one, source="fixture") for one in reading.values_of(FIXTURE)
}


def said(code: str) -> str:
    return " ".join(rules.contradictions(LISTS[code]))


def a_list(**step: Any) -> dict[str, Any]:
    first = {"order": 1, "name_vi": "a", "name_en": "a", "actor_vi": "a", "actor_en": "a",
             "level": "commune", "unit": "police", "kind": "outside"}  # fmt: skip
    return {"code": "a", "name_vi": "a", "name_en": "a", "inter_agency": True, "source": "us",
            "confidence": "seen", "steps": [first, first | {"order": 2} | step]}  # fmt: skip


def test_there_are_twenty_three_and_each_lists_its_changes() -> None:
    assert len(LISTS) == 23
    assert sum(len(one.steps) for one in LISTS.values()) == 109
    assert sum(one.is_between_agencies for one in LISTS.values()) == 17
    for raw in reading.values_of(FIXTURE):
        assert "changes" in raw
        assert all("hours" not in step for step in raw["steps"])


@pytest.mark.parametrize("code", sorted(LISTS))
def test_every_list_runs_from_its_first_step_to_its_last(code: str) -> None:
    workflow, done = LISTS[code], set[int]()
    while begun := rules.ready(workflow, done=done, live=()):
        done |= {step.order for step in begun}

    assert done == {step.order for step in workflow.steps}


def test_what_runs_beside_each_other_begins_together() -> None:
    assert rules.groups(LISTS["birth_3in1_2015"]) == [[1], [2], [3], [4, 5], [6]]
    assert rules.groups(LISTS["birth_4in1_2026"]) == [[1], [2], [3], [4, 5], [6]]
    assert rules.predecessors(LISTS["birth_4in1_2026"])[6] == {4}
    assert rules.followers(LISTS["birth_3in1_2015"], 3) == {4, 5, 6}
    assert rules.predecessors(LISTS["birth_3in1_2015"])[6] == {4, 5}


def test_sums_and_critical_paths_are_those_of_a_pencil() -> None:
    assert rules.sum_of(LISTS["birth_3in1_2015"]) == 26
    assert rules.critical_path(LISTS["birth_3in1_2015"]) == (Decimal(16), (2, 4))
    assert rules.critical_path(LISTS["land_use_change_district"])[0] == 15
    assert rules.critical_path(LISTS["hardship_four_levels"]) == (Decimal(19), (1, 2, 3, 4))
    assert rules.critical_path(LISTS["birth_hcmc_q4"])[0] == Decimal("0.1875")  # 1.5 hours.


def test_contradictions_are_told_as_a_clerk_would() -> None:
    expected = "Các bước 1, 2, 4, 5, 6 cộng lại 18 ngày, nhưng tổng thời hạn chỉ 17 ngày."
    assert expected in said("parcel_split_town")
    assert "Đánh số thiếu bước 3." in said("parcel_split_town")
    assert "Khi có bước tùy chọn, các bước 3, 4, 6 cộng lại 8 ngày" in said("birth_4in1_2026")
    assert "Cộng lẫn ngày làm việc với ngày lịch" in said("toxic_chemical_recognition")
    assert "Bước 1, 2, 3, 4, 5 chưa rõ thời hạn" in said("household_business_and_tax")
    assert "Chưa rõ tổng thời hạn" in said("death_interagency_2024")
    over = {code for code in LISTS if "nhưng tổng" in said(code)}
    assert over == {"parcel_split_town"}
    assert said("land_use_change_district") == said("serious_illness_loop") == ""


@pytest.mark.parametrize(
    ("values", "place"),
    [
        (a_list(hours=8), "hours"),
        (a_list(unit="moon"), "unit"),
        (a_list(limit={"value": 2, "unit": "day"}), "limit.unit"),
        (a_list(limit={"value": 0, "unit": "working_day"}), "limit.value"),
        (a_list(parallel_with=3), "steps[1]"),
        (a_list(order=1), "steps[1].order"),
        (a_list(silence_consents=True), "silence_consents"),
        (a_list(after=[1], parallel_with=1), "after"),
    ],
)
def test_what_the_grammar_does_not_know_is_refused_with_its_place(
    values: dict[str, Any], place: str
) -> None:
    with pytest.raises(BadDefinition, match=r"fixture: .*") as refused:
        reading.from_values(values, source="fixture")

    assert place in str(refused.value)


def test_every_sort_of_office_leads_to_a_unit() -> None:
    routed = tomllib.loads((reading.FOLDER.parent / "dossiers" / "step_units.toml").read_text())
    wanted = {step.unit for one in LISTS.values() for step in one.steps if step.kind == "office"}
    assert wanted <= set(routed)


@pytest.mark.django_db
def test_a_file_is_loaded_once_and_a_changed_list_gets_a_new_number(
    installation: None, tmp_path: Path
) -> None:
    first = operations.load(FIXTURE, actor=SYSTEM, at=MONDAY)
    again = operations.load(FIXTURE, actor=SYSTEM, at=MONDAY)
    changed = tmp_path / "changed.toml"
    changed.write_text(FIXTURE.read_text("utf-8").replace("value = 2.5", "value = 3"), "utf-8")
    third = operations.load(changed, actor=SYSTEM, at=MONDAY)

    assert (first.new, again.same, third.new, third.same) == (23, 23, 1, 22)
    assert first.contradictions == len(first.report) == 20
    assert queries.latest_of("land_use_change_district").number == 2
    assert Entry.objects.filter(kind="workflow.loaded").count() == 24
    on_day = MONDAY.date()
    assert str(queries.in_force_for("3.000722", on=on_day)) == "birth_4in1_2026 1"
    assert queries.in_force_for("1.000798", on=on_day) is None  # Of the time of three levels.


@pytest.mark.django_db
def test_a_file_with_one_bad_list_loads_nothing(installation: None, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(FIXTURE.read_text("utf-8") + "\nhours = 8\n", "utf-8")

    with pytest.raises(operations.WorkflowUnreadable, match="hours"):
        operations.load(bad, actor=SYSTEM, at=MONDAY)

    assert queries.latest() == []
