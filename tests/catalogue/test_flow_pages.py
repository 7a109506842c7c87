"""The process of a draft on the keeper's pages: with buttons alone, as a browser meets them."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from motcua.reference.procedures.models import ProcedureVersion
from motcua.reference.procedures.operations import flows
from motcua.reference.procedures.tests import bpmn_files
from motcua.reference.workflows import operations as workflows
from motcua.reference.workflows.definition.reading import FOLDER
from motcua.spine import clock
from motcua.spine.actors import SYSTEM, Actor
from tests.catalogue.test_pages import a_draft, keeper, rows, vietnamese

__all__ = ["keeper", "vietnamese"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installation")]
KEEPER = Actor(id="1", roles=frozenset({"catalogue_keeper"}))


def begun() -> ProcedureVersion:
    return flows.begin(version_id=a_draft().pk, actor=KEEPER, at=clock.now())


def at(name: str, draft: ProcedureVersion, *more: int) -> str:
    return reverse(f"catalogue:{name}", args=[draft.pk, *more])


def named(draft: ProcedureVersion) -> list[str]:
    draft.refresh_from_db()
    return [row["name_vi"] for row in (draft.definition or {})["steps"]]


class TestTheEditor:
    def test_a_draft_without_process_begins_one_with_a_button(self, keeper: Client) -> None:
        draft = a_draft()
        assert "Chưa có quy trình riêng" in keeper.get(at("edit_flow", draft)).content.decode()

        answer = keeper.post(at("edit_flow", draft), {"do": "begin"}, follow=True)

        assert "4 bước" in answer.content.decode()
        assert "<svg" in answer.content.decode()

    def test_steps_go_up_down_and_away_by_buttons(self, keeper: Client) -> None:
        draft = begun()

        answer = keeper.post(at("edit_flow", draft), {"do": "down:2"})
        keeper.post(at("edit_flow", draft), {"do": "remove:1"})

        assert answer.headers["Location"].endswith("#buoc-3")
        assert named(draft) == ["Ký kết quả", "Thẩm định hồ sơ", "Trả kết quả"]
        for nonsense in ("up:99", "burn:1", "up:x"):
            assert keeper.post(at("edit_flow", draft), {"do": nonsense}).status_code == 404

    def test_a_step_is_added_beside_another_and_shown_in_the_drawing(self, keeper: Client) -> None:
        draft = begun()
        given: dict[str, Any] = {
            "name_vi": "Lấy ý kiến công an", "name_en": "Ask the police", "role": "outside",
            "unit": "police", "recorded_by": "handler", "limit_value": "1,5",
            "limit_unit": "working_day", "place": "beside", "beside": "2",
        }  # fmt: skip

        answer = keeper.post(at("new_step", draft) + "?sau=2", given, follow=True)

        page = answer.content.decode()
        assert "3. Lấy ý kiến công an" in page
        assert page.count("<polygon") == 2
        draft.refresh_from_db()
        assert draft.definition is not None
        step = draft.definition["steps"][2]
        assert (step["parallel_with"], step["limit"]) == (2, {"value": 1.5, "unit": "working_day"})

    def test_what_is_wrong_leads_to_its_field_and_publication_is_not_offered(
        self, keeper: Client
    ) -> None:
        draft = begun()
        given = {"name_vi": "Thẩm định", "name_en": "", "limit_value": "40",
                 "limit_unit": "working_day", "place": "follows"}  # fmt: skip
        keeper.post(at("edit_step", draft, 2), given)

        page = keeper.get(at("edit_flow", draft)).content.decode()
        publish = keeper.get(at("publish", draft)).content.decode()

        assert "Bước 2 chưa có người làm" in page
        assert f'href="{at("edit_step", draft, 2)}"' in page
        assert "quá thời hạn 15 ngày làm việc" in publish
        assert 'name="decision"' not in publish

    def test_a_step_says_what_is_not_chosen(self, keeper: Client) -> None:
        draft = begun()
        given = {"name_vi": "", "unit": "named", "place": "after"}

        answer = keeper.post(at("edit_step", draft, 3), given)

        assert answer.status_code == 422
        for words in ("Ghi tên bước", "Ghi mã đơn vị", "Chọn ít nhất một bước"):
            assert words in answer.content.decode()
        assert keeper.get(at("edit_step", draft, 9)).status_code == 404

    def test_papers_results_and_limits_are_rows(self, keeper: Client) -> None:
        draft = begun()
        paper = {"name": "Giấy khai sinh", "english": "Birth certificate", "code": "birth",
                 "kind": "paper", "is_required": "on", "fulfilment": ["upload"]}  # fmt: skip
        sent = rows("components", 0, paper) | rows("results", 0) | rows(
            "time_limits", 0, {"value": "10", "unit": "working_day", "channels": []}
        )  # fmt: skip

        answer = keeper.post(at("edit_lists", draft), sent, follow=True)

        page = answer.content.decode()
        assert "Đã lưu giấy tờ" in page
        assert "Tỉnh đã có giấy này: Cơ sở dữ liệu hộ tịch điện tử." in page
        draft.refresh_from_db()
        assert draft.limit_value == 10

    def test_a_limit_may_be_shorter_online_and_have_a_cut_off(self, keeper: Client) -> None:
        draft = begun()
        online = {"value": "1", "unit": "working_day", "channels": ["online"], "cutoff": "15:00"}
        others = {"value": "3", "unit": "working_day", "channels": ["in_person", "postal"]}
        empty = rows("components", 0) | rows("results", 0)

        wrong = rows("time_limits", 0, online | {"cutoff": "3 giờ chiều"})
        refused = keeper.post(at("edit_lists", draft), empty | wrong)
        keeper.post(at("edit_lists", draft), empty | rows("time_limits", 0, online, others))

        assert (refused.status_code, "Ghi giờ dạng 15:00" in refused.content.decode()) == (
            422,
            True,
        )
        draft.refresh_from_db()
        assert [
            (row["limit"], row["channels"]) for row in (draft.definition or {})["time_limits"]
        ] == [
            ({"value": 1, "unit": "working_day", "cutoff": "15:00"}, ["online"]),
            ({"value": 3, "unit": "working_day"}, ["in_person", "postal"]),
        ]
        shown = keeper.get(at("edit_lists", draft)).content.decode()
        assert 'name="time_limits-0-cutoff" value="15:00"' in shown
        assert "không hồ sơ nào dùng" not in shown
        everybody = {"value": "3", "unit": "working_day", "channels": []}
        keeper.post(at("edit_lists", draft), empty | rows("time_limits", 0, everybody, online))
        shown = keeper.get(at("edit_lists", draft)).content.decode()
        assert "Thời hạn ở dòng 2 không hồ sơ nào dùng" in shown

    def test_ninety_papers_stand_on_three_pages_and_none_is_lost(self, keeper: Client) -> None:
        paper = {"kind": "paper", "required": True, "fulfilment": ["upload"]}
        ninety = [
            paper | {"code": f"p{n}", "name_vi": f"Giấy {n}", "name_en": f"Paper {n}"}
            for n in range(90)
        ]
        draft = flows.set_lists(
            version_id=begun().pk, lists={"components": ninety}, actor=KEEPER, at=clock.now()
        )
        page = keeper.get(at("edit_lists", draft) + "?trang=3").content.decode()
        assert page.count('value="Giấy 8') == 10
        shown = [
            {"name": f"Giấy {n}", "english": f"Paper {n}", "code": f"p{n}", "kind": "paper",
             "is_required": "on", "fulfilment": ["upload"]}
            for n in range(80, 90)
        ]  # fmt: skip
        shown[0]["name"] = "Giấy mới"
        empty = rows("results", 0) | rows("time_limits", 0)

        answer = keeper.post(
            at("edit_lists", draft) + "?trang=3", rows("components", 10, *shown) | empty
        )

        assert answer.headers["Location"].endswith("?trang=3")
        draft.refresh_from_db()
        names = [row["name_vi"] for row in (draft.definition or {})["components"]]
        wanted = [f"Giấy {n}" for n in range(90)]
        wanted[80] = "Giấy mới"
        assert names == wanted

    def test_the_file_it_gives_is_valid_and_is_read_back(self, keeper: Client) -> None:
        draft = begun()
        file = keeper.get(at("flow_file", draft))
        keeper.post(at("edit_flow", draft), {"do": "remove:4"})

        sent = SimpleUploadedFile("x.bpmn", file.content)
        answer = keeper.post(at("edit_flow", draft), {"file": sent}, follow=True)

        assert file.headers["Content-Disposition"].endswith('.bpmn"')
        assert bpmn_files.complaints(file.content) == []
        assert len(named(draft)) == 4
        assert "Đã đọc các bước từ tệp" in answer.content.decode()
        bad = keeper.post(at("edit_flow", draft), {"file": SimpleUploadedFile("x", b"<a/>")})
        assert bad.status_code == 422

    def test_forty_steps_with_long_names_are_drawn_and_listed(self, keeper: Client) -> None:
        draft = begun()
        step = {"name_vi": "Thẩm định, đối chiếu, lấy ý kiến các phòng ban liên quan " * 4,
                "unit": "resolving_agency", "role": "handler"}  # fmt: skip
        for _number in range(36):
            flows.add_step(version_id=draft.pk, step=step, after=2, actor=KEEPER, at=clock.now())

        page = keeper.get(at("edit_flow", draft)).content.decode()

        assert page.count('value="remove:') == 40
        assert page.count("<use href=") >= 9


class TestWhatTheRulesFind:
    def test_counts_lead_to_the_procedures_and_lists_to_their_drawings(
        self, keeper: Client
    ) -> None:
        a_draft(fee_vnd=500, fee_text="500 đồng")
        workflows.load(FOLDER / "workflows.toml", actor=SYSTEM, at=clock.now())

        page = keeper.get(reverse("catalogue:findings") + "?loi=fee_below_1000").content.decode()
        drawing = keeper.get(reverse("catalogue:workflow", args=["parcel_split_town"]))
        file = keeper.get(reverse("catalogue:workflow_file", args=["parcel_split_town"]))

        assert "Có mức thu 500 đồng" in page
        assert page.count("/lien-thong/") == 23
        assert "ít nhất 18 ngày làm việc, quá thời hạn 17 ngày" in drawing.content.decode()
        assert bpmn_files.complaints(file.content) == []

    def test_both_languages_draw_the_same_process(self, keeper: Client) -> None:
        draft = begun()

        with translation.override("en"):
            english = keeper.get("/en" + at("flow", draft).removeprefix("/en")).content.decode()

        assert "Examine the dossier" in english
        assert "Receiving centre" in english


def test_the_command_tells_errors_a_line_each_and_figures_as_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from motcua.interfaces.console import lint

    a_draft(fee_vnd=500, fee_text="500 đồng")
    workflows.load(FOLDER / "workflows.toml", actor=SYSTEM, at=clock.now())

    lint.lint(language="vi")

    *lines, figures = capsys.readouterr().out.strip().splitlines()
    said = json.loads(figures)
    assert any("fee_below_1000: Có mức thu 500 đồng" in line for line in lines)
    assert (said["procedures"], said["with_errors"], said["lists"]) == (1, 1, 23)
    assert said["found_in_lists"]["steps_over_limit"] == 1
