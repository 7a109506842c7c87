"""An outage stops many clocks at once: seen first, applied as one act, named, told, lifted."""

from datetime import date, datetime, timedelta

import pytest

from motcua.capabilities.notifications.models import Notice
from motcua.casework.dossiers import reactions, replay, testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import reception, recounts
from motcua.casework.dossiers.queries import clocks, dues, moves, stories
from motcua.casework.dossiers.testing import COMMITTEE, MONDAY, World
from motcua.reference.calendars import outages
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.outages import OutageRecord
from motcua.reference.calendars.queries import OutageProposal
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM, local_date
from motcua.spine.errors import Forbidden
from motcua.spine.journal.models import Entry

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = date(2026, 11, 3), date(2026, 11, 4)
RECEIVED = MONDAY + timedelta(hours=6, minutes=30)  # After the cut-off: due on Tuesday.
LATER = RECEIVED + timedelta(hours=1)
KEEPER = Actor(id="900", roles=frozenset({"administrator"}))


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def dossier(world: World) -> Dossier:
    found = world.a_dossier()
    reception.receive(code=found.code, actor=world.an, at=RECEIVED)
    assert due_on(found) == TUESDAY
    return found


def due_on(dossier: Dossier) -> date:
    dossier.refresh_from_db()
    assert dossier.due_at is not None
    return local_date(dossier.due_at)


def a_flood(code: str = "lu-2026", *units: str) -> OutageRecord:
    return OutageRecord(
        code=code,
        kind="disaster",
        name_vi="Lũ tháng 11",
        name_en="November flood",
        since=datetime(2026, 11, 3, tzinfo=VIETNAM),
        until=datetime(2026, 11, 4, tzinfo=VIETNAM),
        units=units,
        basis="Luật Phòng thủ dân sự",
        paper="15/TB-UBND ngày 02/11/2026",
    )


def apply(outage: OutageRecord, *, at: datetime = LATER) -> int:
    seen = moves.dry_run_of_outage(outage.proposal, actor=KEEPER).seen
    return recounts.apply_outage(outage=outage, seen=seen, actor=KEEPER, at=at)


def test_the_dry_run_changes_nothing_and_applied_it_is_one_act(dossier: Dossier) -> None:
    found = moves.dry_run_of_outage(a_flood().proposal, actor=KEEPER)
    assert (found.total, found.later, due_on(dossier)) == (1, 1, TUESDAY)

    assert apply(a_flood()) == 1

    assert due_on(dossier) == WEDNESDAY
    entries = list(Entry.objects.order_by("-id")[:3])
    assert {one.kind for one in entries} == {
        "outage.entered", "dossier.due_moved", "due_dates.recounted",
    }  # fmt: skip
    assert len({one.act_id for one in entries}) == 1
    figures = clocks.figures(dossier, at=LATER)
    assert figures is not None
    assert (figures.legal_due_at, local_date(figures.first_promised_at or LATER)) == (
        dossier.due_at,
        TUESDAY,
    )
    assert list(replay.differences([dossier])) == []


def test_the_account_names_it_and_the_citizen_is_told(world: World, dossier: Dossier) -> None:
    apply(a_flood())

    explained = dues.explain(code=dossier.code, actor=world.dung, at=LATER)
    assert explained is not None
    told = {day.on: (day.is_counted, day.reason_vi, day.paper) for day in explained.days}
    assert told[TUESDAY] == (False, "Sự cố: Lũ tháng 11", "15/TB-UBND ngày 02/11/2026")
    story = stories.timeline(code=dossier.code, actor=world.dung, language="vi")
    assert story[-1].words.startswith("Hệ thống gián đoạn, ngày hẹn chuyển sang")
    reactions.applicant_is_told_of_moved_date(Entry.objects.get(kind="dossier.due_moved"))
    assert Notice.objects.filter(template="due_date_outage").exists()


def test_it_is_lifted_by_another_paper(dossier: Dossier) -> None:
    apply(a_flood())
    row = calendars.outage("lu-2026")
    back = OutageProposal(calendars.as_rule(row), tuple(row.units), is_lifted=True)
    seen = moves.dry_run_of_outage(back, actor=KEEPER)
    assert (seen.total, seen.earlier) == (1, 1)

    def lifting(seen: str) -> int:
        paper = "16/TB ngày 03/11/2026"
        return recounts.lift_outage(code="lu-2026", paper=paper, seen=seen, actor=KEEPER, at=LATER)

    with pytest.raises(recounts.SeenOtherwise):
        lifting("x")
    assert lifting(seen.seen) == 1
    assert due_on(dossier) == TUESDAY
    with pytest.raises(outages.LiftedAlready):
        lifting(seen.seen)


def test_only_the_units_it_names_stand_still(world: World, dossier: Dossier) -> None:
    elsewhere = moves.dry_run_of_outage(a_flood("x", "H80.40").proposal, actor=KEEPER)
    here = moves.dry_run_of_outage(a_flood("y", COMMITTEE).proposal, actor=KEEPER)

    assert (elsewhere.total, here.total) == (0, 1)
    apply(a_flood("y", COMMITTEE))
    assert calendars.working_calendar("H80.40").outages == ()
    second = world.a_dossier("k2", at=LATER)
    reception.receive(code=second.code, actor=world.an, at=LATER)
    assert due_on(second) == WEDNESDAY  # What is received later is counted with it at once.


def test_what_is_not_whole_and_who_may_not_is_refused(world: World, dossier: Dossier) -> None:
    with pytest.raises(Forbidden):
        moves.dry_run_of_outage(a_flood().proposal, actor=world.an)
    apply(a_flood())
    for code, error in (("lu-2026", outages.OutageExists), (" ", outages.OutageUnfit)):
        with pytest.raises(error):
            recounts.apply_outage(outage=a_flood(code), seen="", actor=KEEPER, at=LATER)
