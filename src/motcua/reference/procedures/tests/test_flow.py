"""Processes: edited, laid out, exported; whatever the editor does, the export is a good file."""

import json
import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from motcua.reference.procedures.definition import reading
from motcua.reference.procedures.rules.content import content_of
from motcua.reference.procedures.rules.flow import bpmn, durations, editing, graph, layout, net
from motcua.reference.procedures.rules.flow.graph import Span
from motcua.reference.procedures.rules.lint import looking, subject
from motcua.reference.procedures.tests import bpmn_files
from motcua.spine import law

SHIPPED = Path(reading.__file__).resolve().parents[3] / "data" / "procedures" / "definitions"
NOTHING = content_of({"name_vi": "Thủ tục"})


def steps(*placed: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {"order": n, "name_vi": f"Bước {n}", "name_en": f"Step {n}", "unit": "resolving_agency",
         "role": "handler", **row}
        for n, row in enumerate(placed, start=1)
    ]  # fmt: skip
    return {"steps": rows}


def exported(values: dict[str, Any]) -> bytes:
    rows = {row["order"]: row for row in values["steps"]}
    return bpmn.written(graph.of_values(values), code="1.1", name="Thử", owners={}, rows=rows)


class TestWhatComesBefore:
    def test_a_step_follows_every_branch_that_is_open(self) -> None:
        flow = graph.of_values(steps({}, {}, {"parallel_with": 2}, {}))

        assert flow.before == {1: frozenset(), 2: {1}, 3: {1}, 4: {2, 3}}

    def test_a_step_that_is_told_what_it_follows_leaves_the_others_alone(self) -> None:
        flow = graph.of_values(steps({}, {}, {"after": [1]}, {"after": [2]}, {}))

        assert flow.before[4] == {2}
        assert flow.before[5] == {3, 4}

    def test_a_circle_is_seen_and_what_waits_for_it_never_begins(self) -> None:
        flow = graph.of_values(steps({}, {"after": [3]}, {"after": [2]}, {"after": [3]}))

        assert graph.circling(flow) == (2, 3)
        assert graph.reached(flow) == (1,)

    def test_the_longest_way_takes_the_slower_branch(self) -> None:
        flow = graph.of_values(steps({}, {}, {"parallel_with": 2}, {}))
        costs = {1: Decimal(1), 2: Decimal(5), 3: Decimal(9), 4: Decimal(1)}

        assert graph.longest(flow, costs, among=flow.orders) == (Decimal(11), (1, 3, 4))


class TestTheEditor:
    def test_what_is_moved_takes_its_new_number_and_others_follow_it(self) -> None:
        values = steps({}, {}, {"after": [2]})

        moved = editing.moved(values, 2, by=-1)

        assert [row["name_vi"] for row in moved["steps"]] == ["Bước 2", "Bước 1", "Bước 3"]
        assert moved["steps"][2]["after"] == [1]

    def test_a_step_that_is_moved_before_its_forerunner_no_longer_names_it(self) -> None:
        moved = editing.moved(steps({}, {"after": [1]}), 2, by=-1)

        assert "after" not in moved["steps"][0]

    def test_the_first_of_those_beside_a_removed_step_takes_its_place(self) -> None:
        values = steps({}, {}, {"parallel_with": 2}, {"parallel_with": 2}, {})

        left = editing.removed(values, 2)

        assert graph.of_values(left).before == {1: frozenset(), 2: {1}, 3: {1}, 4: {2, 3}}

    def test_who_followed_a_removed_step_follows_what_stood_before_it(self) -> None:
        left = editing.removed(steps({}, {"after": [1]}, {"after": [2]}), 2)

        assert graph.of_values(left).before[2] == {1}

    def test_a_plain_procedure_begins_with_four_steps_its_papers_and_its_results(self) -> None:
        content = {
            "name_vi": "Cấp giấy",
            "components": [{"name_vi": "Đơn", "kind": "paper"}, {"name_vi": "A", "kind": "note"}],
            "results": [{"name_vi": "Giấy phép"}],
        }
        begun = editing.begun(None, content, code="1.2", jurisdiction="national")

        definition = reading.from_values(begun, source="x")
        assert [step.role for step in definition.steps] == [
            "reception", "handler", "head", "reception",
        ]  # fmt: skip
        assert [one.name_vi for one in definition.components] == ["Đơn"]
        assert not definition.components[0].required
        assert [one.name_vi for one in definition.results] == ["Giấy phép"]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("4", "working_hour", "PT4H"), ("1", "half_day", "PT4H"), ("5", "working_day", "P5D"),
        ("2.5", "working_day", "P2DT4H"), ("0.5", "working_day", "PT4H"),
        ("10", "calendar_day", "P10D"), ("2", "month", "P2M"), ("1.5", "working_hour", "PT90M"),
    ],
)  # fmt: skip
def test_a_limit_is_written_as_a_duration(value: str, unit: str, said: str) -> None:
    assert durations.iso(Span(Decimal(value), unit)) == said


