"""A dossier filed at the province is reported to the national portal, and so is all its life."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from motcua.casework.dossiers.models import Dossier, Request
from motcua.casework.dossiers.operations import intake, reception, settlement
from motcua.casework.dossiers.testing import CENTRE, COMMITTEE, MONDAY, World
from motcua.casework.national import jobs, reactions
from motcua.casework.national.models import Link
from motcua.casework.national.queries import books
from motcua.casework.national.rules.books import Cause, Gap
from motcua.spine import clock
from motcua.spine.dates import local_date
from motcua.spine.journal import calls
from motcua.spine.journal.models import Delivery
from tests.national.conftest import Line

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]
ARRIVALS = "/ket-noi/cong-quoc-gia/ho-so"
# What rules of exchange name of a person; nobody else is named, no officer, no answer of a form.
OF_PEOPLE = {"ChuHoSo", "DinhDanhCHS", "Email", "SoDienThoai", "TrichYeuHoSo"}


@pytest.fixture(autouse=True)
def _played_lives_are_told(settings: Any) -> None:
    settings.NATIONAL_REPORTS_SIMULATED = True


def gaps() -> list[tuple[str, str]]:
    comparison = jobs.compare_day(local_date(MONDAY))
    return [(one.gap, one.cause) for one in books.differences(comparison)]


def send(line: Line, *items: dict[str, Any], is_updating: bool) -> list[str]:
    body = json.dumps({"isUpdating": is_updating, "data": list(items)}).encode()
    signed = {"X-Signature": line.client._signature(body)}
    said = Client().post(ARRIVALS, body, "application/json", headers=signed)
    return [one["error_code"] for one in said.json()["data"]]


def test_its_filing_and_its_progress_are_seen_there(line: Line, world: World) -> None:
    online = world.a_dossier()
    counter = intake.submit(world.at_counter(), actor=world.an, at=clock.now())
    reception.receive(code=online.code, actor=world.an, at=clock.now())
    settlement.take(code=online.code, actor=world.chi, at=clock.now())
    line.deliver()

    there, other = line.kept(online.code), line.kept(counter.code)
    assert [one["TrangThai"] for one in there.told] == ["1", "2", "4"]
    assert (there.block["KenhThucHien"], other.block["KenhThucHien"]) == ("2", "1")
    assert (there.block["NoiNopHoSo"], there.block["DonViXuLy"]) == (CENTRE, COMMITTEE)
    assert there.block["TaiLieuNop"][0]["MaThanhPhanHoSo"] == "birth_paper"
    assert {name for name, said in there.block.items() if "Dũng" in str(said)} <= OF_PEOPLE
    assert gaps() == []
    page = line.browser.get(f"{line.url}/?lang=vi", timeout=5).text
    assert online.code in page
    assert "nộp tại tỉnh" in page


def test_a_message_waits_for_the_one_before_it(line: Line, world: World) -> None:
    dossier = world.a_dossier()
    reception.receive(code=dossier.code, actor=world.an, at=clock.now())
    jobs.follow(clock.now())
    [turn] = calls.take(at=clock.real_now())
    filing, receipt = turn.calls
    line.portal._mode = "down"
    assert not calls.make(filing, at=clock.real_now())
    line.portal._mode = "normal"

    assert calls.make(receipt, at=clock.real_now())

    assert line.registry.get(dossier.code) is None
    assert Delivery.objects.get(pk=receipt.pk).attempts == 0
    line.deliver()
    kept = line.kept(dossier.code)
    assert [*kept.steps] == sorted(kept.steps, key=lambda key: int(key.rpartition("-")[2]))
    assert len(kept.steps) == 2


def test_what_the_portal_refuses_holds_nothing_else_back(line: Line, world: World) -> None:
    dossier = world.a_dossier()
    reception.receive(code=dossier.code, actor=world.an, at=clock.now())
    settlement.take(code=dossier.code, actor=world.chi, at=clock.now())
    jobs.follow(clock.now())
    first = Delivery.objects.filter(reaction=reactions.TELLING).earliest("entry_id")
    Delivery.objects.filter(pk=first.pk).update(next_try_at=None, last_error="Outage: 422")

    line.deliver()

    # The receipt made it known there, whole; the filing is still for an operator to look at.
    assert [one["TrangThai"] for one in line.kept(dossier.code).told] == ["2", "4"]
    assert gaps() == []


def test_every_gap_of_a_dossier_filed_here_has_its_cause(line: Line, world: World) -> None:
    dossier = world.a_dossier()
    reception.receive(code=dossier.code, actor=world.an, at=MONDAY + timedelta(hours=1))
    assert gaps() == [(Gap.MISSING_THERE, Cause.NOT_OWED_YET)]

    jobs.follow(clock.now())
    assert gaps() == [(Gap.MISSING_THERE, Cause.WAITING)]

    Delivery.objects.filter(reaction=reactions.TELLING).update(next_try_at=None)
    assert gaps() == [(Gap.MISSING_THERE, Cause.GIVEN_UP)]
    assert books.comparisons()[0].differences.get().dossier == dossier.code


def test_a_played_life_is_told_to_nobody(line: Line, world: World, settings: Any) -> None:
    settings.NATIONAL_REPORTS_SIMULATED = False
    world.a_dossier()
    line.deliver()

    assert not Link.objects.exists()
    assert line.registry.all() == []
    assert gaps() == []


def test_the_portal_has_no_say_in_a_dossier_filed_here(line: Line, world: World) -> None:
    dossier = world.a_dossier()
    reception.ask_supplement(
        code=dossier.code, components=["birth_paper"], reason="Thiếu giấy chứng sinh",
        actor=world.an, at=clock.now(),
    )  # fmt: skip
    line.deliver()
    kept = line.kept(dossier.code)
    page = line.browser.get(f"{line.url}/dossier?code={dossier.code}", timeout=5).text
    answer = {
        "HoSoBoSungId": f"{dossier.code}-BS1",
        "DanhSachGiayToBoSung": [{"MaThanhPhanHoSo": "birth_paper", "HashTepTin": ""}],
    }

    said = send(
        line, {"MaHoSo": dossier.code, "DanhSachHoSoBoSung": [answer]}, is_updating=True
    ) + send(line, kept.block | {"ThongTinKhac": None}, is_updating=False)  # fmt: skip

    assert said == ["not_found", "number_of_ours"]
    assert "<textarea" not in page
    assert "Hồ sơ nộp ở đâu thì nộp bổ sung ở đó" in page
    assert Request.objects.get().answered_at is None
    assert Dossier.objects.count() == 1
