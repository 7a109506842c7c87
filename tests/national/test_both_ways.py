"""A dossier is filed at the national portal, lives here, and its life is seen there."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client

from motcua.casework.dossiers.models import Dossier, Paper, Party
from motcua.casework.dossiers.operations import reception, settlement
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.casework.national import jobs, reactions
from motcua.casework.national.models import Link
from motcua.casework.national.queries import books
from motcua.casework.national.rules.books import Cause, Gap
from motcua.connectors.sandbox.national_portal.sender import sign
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import local_date
from motcua.spine.journal import operations as journal
from motcua.spine.journal.events import Event
from motcua.spine.journal.models import Delivery, Entry
from tests.national.conftest import Line, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]
ARRIVALS = "/ket-noi/cong-quoc-gia/ho-so"
TODAY = local_date(MONDAY)


def found(line: Line) -> list[tuple[str, str, str]]:
    comparison = jobs.compare_day(TODAY)
    return [(one.gap, one.cause, one.detail) for one in books.differences(comparison)]


def test_it_enters_by_the_same_submit_and_its_states_go_back(line: Line, world: World) -> None:
    dossier = line.filed()
    code = Link.objects.get(dossier=dossier).code
    reception.receive(code=dossier.code, actor=world.an, at=clock.now())
    settlement.take(code=dossier.code, actor=world.chi, at=clock.now())
    line.deliver()

    kept = line.kept(code)
    dossier.refresh_from_db()
    assert (dossier.channel, dossier.filed_by) == ("national_portal", "national_portal")
    assert Party.objects.get(dossier=dossier).full_name == "Lê Văn Dũng"
    assert [one["TrangThai"] for one in kept.told] == ["1", "2", "4"]
    assert kept.block["TrangThaiHoSo"] == "4"
    assert dossier.due_at is not None
    assert kept.block["NgayHenTra"][:8] == f"{local_date(dossier.due_at):%Y%m%d}"
    assert found(line) == []
    page = line.browser.get(f"{line.url}/dossier?code={code}", timeout=5).text
    assert "Đang xử lý" in page
    assert dossier.code in page
    told = "".join(Entry.objects.values_list("canonical", flat=True))
    assert "Dũng" not in told
    assert "0909123456" not in told


def test_papers_are_asked_for_here_and_handed_in_there(line: Line, world: World) -> None:
    dossier = line.filed()
    code = Link.objects.get(dossier=dossier).code
    reception.ask_supplement(
        code=dossier.code, components=["birth_paper"], reason="Thiếu giấy chứng sinh",
        actor=world.an, at=clock.now(),
    )  # fmt: skip
    line.deliver()
    page = line.browser.get(f"{line.url}/dossier?code={code}", timeout=5).text
    answer = {"code": code, "request": f"{code}-BS1", "text": "Giấy chứng sinh số 12"}
    line.browser.post(f"{line.url}/answer", data=answer, timeout=5)
    wait_until(lambda: f"{code}-BS1" in line.kept(code).heard)
    line.browser.post(f"{line.url}/answer", data=answer, timeout=5)  # Pressed once more.
    line.deliver()

    dossier.refresh_from_db()
    assert "Thiếu giấy chứng sinh" in page
    assert dossier.state == State.SUBMITTED
    assert Paper.objects.filter(dossier=dossier, round=1).count() == 1
    assert [one["TrangThai"] for one in line.kept(code).told] == ["1", "5", "1"]
    assert Entry.objects.filter(kind="dossier.supplement_answered").count() == 1
    assert found(line) == []


def test_what_our_rules_refuse_is_told_there_and_explained(
    line: Line, as_role: Callable[..., Client]
) -> None:
    code = line.file(ThongTinKhac={"relation": "father"})
    wait_until(lambda: "filed" in line.kept(code).heard)

    assert "chỗ chưa đúng" in line.kept(code).problem
    assert not Dossier.objects.exists()
    assert found(line) == [(Gap.MISSING_HERE, Cause.REFUSED, "answers_wrong")]
    page = as_role("operator").get("/quan-tri/cong-quoc-gia/").content.decode()
    assert code in page
    assert "đã báo lý do cho Cổng quốc gia" in page
    assert "Lê Văn Dũng" not in page


def test_every_gap_has_its_cause(line: Line, world: World) -> None:
    dossier = line.filed()
    reception.receive(code=dossier.code, actor=world.an, at=clock.now())
    assert {cause for _, cause, _ in found(line)} == {Cause.NOT_OWED_YET}

    while jobs.follow(clock.now()):
        pass
    assert {cause for _, cause, _ in found(line)} == {Cause.WAITING}

    Delivery.objects.filter(reaction=reactions.TELLING).update(
        next_try_at=None, last_error="Outage: national_portal: answered 503"
    )
    assert {(gap, cause) for gap, cause, _ in found(line)} == {
        (Gap.STATUS, Cause.GIVEN_UP),
        (Gap.DUE, Cause.GIVEN_UP),
    }


def test_a_filing_that_never_came_is_a_gap(line: Line) -> None:
    line.registry.file({"MaTTHC": "x", "TenTTHC": "x", "ChuHoSo": "x"})

    assert found(line) == [(Gap.MISSING_HERE, Cause.NOT_ARRIVED, "")]


@dataclass(frozen=True, kw_only=True)
class ReportOwedOnce(Event):
    """What a message was until every dossier was reported: some may still be owed."""

    kind = "national.report_owed"
    code: str
    dossier: str
    fact: int


def test_what_was_owed_the_old_way_is_told_once(line: Line, world: World) -> None:
    dossier = line.filed()
    code = Link.objects.get(dossier=dossier).code
    fact = Entry.objects.get(kind="dossier.submitted")
    with transaction.atomic():
        owed = ReportOwedOnce(code=code, dossier=dossier.code, fact=fact.pk)
        subject = f"national:{code}/{fact.pk}"
        journal.record(owed, subject=subject, actor=SYSTEM, at=clock.now())
    old = Entry.objects.get(subject=subject)
    journal.owe([old.pk], to=reactions.national_portal_is_told)
    line.deliver()

    assert [*line.kept(code).steps] == [f"{code}-{fact.pk}"]
    assert not Delivery.objects.filter(done_at=None).exists()


def test_the_same_number_with_other_content_is_refused(line: Line, world: World) -> None:
    dossier = line.filed()
    code = Link.objects.get(dossier=dossier).code
    block = line.kept(code).block | {"ChuHoSo": "Người Khác"}
    body = json.dumps({"isUpdating": False, "data": [block]}).encode()

    said = Client().post(
        ARRIVALS, body, "application/json", headers={"X-Signature": line.client._signature(body)}
    )

    assert said.json()["data"][0]["error_code"] == "key_reused"
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{}", 400), (b'{"isUpdating": 0, "data": []}', 400), (b"\xff", 400),
     (b'{"isUpdating": false, "data": [{"MaHoSo": "L\xc3\xaa"}]}', 400)],
)  # fmt: skip
def test_what_is_signed_and_unreadable_is_refused(line: Line, body: bytes, status: int) -> None:
    signature = line.client._signature(body)

    assert Client().post(
        ARRIVALS, body, "application/json", headers={"X-Signature": signature}
    ).status_code == status  # fmt: skip


def test_nobody_else_can_send(line: Line) -> None:
    body = json.dumps({"isUpdating": False, "data": []}).encode()

    for signature in ("", sign("another", body)):
        said = Client().post(ARRIVALS, body, "application/json", headers={"X-Signature": signature})
        assert said.status_code == 401


def test_an_answer_for_a_dossier_that_never_came_finds_nothing(
    line: Line, world: World, connect: Callable[..., Line]
) -> None:
    ours = world.a_dossier()  # Filed here: the portal has no say in it, whatever it calls it.
    said = {"MaHoSo": ours.code, "DanhSachHoSoBoSung": [
        {"HoSoBoSungId": f"{ours.code}-BS1", "DanhSachGiayToBoSung": []}
    ]}  # fmt: skip
    body = json.dumps({"isUpdating": True, "data": [said]}).encode()

    told = Client().post(
        ARRIVALS, body, "application/json", headers={"X-Signature": line.client._signature(body)}
    )

    assert told.json()["data"][0]["error_code"] == "not_found"
