"""The process of a draft: edited act by act, held against the rules, compared, published."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from motcua.reference.procedures import lints, office
from motcua.reference.procedures.definition import reading
from motcua.reference.procedures.models import ProcedureVersion
from motcua.reference.procedures.operations import flows, keeping, publication, reading_over
from motcua.reference.procedures.rules.flow import bpmn, graph
from motcua.reference.procedures.rules.lint.findings import rules
from motcua.reference.procedures.tests.test_publication import CLERK, KEEPER, a_draft, seen
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongRole, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installation")]

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
ACT: dict[str, Any] = {"actor": KEEPER, "at": AT}
STEP: dict[str, Any] = {
    "name_vi": "Xác minh", "name_en": "Verify", "unit": "commune_justice", "role": "handler",
    "limit": {"value": 1, "unit": "half_day"},
}  # fmt: skip


def begun(**values: Any) -> ProcedureVersion:
    values = {"results": [{"name_vi": "Giấy chứng nhận", "code": "KQ.1"}], **values}
    return flows.begin(version_id=a_draft(seen(**values)).pk, **ACT)


def names(version: ProcedureVersion) -> list[str]:
    return [row["name_vi"] for row in (version.definition or {})["steps"]]


def codes(version: ProcedureVersion) -> set[str]:
    return {one.code for one in lints.findings_of(version)}


class TestEditing:
    def test_a_step_is_added_changed_moved_and_removed_each_an_act_of_its_own(self) -> None:
        draft = begun()

        draft = flows.add_step(version_id=draft.pk, step=STEP, after=2, **ACT)
        draft = flows.change_step(
            version_id=draft.pk, order=3, given={"name_vi": "Niêm yết"}, **ACT
        )
        draft = flows.move_step(version_id=draft.pk, order=3, by=-1, **ACT)
        draft = flows.remove_step(version_id=draft.pk, order=3, **ACT)

        assert names(draft) == [
            "Tiếp nhận, kiểm tra hồ sơ", "Niêm yết", "Ký kết quả", "Trả kết quả",
        ]  # fmt: skip
        told = [e for e in journal.story_of(draft.procedure.subject) if "flow" in e.kind]
        assert [e.facts["act"] for e in told] == ["begin", "add", "change", "move", "remove"]
        assert told[-1].facts["definition"] == lints.hash_of(draft)
        assert "Niêm yết" not in told[-1].canonical

    def test_what_changes_nothing_is_no_act(self) -> None:
        draft = begun()

        flows.move_step(version_id=draft.pk, order=1, by=-1, **ACT)

        story = [e.kind for e in journal.story_of(draft.procedure.subject)]
        assert story.count("procedure.flow_edited") == 1

    def test_only_the_keeper_edits_only_a_draft_and_only_a_step_that_is_there(self) -> None:
        draft = begun()

        with pytest.raises(WrongRole):
            flows.remove_step(version_id=draft.pk, order=1, actor=CLERK, at=AT)
        with pytest.raises(NotFound):
            flows.change_step(version_id=draft.pk, order=9, given=STEP, **ACT)
        keeping.discard(version_id=draft.pk, **ACT)
        with pytest.raises(WrongState):
            flows.begin(version_id=draft.pk, **ACT)

    def test_there_is_an_end_to_steps(self) -> None:
        draft = begun()
        rows = [{**STEP, "order": n} for n in range(1, 61)]
        file = bpmn.written(
            graph.of_values({"steps": rows}), code="1", name="x", owners={},
            rows={row["order"]: row for row in rows},
        )  # fmt: skip
        draft = flows.read_in(version_id=draft.pk, data=file, **ACT)

        assert len(names(draft)) == 60
        with pytest.raises(flows.TooManySteps):
            flows.add_step(version_id=draft.pk, step=STEP, after=60, **ACT)
        with pytest.raises(flows.NotRead):
            flows.read_in(version_id=draft.pk, data=b"<a/>", **ACT)

    def test_papers_results_and_limits_say_the_same_in_the_catalogue(self) -> None:
        draft = begun()
        paper = {"code": "p", "name_vi": "Giấy khai sinh", "name_en": "Birth certificate"}

        draft = flows.set_lists(
            version_id=draft.pk,
            lists={
                "components": [paper],
                "time_limits": [{"limit": {"value": 3, "unit": "working_day"}}],
            },
            **ACT,
        )

        assert [one.name_vi for one in draft.said.papers] == ["Giấy khai sinh"]
        assert draft.limit_value == 3
        assert "paper_held" in codes(draft)
        assert "paper_held" in draft.findings
        with pytest.raises(flows.ListsUnusable, match="name_vi"):
            flows.set_lists(version_id=draft.pk, lists={"results": [{"code": "x"}]}, **ACT)


class TestTheRules:
    @pytest.mark.parametrize(
        ("code", "given"),
        [
            ("step_without_owner", {"unit": None}),
            ("owner_unknown", {"unit": "unit:H99.99"}),
            ("unit_unknown", {"limit": {"value": 1, "unit": "week"}}),
            ("limit_not_positive", {"limit": {"value": 0, "unit": "working_day"}}),
            ("steps_over_limit", {"limit": {"value": 9, "unit": "working_day"}}),
            ("step_without_name", {"name_vi": None}),
            ("paper_unknown", {"papers": ["none"]}),
            ("result_unknown", {"result": "none"}),
        ],
    )
    def test_an_error_at_a_step_names_it_and_stops_publication(
        self, code: str, given: dict[str, Any]
    ) -> None:
        draft = begun()
        draft = flows.change_step(version_id=draft.pk, order=2, given=given, **ACT)

        assert code in codes(draft)
        with pytest.raises(publication.Faulty):
            publication.publish(
                version_id=draft.pk, since=date(2026, 12, 1), decision="1/QĐ-UBND", **ACT
            )

    def test_a_result_before_payment_nobody_who_signs_and_no_result_are_errors(self) -> None:
        draft = begun(results=[])
        paying = {"name_vi": "Nộp tiền", "unit": "applicant", "role": "applicant",
                  "waits_for_applicant": True}  # fmt: skip
        draft = flows.add_step(version_id=draft.pk, step=paying, after=4, **ACT)
        draft = flows.remove_step(version_id=draft.pk, order=3, **ACT)

        assert {"result_before_payment", "nobody_signs", "no_result"} <= codes(draft)

    def test_a_fee_below_a_thousand_stops_publication_until_it_is_confirmed(self) -> None:
        draft = begun(fee_vnd=500, fee_text="500 đồng một trang")
        assert "fee_below_1000" in codes(draft)

        draft = keeping.complete(version_id=draft.pk, changes={"fee_confirmed": True}, **ACT)

        assert "fee_below_1000" not in codes(draft)

    def test_every_rule_has_a_sentence_in_both_languages_and_an_address(self) -> None:
        for rule in rules().values():
            assert rule.about_vi() != rule.about_en()

    def test_warnings_are_published_with_and_recorded(self) -> None:
        draft = begun()
        assert codes(draft) == {"step_without_limit"}

        version = publication.publish(
            version_id=draft.pk, since=date(2026, 12, 1), decision="1/QĐ-UBND", **ACT
        )

        assert reading.from_values(version.definition or {}, source="x").steps
        told = journal.story_of(version.procedure.subject).last()
        assert told is not None
        assert told.facts["findings"] == ["step_without_limit"]
        assert told.facts["steps"] == 4


class TestTheDifference:
    def test_it_tells_steps_limits_owners_and_order_in_plain_words(self) -> None:
        first = begun()
        publication.publish(version_id=first.pk, since=date(2026, 11, 1), decision="1/QĐ", **ACT)
        draft = keeping.draft(version_id=first.pk, **ACT)
        draft = flows.add_step(version_id=draft.pk, step=STEP, after=2, **ACT)
        given = {"limit": {"value": 2, "unit": "working_hour"}, "role": "leader"}
        draft = flows.change_step(version_id=draft.pk, order=4, given=given, **ACT)
        flows.remove_step(version_id=draft.pk, order=1, **ACT)

        _, _, changes = office.difference(
            draft.procedure, old=first.number, new=draft.number, actor=KEEPER
        )

        assert [one.vi for one in changes] == [
            "Bỏ bước “Tiếp nhận, kiểm tra hồ sơ”",
            "Thêm bước 2: “Xác minh” (Chuyên viên thụ lý, Tư pháp – hộ tịch cấp xã; 1 buổi)",
            "Bước “Ký kết quả”: người làm từ Lãnh đạo đơn vị, Cơ quan giải quyết"
            " thành Lãnh đạo cơ quan, Cơ quan giải quyết",
            "Bước “Ký kết quả”: thời hạn từ chưa có thời hạn thành 2 giờ làm việc",
        ]
        assert all(one.en for one in changes)


def test_all_is_read_over_again_and_only_what_changed_is_written() -> None:
    draft = begun()
    ProcedureVersion.objects.filter(pk=draft.pk).update(findings=["cycle"])

    done = reading_over.read_over(**ACT)

    draft.refresh_from_db()
    assert (done.versions, done.changed) == (2, 1)
    assert draft.findings == ["step_without_limit"]
    with pytest.raises(WrongRole):
        reading_over.read_over(actor=CLERK, at=AT)
