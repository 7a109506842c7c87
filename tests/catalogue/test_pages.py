"""The keeper's pages, as a browser meets them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from motcua.interfaces.session import HANDLE
from motcua.reference.people import testing
from motcua.reference.procedures import office
from motcua.reference.procedures.models import (
    Agency,
    Loading,
    Procedure,
    ProcedureVersion,
    Rejection,
)
from motcua.reference.procedures.operations import keeping
from motcua.reference.procedures.states import State
from motcua.spine import clock
from motcua.spine.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installation")]

WHOLE: dict[str, Any] = {
    "name_vi": "Đăng ký kết hôn",
    "name_en": "Marriage registration",
    "field": "Hộ tịch",
    "levels": ["commune"],
    "agency": "UBND cấp xã",
    "time_limit": {"value": 15, "unit": "working_day", "text": "15 ngày làm việc"},
    "fee_vnd": 0,
    "channels": [{"channel": "online", "time_value": 15, "time_unit": "working_day", "fees": []}],
    "components": [
        {"name_vi": f"Giấy tờ {n}", "kind": "paper", "originals": 1, "form_file": "mau.docx"}
        for n in range(1, 43)
    ],
    "results": [{"name_vi": "Giấy chứng nhận kết hôn", "code": "KQ.G15.000031"}],
    "legal_basis": ["60/2014/QH13"],
}


def signed_in(client: Client, role: str) -> Client:
    session = client.session
    session[HANDLE] = str(testing.a_session(testing.staff(role)).handle)
    session.save()
    return client


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """Begin each test in Vietnamese: a request in English leaves its language to the next."""
    with translation.override("vi"):
        yield


@pytest.fixture
def keeper(client: Client) -> Client:
    return signed_in(client, "catalogue_keeper")


def seen(code: str = "1.000894", **values: Any) -> ProcedureVersion:
    procedure = Procedure.objects.create(jurisdiction="national", key=code, code=code)
    version = ProcedureVersion(
        procedure=procedure, number=1, state=State.SEEN, seen_on=date(2019, 7, 1)
    )
    keeping.write_content(version, WHOLE | values)
    version.save()
    return version


def a_draft(**values: Any) -> ProcedureVersion:
    actor = Actor(id="1", roles=frozenset({"catalogue_keeper"}))
    return keeping.draft(version_id=seen(**values).pk, actor=actor, at=clock.now())


def rows(prefix: str, initial: int, *given: dict[str, Any]) -> dict[str, Any]:
    sent: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(given),
        f"{prefix}-INITIAL_FORMS": initial,
    }
    for place, row in enumerate(given):
        sent |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return sent


class TestWhoMayCome:
    @pytest.mark.parametrize("role", ["reception", "clerk", "operator"])
    def test_others_are_told_it_is_not_their_page(self, client: Client, role: str) -> None:
        assert signed_in(client, role).get(reverse("catalogue:list")).status_code == 403

    def test_a_stranger_is_shown_the_door(self, client: Client) -> None:
        assert client.get(reverse("catalogue:list")).status_code == 302

    def test_a_leader_reads_and_may_not_change(self, client: Client) -> None:
        version = seen()
        leader = signed_in(client, "leader")

        page = leader.get(reverse("catalogue:procedure", args=["national", "1.000894"]))

        assert page.status_code == 200
        assert "Soạn từ bản này" not in page.content.decode()
        assert leader.post(reverse("catalogue:draft", args=[version.pk])).status_code == 403


class TestTheList:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", 2),
            ("q=ket hon", 1),
            ("q=1.0008", 1),
            ("q=không có", 0),
            ("trang-thai=incomplete", 1),
            ("trang-thai=draft", 0),
            ("thieu=fee", 1),
            ("co=unit_missing", 1),
            ("linh-vuc=Đất đai", 1),
            ("noi=H17", 2),
            ("noi=nowhere&trang=999&co=%00", 2),
        ],
    )
    def test_is_narrowed_by_what_is_asked(self, keeper: Client, asked: str, found: int) -> None:
        seen()
        seen(
            "1.012784",
            name_vi="Tách thửa",
            field="Đất đai",
            fee_vnd=None,
            time_limit={"value": 17, "unit": None, "text": "17"},
        )

        page = keeper.get(reverse("catalogue:list") + "?" + asked)

        assert page.status_code == 200
        assert page.context["count"] == found

    def test_speaks_english_where_asked(self, keeper: Client) -> None:
        seen()

        page = keeper.get("/en" + reverse("catalogue:list")).content.decode()

        assert "Marriage registration" in page
        assert "Danh mục" not in page


class TestOneProcedure:
    def test_shows_all_it_says_and_what_it_lacks(self, keeper: Client) -> None:
        version = seen(time_limit=None, agency="Cơ quan khác")

        page = keeper.get(reverse("catalogue:version", args=[version.pk])).content.decode()

        for words in (
            "Chưa đủ để tiếp nhận",
            "Chưa có thời hạn giải quyết dùng được",
            "Tên cơ quan chưa gắn với đơn vị nào",
            "Giấy tờ 42",
            "KQ.G15.000031",
            "60/2014/QH13",
            "thấy ngày 01/07/2019",
        ):
            assert words in page

    def test_one_without_a_code_is_found_under_its_id(self, keeper: Client) -> None:
        version = seen()
        Procedure.objects.update(key="national_2021_08:n354", code=None)

        page = keeper.get(
            reverse("catalogue:procedure", args=["national", "national_2021_08:n354"])
        )

        assert page.status_code == 200
        assert "chưa có mã" in page.content.decode()
        assert version.number == 1

    @pytest.mark.parametrize("query", ["", "?tu=1", "?tu=1&den=9", "?tu=x&den=²"])
    def test_a_difference_between_what_is_not_there_is_not_found(
        self, keeper: Client, query: str
    ) -> None:
        seen()
        address = reverse("catalogue:difference", args=["national", "1.000894"])

        assert keeper.get(address + query).status_code == 404


class TestADraftFromBeginningToEnd:
    def test_it_is_begun_changed_compared_and_published(self, keeper: Client) -> None:
        version = seen()
        keeper.post(reverse("catalogue:draft", args=[version.pk]))
        draft = ProcedureVersion.objects.get(state=State.DRAFT)
        edit = reverse("catalogue:edit", args=[draft.pk])
        form = keeper.get(edit).context["form"]
        sent = {
            name: value
            for name, value in form.initial.items()
            if value is not None and value is not False
        }

        answer = keeper.post(edit, sent | {"limit_value": "10"}, follow=True)

        assert answer.status_code == 200
        publish = reverse("catalogue:publish", args=[draft.pk])
        assert "Thời hạn giảm từ 15 xuống 10 ngày làm việc" in keeper.get(publish).content.decode()
        dates = {"since": "2020-03-01", "decision": "1404/QĐ-UBND"}
        refused = keeper.post(publish, dates)
        assert refused.status_code == 422
        assert "Đánh dấu vào đây khi đã xem các thay đổi." in refused.content.decode()
        done = keeper.post(publish, dates | {"confirmed": "on"}, follow=True)
        assert "Đã công bố." in done.content.decode()
        draft.refresh_from_db()
        assert (draft.state, draft.decision) == (State.PUBLISHED, "1404/QĐ-UBND")
        compared = reverse("catalogue:difference", args=["national", "1.000894"])
        english = keeper.get(f"/en{compared}?tu=1&den=2").content.decode()
        assert "Time limit falls from 15 to 10 working days" in english
        assert keeper.get(edit).status_code == 404

    def test_saving_what_is_there_changes_nothing(self, keeper: Client) -> None:
        draft = a_draft()
        edit = reverse("catalogue:edit", args=[draft.pk])
        form = keeper.get(edit).context["form"]
        sent = {
            name: value
            for name, value in form.initial.items()
            if value is not None and value is not False
        }

        keeper.post(edit, sent)

        again = ProcedureVersion.objects.get(pk=draft.pk)
        assert again.content == draft.content

    def test_what_is_missing_is_said_where_one_wants_to_publish(self, keeper: Client) -> None:
        draft = a_draft(fee_vnd=None)

        page = keeper.get(reverse("catalogue:publish", args=[draft.pk])).content.decode()

        assert "Chưa rõ phí, lệ phí" in page
        assert 'name="since"' not in page

    def test_a_wrong_number_is_told_beside_its_field(self, keeper: Client) -> None:
        draft = a_draft()

        answer = keeper.post(
            reverse("catalogue:edit", args=[draft.pk]), {"name_vi": "", "limit_value": "năm"}
        )

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Ghi tên thủ tục như trong quyết định công bố." in page
        assert "Ghi một con số, ví dụ 5 hoặc 2,5." in page
        assert 'href="#id_name_vi"' in page

    def test_papers_are_changed_page_by_page_and_keep_what_is_not_shown(
        self, keeper: Client
    ) -> None:
        draft = a_draft()
        address = reverse("catalogue:edit_papers", args=[draft.pk]) + "?trang=2"
        paper = {"kind": "paper", "originals": "1"}

        answer = keeper.post(
            address,
            rows(
                "papers",
                2,
                paper | {"name": "Giấy tờ 41 (mới)", "copies": "2"},
                paper | {"name": "Giấy tờ 42", "DELETE": "on"},
                paper | {"name": "Tờ khai"},
                {"kind": "paper"},
            ),
        )

        assert answer.status_code == 302
        kept = ProcedureVersion.objects.get(pk=draft.pk).content["components"]
        assert [row["name_vi"] for row in kept[39:]] == [
            "Giấy tờ 40",
            "Giấy tờ 41 (mới)",
            "Tờ khai",
        ]
        assert (kept[40]["copies"], kept[40]["form_file"]) == (2, "mau.docx")

    def test_a_row_without_a_name_is_told_so(self, keeper: Client) -> None:
        draft = a_draft()

        answer = keeper.post(
            reverse("catalogue:edit_results", args=[draft.pk]),
            rows("results", 1, {"name": "", "code": "KQ.1"}),
        )

        assert answer.status_code == 422
        assert "Ghi tên kết quả, hoặc đánh dấu bỏ dòng này." in answer.content.decode()

    def test_channels_and_fees_are_changed(self, keeper: Client) -> None:
        draft = a_draft()
        sent = rows(
            "channels",
            1,
            {"kind": "online", "value": "8", "unit": "working_day", "amount": "5000"},
            {"kind": "in_person", "value": "10", "unit": "working_day"},
        ) | rows("fees", 0, {"kind": "le_phi", "amount": "5000", "currency": "VND"})

        answer = keeper.post(reverse("catalogue:edit_channels", args=[draft.pk]), sent)

        assert answer.status_code == 302
        said = ProcedureVersion.objects.get(pk=draft.pk).said
        assert [(one.kind, str(one.limit.value)) for one in said.channels] == [
            ("online", "8"),
            ("in_person", "10"),
        ]
        assert said.channels[0].fees[0].amount == 5000
        assert said.fee_items[0].kind == "le_phi"

    def test_a_draft_is_thrown_away(self, keeper: Client) -> None:
        draft = a_draft()

        keeper.post(reverse("catalogue:discard", args=[draft.pk]))

        draft.refresh_from_db()
        assert draft.state == State.DISCARDED

    def test_a_procedure_is_abolished_after_one_has_been_asked(self, keeper: Client) -> None:
        seen()
        address = reverse("catalogue:abolish", args=["national", "1.000894"])
        sent = {"on": "2020-06-01", "decision": "9/QĐ-UBND"}
        assert keeper.post(address, sent).status_code == 422

        assert keeper.post(address, sent | {"confirmed": "on"}).status_code == 302

        assert Procedure.objects.get().abolished_on == date(2020, 6, 1)


class TestAgenciesAndLoads:
    def test_an_unmatched_name_is_settled_on_its_page(self, keeper: Client) -> None:
        seen(agency="Cơ quan khác")
        agency = Agency.objects.get()
        assert "Cơ quan khác" in keeper.get(reverse("catalogue:agencies")).content.decode()
        address = reverse("catalogue:agency", args=[agency.pk])
        assert keeper.post(address, {}).status_code == 422

        assert keeper.post(address, {"targets": ["department.justice"]}).status_code == 302

        agency.refresh_from_db()
        assert agency.targets == ["department.justice"]
        assert not office.agencies(only_unmatched=True).exists()

    def test_a_load_shows_the_rows_that_could_not_be_read(self, keeper: Client) -> None:
        loading = Loading.objects.create(
            file_name="tinh.json",
            file_hash="0" * 64,
            loaded_at=clock.now(),
            loaded_by="system",
            act_id="00000000-0000-0000-0000-000000000001",
            read=1,
            rejected=1,
        )
        Rejection.objects.create(
            loading=loading, row=7, field="fee_vnd", reason_vi="Số phải từ 0 đến 10."
        )

        assert "tinh.json" in keeper.get(reverse("catalogue:loads")).content.decode()
        page = keeper.get(reverse("catalogue:load", args=[loading.pk])).content.decode()
        assert "Số phải từ 0 đến 10." in page