class TestTheExport:
    @pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
    def test_each_shipped_process_is_valid_bpmn_and_reads_back_as_it_was(self, path: Path) -> None:
        values = json.loads(json.dumps(reading.values_of(path), default=str))

        data = exported(values)

        assert bpmn_files.complaints(data) == []
        assert bpmn.read(data) == values["steps"]

    def test_branches_have_a_fork_and_a_join_and_one_that_waits_is_an_event(self) -> None:
        paying = {"role": "applicant", "unit": "applicant", "waits_for_applicant": True}
        data = exported(steps({}, {}, {"parallel_with": 2}, paying, {})).decode()

        assert data.count("<bpmn:parallelGateway") == 2
        assert data.count("<bpmn:intermediateCatchEvent") == 1

    @pytest.mark.parametrize(
        "data",
        [b"", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"not xml", b"<a>" * 5000],
    )
    def test_a_file_that_is_not_ours_is_not_read(self, data: bytes) -> None:
        with pytest.raises(bpmn.NotOurs):
            bpmn.read(data)


class TestTheDrawing:
    def test_no_box_covers_another_and_no_line_runs_through_one(self) -> None:
        values = steps(
            {}, {"unit": "tax_office"}, {"parallel_with": 2}, {"after": [2]}, {"after": [4]}, {}
        )
        drawing = layout.laid_out(net.net_of(graph.of_values(values)))

        for place in drawing.places:
            for other in drawing.places:
                assert place is other or not _overlap(place, other)
            for line in drawing.lines:
                ends = (line.source, line.target)
                assert place.box.id in ends or not _runs_through(line.points, place)

    def test_forty_steps_are_cut_into_sheets_that_leave_nothing_out(self) -> None:
        drawing = layout.laid_out(net.net_of(graph.of_values(steps(*({},) * 40))))

        cut = layout.sheets(drawing, width=1000)

        assert (cut[0][0], cut[-1][1]) == (0, drawing.width)
        assert all(one[1] == other[0] for one, other in pairwise(cut))
        assert all(until - since <= 1000 for since, until in cut)


step_given = some.fixed_dictionaries(
    {"name_vi": some.text(max_size=20), "name_en": some.text(max_size=20)},
    optional={
        "unit": some.sampled_from(["service_centre", "tax_office", "unit:H1", "nobody", ""]),
        "role": some.sampled_from(["reception", "handler", "head", "outside", "applicant", "x"]),
        "limit": some.fixed_dictionaries(
            {"value": some.integers(-1, 40), "unit": some.sampled_from(["working_day", "week"])}
        ),
        "parallel_with": some.integers(0, 9),
        "after": some.lists(some.integers(0, 9), max_size=3),
        "waits_for_applicant": some.booleans(),
        "papers": some.lists(some.text(max_size=3), max_size=2),
    },
)
act = some.one_of(
    some.tuples(some.just("add"), some.integers(0, 9), step_given),
    some.tuples(some.just("change"), some.integers(1, 9), step_given),
    some.tuples(some.just("move"), some.integers(1, 9), some.integers(-3, 3)),
    some.tuples(some.just("remove"), some.integers(1, 9), some.none()),
)


@given(some.lists(act, max_size=12))
def test_whatever_the_editor_did_the_export_is_a_good_file_and_the_rules_never_fail(
    acts: list[tuple[str, int, Any]],
) -> None:
    values: dict[str, Any] = {"steps": []}
    for name, order, given_ in acts:
        match name:
            case "add":
                values = editing.added(values, given_, after=order)
            case "change":
                values = editing.changed(values, order, given_)
            case "move":
                values = editing.moved(values, order, by=given_)
            case _:
                values = editing.removed(values, order)
    flow = graph.of_values(values)
    found = {one.code for one in looking.findings(subject.of_version(values, NOTHING))}

    assert flow.orders == tuple(range(1, len(values["steps"]) + 1))
    assert graph.reached(flow) == flow.orders
    assert not found & {"cycle", "unreachable", "stray_reference", "number_twice"}
    data = exported(values)
    if values["steps"]:
        assert bpmn_files.complaints(data) == []
    else:
        assert data


@given(
    some.recursive(
        some.none() | some.booleans() | some.integers(-5, 5) | some.text(max_size=6),
        lambda inner: some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(
                ["steps", "order", "after", "limit", "value", "unit", "role", "fees", "sections",
                 "fields", "components", "needed_if", "results", "time_limits", "papers", "code"]
            ),
            inner,
            max_size=6,
        ),
        max_leaves=25,
    )
)  # fmt: skip
def test_the_rules_never_fail_on_what_is_no_definition(values: Any) -> None:
    if not isinstance(values, dict):
        values = {"steps": values}

    assert looking.findings(subject.of_version(values, NOTHING)) is not None


def _overlap(one: layout.Place, other: layout.Place) -> bool:
    return (
        one.x < other.x + other.width and other.x < one.x + one.width
        and one.y < other.y + other.height and other.y < one.y + one.height
    )  # fmt: skip


def _runs_through(points: tuple[tuple[int, int], ...], place: layout.Place) -> bool:
    for (x1, y1), (x2, y2) in pairwise(points):
        left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        if (
            left < place.x + place.width and right > place.x
            and top < place.y + place.height and bottom > place.y
        ):  # fmt: skip
            return True
    return False


def test_every_held_paper_says_where_it_is_from_and_by_which_law_it_is_held() -> None:
    text = files("motcua").joinpath("data/procedures/held_papers.toml").read_text("utf-8")
    said = tomllib.loads(text)

    for row in (*said["papers"], *said["stores"].values()):
        assert row["confidence"] in law.CONFIDENCES, row
    for paper in said["papers"]:
        assert paper["source"], paper["name_vi"]
        assert bool(paper["code"]) == ("không có mã" not in paper["source"]), paper["name_vi"]
    for store in said["stores"].values():
        assert store["basis"]
        assert store["valid_from"] < store.get("valid_to", date.max)
