"""Settling a dossier while other agencies have parts in it."""

from datetime import datetime, timedelta

import pytest

from motcua.casework.coordination import jobs, replay, testing
from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.operations import chains, consultations, legs
from motcua.casework.coordination.testing import CONSTRUCTION, Province
from motcua.casework.dossiers import replay as dossier_replay
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import settlement
from motcua.casework.dossiers.testing import MONDAY
from motcua.spine.actors import Actor
from motcua.spine.journal import queries as journal

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def province(installation: None) -> Province:
    return testing.province()


class TestSettling:
    """What other agencies owe holds the result back, unless the law lets the lead go on."""

    def settling(self, province: Province, dossier: Dossier, *, at: datetime) -> None:
        commune = province.commune
        settlement.pass_step(code=dossier.code, actor=commune.hien, at=at)
        settlement.settle(code=dossier.code, actor=commune.lan, at=at)

    def answering(self, province: Province, dossier: Dossier, *, at: datetime) -> None:
        leg = Leg.objects.get(chain__dossier=dossier, closed_at=None)
        said, who = testing.answer(leg), province.who_does(leg)
        legs.answer(code=dossier.code, number=leg.number, answer=said, actor=who, at=at)

    def test_waits_for_every_part_of_others_open_or_to_come(self, province: Province) -> None:
        dossier = province.received("k1")
        chains.open_chain(
            code=dossier.code, workflow="tree_felling", actor=province.commune.an, at=MONDAY
        )  # A company, then the department.
        dossier.refresh_from_db()
        assert dossier.parts_owed == 2
        settlement.pass_step(code=dossier.code, actor=province.commune.chi, at=MONDAY)

        with pytest.raises(settlement.PartsOwed, match="2 phần việc"):
            self.settling(province, dossier, at=MONDAY + HOUR)
        self.answering(province, dossier, at=MONDAY + DAY)
        with pytest.raises(legs.LegIsNeeded):
            legs.go_on_without(
                code=dossier.code, number=2, reason="x", actor=province.commune.an,
                at=MONDAY + 90 * DAY,
            )  # fmt: skip
        self.answering(province, dossier, at=MONDAY + 2 * DAY)
        dossier.refresh_from_db()
        assert dossier.parts_owed == 0
        assert list(dossier_replay.differences(Dossier.objects.all())) == []

    def test_goes_on_without_an_overdue_opinion_with_a_reason(self, province: Province) -> None:
        dossier = province.received("k1")
        consultations.consult(
            code=dossier.code, question="Nhà có trong quy hoạch không?", unit=CONSTRUCTION,
            answer_by=MONDAY + 3 * DAY, actor=province.commune.chi, at=MONDAY + HOUR,
        )  # fmt: skip

        def going_on(reason: str, *, actor: Actor, at: datetime) -> None:
            legs.go_on_without(code=dossier.code, number=1, reason=reason, actor=actor, at=at)

        late = MONDAY + 4 * DAY
        settlement.pass_step(code=dossier.code, actor=province.commune.chi, at=late)
        with pytest.raises(settlement.PartsOwed):
            self.settling(province, dossier, at=late)
        with pytest.raises(legs.NotOverdueYet):
            going_on("Đã rõ", actor=province.commune.chi, at=MONDAY + DAY)
        with pytest.raises(legs.ReasonMissing):
            going_on(" ", actor=province.commune.chi, at=late)
        with pytest.raises(chains.NotLeading):
            going_on("Đã rõ", actor=province.at(CONSTRUCTION), at=late)
        going_on("Bản đồ quy hoạch đã công khai.", actor=province.commune.chi, at=late)

        entry = journal.story_of(f"leg:{dossier.code}/1").last()
        assert entry is not None
        assert (entry.kind, entry.facts["basis"][:13]) == ("leg.missed", "NĐ 61/2018/NĐ")
        self.settling(province, dossier, at=late)
        assert list(replay.differences(Leg.objects.all())) == []
        assert list(dossier_replay.differences(Dossier.objects.all())) == []

    def test_a_chain_from_before_parts_were_counted_is_mended(self, province: Province) -> None:
        dossier = province.received("k1")
        chains.open_chain(
            code=dossier.code, workflow="tree_felling", actor=province.commune.an, at=MONDAY
        )
        Dossier.objects.update(parts_owed=0)

        assert (jobs.count_owed(at=MONDAY), jobs.count_owed(at=MONDAY)) == (1, 0)

        dossier.refresh_from_db()
        assert dossier.parts_owed == 2
        assert list(dossier_replay.differences(Dossier.objects.all())) == []
