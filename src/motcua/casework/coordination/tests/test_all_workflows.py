"""All 23 step lists, each from receipt to result; what is counted by hand stands in the table."""

from datetime import datetime, timedelta

import pytest

from motcua.casework.coordination import jobs, replay, testing
from motcua.casework.coordination.models import Chain, Leg
from motcua.casework.coordination.operations import chains, legs
from motcua.casework.coordination.queries import panels
from motcua.casework.coordination.states import State
from motcua.casework.coordination.testing import Province
from motcua.casework.dossiers import replay as dossier_replay
from motcua.casework.dossiers import states
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import reception, settlement
from motcua.casework.dossiers.testing import MONDAY
from motcua.reference.workflows import queries as workflows
from motcua.spine.dates import VIETNAM

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def day(number: int, month: int = 11, hour: int = 17, minute: int = 0) -> datetime:
    year = 2027 if month == 1 else 2026
    return datetime(year, month, number, hour, minute, tzinfo=VIETNAM)


# Received on Monday 2 November 2026 at 9; each agency answers an hour before its time is over, or
# two hours after it got the dossier where nobody knows its time. None: that leg has no clock.
BY_HAND: dict[str, dict[int, datetime | None]] = {
    "land_use_change_district": {
        1: day(3),
        2: day(6, hour=11, minute=30),  # Five half days: We am, pm, Th am, pm, Fr am.
        3: day(13),
        4: day(16),
        5: day(19),
        6: day(23, hour=11, minute=30),  # Three: Fr am, pm, Mo am.
        7: day(24),
    },
    "birth_3in1_2015": {1: None, 2: day(3), 3: None, 4: day(18), 5: day(13), 6: None},
    "birth_4in1_2026": {3: day(3, hour=9), 4: day(5), 5: day(5), 6: day(12)},
    "toxic_chemical_recognition": {1: day(9), 2: day(18), 3: day(30), 4: day(29, month=1), 5: None},
    "construction_permit_grade12_2026": {1: None, 2: day(11), 3: day(23), 4: None},
    # From 11.00 half an hour; the fifth step begins at 15.30.
    "birth_hcmc_q4": {
        1: None,
        2: day(2, hour=11, minute=30),
        3: None,
        4: None,
        5: day(2, hour=16, minute=30),
        6: None,
    },
    "parcel_split_town": {1: day(3), 2: day(17), 4: day(24), 5: day(25), 6: day(26)},
}


def test_all_of_them_run_from_receipt_to_result(installation: None) -> None:
    province = testing.province()
    codes = [row.code for row in workflows.latest()]
    assert len(codes) == 23
    dossiers = {code: begun(province, code) for code in codes}

    # One clock for all: whichever agency answers first, in all the chains, is next.
    while waiting := Leg.objects.filter(closed_at=None).select_related("organisation", "chain"):
        leg = min(waiting, key=answers_at)
        answer(province, leg, at=answers_at(leg))

    for code, dossier in dossiers.items():
        steps = workflows.said_by(workflows.latest_of(code)).steps
        opened = Leg.objects.filter(chain__dossier=dossier)
        assert sorted(one.step or 0 for one in opened) == [s.order for s in steps if s.is_ours]
        if code in BY_HAND:
            assert {one.step: one.due_at for one in opened} == BY_HAND[code], code
    assert set(Dossier.objects.values_list("state", flat=True)) == {states.State.RETURNED}
    assert not Chain.objects.filter(completed_at=None).exists()
    assert list(replay.differences(Leg.objects.select_related("organisation"))) == []
    assert list(dossier_replay.differences(Dossier.objects.all())) == []
    assert Leg.objects.get(state=State.CONSENTED).closed_at == day(23, minute=1)


def begun(province: Province, workflow: str) -> Dossier:
    dossier = province.received(workflow)
    chains.open_chain(code=dossier.code, workflow=workflow, actor=province.commune.an, at=MONDAY)
    return dossier


def answer(province: Province, leg: Leg, *, at: datetime) -> None:
    code, actor = leg.chain.dossier.code, province.who_does(leg)
    if leg.silence_consents:
        assert leg.due_at is not None
        assert jobs.consent_by_silence(at=leg.due_at) == 0
        assert jobs.consent_by_silence(at=at) == 1
    else:
        said = testing.answer(leg)
        legs.take(code=code, number=leg.number, actor=actor, at=at)
        legs.answer(code=code, number=leg.number, answer=said, actor=actor, at=at)
    if Chain.objects.filter(pk=leg.chain_id, completed_at=at).exists():
        assert panels.who_has_it(code=code, actor=province.commune.dung) == []
        give_back(province, code, at)


def answers_at(leg: Leg) -> datetime:
    if leg.due_at is None:
        return leg.started_at + 2 * HOUR
    if leg.silence_consents:
        return leg.due_at + timedelta(minutes=1)
    return max(leg.due_at - HOUR, min(leg.due_at, leg.started_at + HOUR))


def give_back(province: Province, code: str, at: datetime) -> None:
    commune = province.commune
    settlement.pass_step(code=code, actor=commune.chi, at=at)
    settlement.pass_step(code=code, actor=commune.hien, at=at)
    settlement.settle(code=code, actor=commune.lan, at=at)
    reception.return_result(code=code, way="desk", actor=commune.an, at=at)
