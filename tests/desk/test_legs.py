"""A dossier between agencies, as officers of each see and do it, and its applicant follows it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from motcua.capabilities.documents.tests import bombs
from motcua.casework.coordination import testing
from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.states import State
from motcua.casework.coordination.testing import CONSTRUCTION, PLANNING, Province
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import stopping
from motcua.reference.people.models import Account
from motcua.spine import clock
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(installation: None) -> Province:
    return testing.province()


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def browser_of(as_account: Callable[[Account], Client]) -> Callable[[Actor], Client]:
    return lambda actor: as_account(Account.objects.get(pk=int(actor.id)))


def address(name: str, dossier: Dossier, *more: object) -> str:
    return reverse(f"desk:{name}", args=[dossier.code, *more])


def page(client: Client, dossier: Dossier) -> str:
    return client.get(address("dossier", dossier)).content.decode()


def test_a_parks_company_answers_on_paper_and_the_department_decides(
    province: Province, browser_of: Any
) -> None:
    dossier = province.received("k1", at=clock.now())
    desk, office = browser_of(province.commune.an), browser_of(province.commune.chi)
    planner = browser_of(testing.officer(PLANNING))
    assert "Chuyển theo quy trình liên thông" in page(desk, dossier)
    assert planner.get(address("dossier", dossier)).status_code == 404
    assert desk.post(address("open_chain", dossier), {"workflow": ""}).status_code == 422
    assert (
        desk.post(address("open_chain", dossier), {"workflow": "tree_felling"}).status_code == 302
    )

    shown = page(desk, dossier)
    assert "Công ty Công viên - Cây xanh" in shown
    assert "ngoài hệ thống" in shown
    assert "chưa tới lượt" in shown
    assert "Chuyển theo quy trình liên thông" not in shown
    said: dict[str, Any] = {"outcome": "agrees", "words": "Cây sâu bệnh.", "paper": ""}
    refused = office.post(address("answer_leg", dossier, 1), said)
    assert refused.status_code == 422
    assert "Chưa ghi số văn bản" in refused.content.decode()
    assert 'enctype="multipart/form-data"' in refused.content.decode()
    today = local_date(clock.now())
    said |= {"paper": "12/CV", "paper_on": today.isoformat(), "signed_by": "Trần Phú, Giám đốc"}
    assert office.post(address("answer_leg", dossier, 1), said).status_code == 302

    waiting = planner.get(reverse("desk:legs")).content.decode()
    assert dossier.code in waiting
    assert reverse("desk:legs") in planner.get(reverse("desk:queue")).content.decode()
    part = planner.get(address("leg", dossier, 2)).content.decode()
    assert f"Cây sâu bệnh. (12/CV ngày {today:%d/%m/%Y}, Trần Phú, Giám đốc)" in part
    assert planner.get(address("dossier", dossier)).status_code == 404
    assert planner.get(address("leg", dossier, 1)).status_code == 404
    assert office.post(address("take_leg", dossier, 2)).status_code == 403
    assert planner.post(address("take_leg", dossier, 2)).status_code == 302
    mine = browser_of(province.commune.dung).get(reverse("citizen:dossier", args=[dossier.code]))
    assert "Cơ quan đang giải quyết" in mine.content.decode()
    assert "Sở Xây dựng" in mine.content.decode()
    done = {"outcome": "returned", "words": "Thiếu ảnh hiện trường.", "back_to": "1"}
    assert planner.post(address("answer_leg", dossier, 2), done).status_code == 302
    assert [leg.state for leg in Leg.objects.filter(closed_at=None)] == [State.OPEN]
    assert "phải làm lại" in page(desk, dossier)


def test_an_agency_is_consulted_and_the_question_taken_back(
    province: Province, browser_of: Any
) -> None:
    dossier = province.received("k1", at=clock.now())
    office = browser_of(province.commune.chi)
    until = (local_date(clock.now()) + timedelta(days=10)).isoformat()
    asked = {"whom": CONSTRUCTION, "question": "Có trong quy hoạch không?", "answer_by_on": until}
    assert office.get(address("consult", dossier)).status_code == 200
    assert office.post(address("consult", dossier), {**asked, "question": ""}).status_code == 422
    past = office.post(address("consult", dossier), {**asked, "answer_by_on": "2020-01-01"})
    assert past.status_code == 422
    assert office.post(address("consult", dossier), asked).status_code == 302
    outside = asked | {"whom": "outside:police"}
    assert office.post(address("consult", dossier), outside).status_code == 302

    department = browser_of(province.at(CONSTRUCTION))
    part = department.get(address("leg", dossier, 1)).content.decode()
    assert "Có trong quy hoạch không?" in part
    assert "chỉ thấy những gì phần việc này cần" in part
    with translation.override("en"):
        english = department.get(f"/en{reverse('desk:legs').removeprefix('/en')}")
    assert "Parts between agencies" in english.content.decode()
    assert office.post(address("recall_leg", dossier, 1), {"reason": ""}).status_code == 422
    assert office.post(address("recall_leg", dossier, 1), {"reason": "Đã rõ"}).status_code == 302
    for gone in (department.get(address("leg", dossier, 1)),
                 department.get(address("answer_leg", dossier, 1)),
                 department.post(address("take_leg", dossier, 1))):  # fmt: skip
        assert gone.status_code == 404
    assert "Đã rõ" in page(office, dossier)
    assert browser_of(province.commune.dung).get(reverse("desk:legs")).status_code == 403


def test_the_scan_of_an_outside_paper_comes_in_as_an_upload_and_goes_to_who_builds_on_it(
    province: Province, browser_of: Any
) -> None:
    dossier = province.received("k1", at=clock.now())
    office = browser_of(province.commune.chi)
    office.post(address("open_chain", dossier), {"workflow": "tree_felling"})
    said = {"outcome": "agrees", "words": "Cây sâu bệnh.", "paper": "12/CV",
            "paper_on": local_date(clock.now()).isoformat(), "signed_by": "Trần Phú"}  # fmt: skip

    bad = said | {"scan": SimpleUploadedFile("cv.pdf", b"<html>")}
    good = said | {"scan": SimpleUploadedFile("cv.png", bombs.photo("PNG", (60, 40)))}
    assert office.post(address("answer_leg", dossier, 1), bad).status_code == 415
    assert office.post(address("answer_leg", dossier, 1), good).status_code == 302

    scan = address("download", dossier, "leg", 1)
    for reader in (office, browser_of(province.at(CONSTRUCTION))):
        answer = reader.get(scan)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert browser_of(province.at("H80.02")).get(scan).status_code == 404
    stopping.withdraw(code=dossier.code, actor=province.commune.dung, at=clock.now())
    part = browser_of(province.at(CONSTRUCTION)).get(address("leg", dossier, 2)).content.decode()
    assert "Hồ sơ đã kết thúc" in part
    assert "Cây sâu bệnh." not in part
    over = [browser_of(province.at(CONSTRUCTION)).get(scan), office.get(scan)]
    assert [one.status_code for one in over] == [404, 200]
    assert office.get(address("download", dossier, "leg", 2)).status_code == 404

    theirs = reverse("citizen:agency_paper", args=[dossier.code, 1])
    applicant, stranger = browser_of(province.commune.dung), browser_of(province.commune.em)
    assert theirs in applicant.get(reverse("citizen:dossier", args=[dossier.code])).text
    assert applicant.get(theirs).headers["Content-Type"] == "image/png"
    assert [one.get(theirs).status_code for one in (stranger, office)] == [404, 403]
    assert applicant.get(reverse("citizen:agency_paper", args=[dossier.code, 2])).status_code == 404
