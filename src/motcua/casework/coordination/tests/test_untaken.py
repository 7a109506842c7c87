"""A part nobody says to have received: technicians are told after two working hours, once."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from motcua.casework.coordination import jobs, replay, testing
from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.operations import alerts, consultations, legs
from motcua.casework.coordination.queries import untaken
from motcua.casework.coordination.testing import CONSTRUCTION, Province
from motcua.casework.dossiers.testing import MONDAY
from motcua.spine.dates import VIETNAM
from motcua.spine.journal.models import Entry

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
# Asked on Monday at 10.00: an hour and a half until 11.30, and from 13.00 until 13.30.
ASKED = MONDAY + timedelta(hours=1)
OVER = datetime(2026, 11, 2, 13, 30, tzinfo=VIETNAM)


@pytest.fixture
def province(installation: None) -> Province:
    return testing.province()


@pytest.fixture
def leg(province: Province) -> Leg:
    dossier = province.received("k1")
    asked: dict[str, Any] = {"code": dossier.code, "actor": province.commune.chi, "at": ASKED}
    question: dict[str, Any] = {
        "question": "Có trong quy hoạch không?",
        "answer_by": ASKED + timedelta(days=3),
    }
    consultations.consult(**asked, **question, outside="police")
    return consultations.consult(**asked, **question, unit=CONSTRUCTION)


def test_two_working_hours_of_the_agency_pass_first(leg: Leg) -> None:
    assert jobs.alert_untaken(at=OVER - MINUTE) == Counter()
    assert jobs.alert_untaken(at=OVER) == Counter({CONSTRUCTION: 1})
    assert jobs.alert_untaken(at=OVER + timedelta(days=1)) == Counter()

    told = Entry.objects.latest("id")
    assert (told.kind, told.subject) == ("leg.alerted", f"leg:{leg.chain.dossier.code}/2")
    assert told.facts["basis"] == "NĐ 63/2024/NĐ-CP, Điều 7 khoản 4"
    assert untaken.overdue_by_agency(at=OVER) == Counter({CONSTRUCTION: 1})
    assert list(replay.differences(Leg.objects.all())) == []


def test_what_was_taken_or_is_outside_is_nobodys_alarm(province: Province, leg: Leg) -> None:
    code = leg.chain.dossier.code
    for number, at in ((1, OVER), (2, OVER - MINUTE)):
        with pytest.raises(alerts.NotUntaken):
            alerts.alert_untaken(code=code, number=number, at=at)
    legs.take(code=code, number=2, actor=province.at(CONSTRUCTION), at=OVER)

    assert jobs.alert_untaken(at=OVER) == Counter()
    with pytest.raises(alerts.NotUntaken):
        alerts.alert_untaken(code=code, number=2, at=OVER)
