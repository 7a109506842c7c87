"""What an agency that is asked sees of a dossier: its part, and for how long."""

from datetime import timedelta
from typing import Any

import pytest

from motcua.capabilities.documents.models import Document
from motcua.casework.coordination import testing
from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.operations import consultations, legs
from motcua.casework.coordination.operations.legs import Answer
from motcua.casework.coordination.queries import panels, parts, pieces
from motcua.casework.coordination.testing import CONSTRUCTION, PLANNING, Province
from motcua.casework.dossiers import replay as dossier_replay
from motcua.casework.dossiers.models import Dossier, Paper
from motcua.casework.dossiers.operations import stopping
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.testing import MONDAY
from motcua.spine.errors import NotFound

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def province(installation: None) -> Province:
    return testing.province()


def asking(province: Province, dossier: Dossier, unit: str = CONSTRUCTION, **shown: Any) -> Leg:
    return consultations.consult(
        code=dossier.code, question="Nhà có trong quy hoạch không?", answer_by=MONDAY + 3 * DAY,
        unit=unit, **shown, actor=province.commune.chi, at=MONDAY + HOUR,
    )  # fmt: skip


def with_a_paper(dossier: Dossier) -> Paper:
    [paper] = Paper.objects.filter(dossier=dossier)
    paper.document = Document.objects.create(
        sha256="0" * 64, media_type="image/png", size_bytes=1, pages=1, added_by="9",
        added_at=MONDAY,
    )  # fmt: skip
    paper.save()
    return paper


def test_the_agency_sees_what_it_was_shown_and_no_more(province: Province) -> None:
    dossier = province.received("k1")
    paper = with_a_paper(dossier)
    asking(province, dossier, shows=["phone"])
    asking(province, dossier, papers=["birth_paper"])
    asked: Any = {"code": dossier.code, "actor": province.at(CONSTRUCTION)}
    first, second = (pieces.of(**asked, number=n, at=MONDAY) for n in (1, 2))

    assert [one.value for one in first.fields] == ["0909123456"]
    assert (first.answers, list(first.papers), first.sees_whole) == (None, [], False)
    assert [one.value for one in second.fields] == ["Lê Văn Dũng"]
    assert [one.number for one in second.papers] == [paper.pk]
    assert pieces.paper_of(**asked, number=2, paper_id=paper.pk) == paper.document
    for number in (1, 3):
        with pytest.raises(NotFound):
            pieces.paper_of(**asked, number=number, paper_id=paper.pk)
    with pytest.raises(NotFound):
        access.get(**asked)
    with pytest.raises(NotFound):
        pieces.of(code=dossier.code, number=1, actor=province.at("H80.02"), at=MONDAY)


def test_what_is_recalled_is_not_there_for_who_was_asked(province: Province) -> None:
    dossier = province.received("k1")
    paper = with_a_paper(dossier)
    leg = asking(province, dossier, shows=[*pieces.FIELDS], papers=[pieces.ALL])
    asked: Any = {"code": dossier.code, "number": 1, "actor": province.at(CONSTRUCTION)}
    legs.take(**asked, at=MONDAY + HOUR)
    assert pieces.paper_of(**asked, paper_id=paper.pk) == paper.document
    legs.recall(
        code=dossier.code, number=1, reason="Gửi nhầm cơ quan", actor=province.commune.chi,
        at=MONDAY + DAY,
    )  # fmt: skip

    for trying in (
        lambda: pieces.of(**asked, at=MONDAY + DAY),
        lambda: panels.line_of(**asked, at=MONDAY + DAY),
        lambda: pieces.paper_of(**asked, paper_id=paper.pk),
        lambda: legs.answer(**asked, answer=Answer(words="Xong."), at=MONDAY + DAY),
    ):
        with pytest.raises(NotFound):
            trying()
    assert leg not in parts.visible_to(testing.officer(PLANNING))
    line = panels.line_of(**asked | {"actor": province.commune.chi}, at=MONDAY + DAY)
    assert (line.state, line.answer) == ("recalled", "Gửi nhầm cơ quan")


def test_when_the_dossier_is_over_only_what_was_asked_and_answered_stays(
    province: Province,
) -> None:
    dossier = province.received("k1")
    paper = with_a_paper(dossier)
    shows = [*pieces.FIELDS, pieces.ANSWERS]
    asking(province, dossier, shows=shows, papers=[pieces.ALL])
    asked: Any = {"code": dossier.code, "number": 1, "actor": province.at(CONSTRUCTION)}
    legs.answer(**asked, answer=Answer(words="Không vướng."), at=MONDAY + DAY)
    Leg.objects.update(document=paper.document)  # Its own answer, as it was scanned.
    during = pieces.of(**asked, at=MONDAY + DAY)
    assert (len(during.fields), len(during.papers), during.is_over) == (2, 1, False)
    assert during.answers
    stopping.withdraw(code=dossier.code, actor=province.commune.dung, at=MONDAY + 2 * DAY)

    after = pieces.of(**asked, at=MONDAY + 2 * DAY)
    assert (after.fields, after.answers, after.papers, after.before) == ((), None, (), ())
    assert (after.line.answer, after.is_over) == ("Không vướng.", True)
    assert after.line.question == "Nhà có trong quy hoạch không?"
    with pytest.raises(NotFound):
        pieces.paper_of(**asked, paper_id=paper.pk)
    assert pieces.scan_of(**asked) == paper.document
    leads = pieces.of(**asked | {"actor": province.commune.chi}, at=MONDAY + 2 * DAY)
    assert (len(leads.fields), leads.is_over) == (2, False)


def test_a_division_of_ones_own_agency_asked_by_mistake_sees_the_dossier_no_longer(
    province: Province,
) -> None:
    dossier = province.received("k1")
    wrong, right, office = "H80.88.04", "H80.88.03", dossier.unit.code
    for unit in (wrong, wrong, right, office):
        asking(province, dossier, unit)

    def recalling(number: int) -> set[str]:
        legs.recall(
            code=dossier.code, number=number, reason="Gửi nhầm phòng",
            actor=province.commune.chi, at=MONDAY + DAY,
        )  # fmt: skip
        units = (wrong, right, office)
        return {one for one in units if access.visible_to(province.at(one)).exists()}

    assert recalling(1) == {wrong, right, office}  # It was asked twice.
    assert recalling(2) == {right, office}
    assert recalling(4) == {right, office}  # Its step is there: no recall takes that away.
    assert list(dossier_replay.differences(Dossier.objects.all())) == []
    assert not parts.visible_to(province.at(wrong)).exists()
