"""A decree arrives late: seen first, applied as one act, told to the citizen, and reversed."""

from datetime import date, datetime, timedelta

import pytest

from motcua.casework.dossiers import replay, testing
from motcua.casework.dossiers.models import ClockMark, Dossier
from motcua.casework.dossiers.operations import reception, recounts
from motcua.casework.dossiers.queries import clocks, moves
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.definition import DayRecord
from motcua.reference.calendars.queries import Proposal
from motcua.reference.calendars.rules import DayKind
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Forbidden
from motcua.spine.journal.models import Delivery, Entry

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = date(2026, 11, 3), date(2026, 11, 4)
# After the cut-off, so it is due a day later.
RECEIVED = MONDAY + timedelta(hours=6, minutes=30)
LATER = RECEIVED + timedelta(hours=1)
KEEPER = Actor(id="900", roles=frozenset({"administrator"}))
OFF = [DayRecord(on=TUESDAY, kind=DayKind.HOLIDAY, name_vi="Nghỉ thêm")]


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def dossier(world: World) -> Dossier:
    """Return one that is received late on Monday and due on Tuesday."""
    found = world.a_dossier()
    reception.receive(code=found.code, actor=world.an, at=RECEIVED)
    found.refresh_from_db()
    assert due_on(found) == TUESDAY
    return found


def due_on(dossier: Dossier) -> date:
    dossier.refresh_from_db()
    assert dossier.due_at is not None
    return local_date(dossier.due_at)


def proposal(days: list[DayRecord], *, replaces: str = "") -> Proposal:
    new = calendars.announcement_of("late", days, replaces=replaces)
    return Proposal(announcement=new, issued_on=date(2026, 11, 1), replaces=replaces)


def apply(
    days: list[DayRecord],
    *,
    code: str = "late",
    replaces: str = "",
    seen: str,
    at: datetime = LATER,
) -> int:
    return recounts.apply_decree(
        code=code,
        number=code,
        title_vi="Nghỉ thêm",
        title_en="",
        issued_on=date(2026, 11, 1),
        is_estimated=False,
        days=days,
        replaces=replaces,
        seen=seen,
        actor=KEEPER,
        at=at,
    )


def seen(days: list[DayRecord], *, replaces: str = "") -> moves.DryRun:
    return moves.dry_run(proposal(days, replaces=replaces), actor=KEEPER)


def test_the_dry_run_says_which_move_and_why_and_changes_nothing(dossier: Dossier) -> None:
    found = seen(OFF)

    [(move, days)] = found.rows
    assert (found.total, found.later, move.code) == (1, 1, dossier.code)
    assert (local_date(move.due_at), [day.on for day in days]) == (WEDNESDAY, [TUESDAY])
    assert due_on(dossier) == TUESDAY
    assert calendars.working_calendar().is_working(TUESDAY)


def test_applied_it_is_one_act_and_the_first_promise_stays(dossier: Dossier) -> None:
    assert apply(OFF, seen=seen(OFF).seen) == 1

    entries = list(Entry.objects.order_by("-id")[:3])
    assert due_on(dossier) == WEDNESDAY
    assert {entry.kind for entry in entries} == {
        "decree.entered", "dossier.due_moved", "due_dates.recounted",
    }  # fmt: skip
    assert len({entry.act_id for entry in entries}) == 1
    figures = clocks.figures(dossier, at=LATER)
    assert figures is not None
    assert figures.first_promised_at is not None
    assert local_date(figures.first_promised_at) == TUESDAY
    assert figures.legal_due_at == dossier.due_at
    assert list(replay.differences([dossier])) == []


def test_the_citizen_is_owed_word_of_it(dossier: Dossier) -> None:
    apply(OFF, seen=seen(OFF).seen)

    owed = Delivery.objects.filter(entry__kind="dossier.due_moved")
    told = {one.reaction.rsplit(".", 1)[-1] for one in owed}
    assert told == {"applicant_is_told_of_moved_date", "steps_move_with_the_days"}


def test_another_decree_takes_it_back(dossier: Dossier) -> None:
    apply(OFF, seen=seen(OFF).seen)
    back = seen([], replaces="late")
    assert (back.total, back.earlier) == (1, 1)

    assert apply([], code="back", replaces="late", seen=back.seen, at=LATER) == 1
    assert due_on(dossier) == TUESDAY
    assert moves.dry_run(proposal([], replaces="back"), actor=KEEPER).total == 0


def test_what_was_not_seen_is_not_applied(world: World, dossier: Dossier) -> None:
    before = seen(OFF)
    other = world.a_dossier("k2", at=RECEIVED)
    reception.receive(code=other.code, actor=world.an, at=RECEIVED)

    with pytest.raises(recounts.SeenOtherwise):
        apply(OFF, seen=before.seen)

    assert due_on(dossier) == TUESDAY
    assert calendars.working_calendar().is_working(TUESDAY)


def test_a_day_off_that_moves_nobody_is_only_entered(dossier: Dossier) -> None:
    christmas = [DayRecord(on=date(2026, 12, 25), kind=DayKind.HOLIDAY, name_vi="Nghỉ")]

    assert apply(christmas, seen=seen(christmas).seen) == 0


def test_who_waits_for_papers_is_not_moved(world: World, dossier: Dossier) -> None:
    reception.ask_supplement(
        code=dossier.code, components=["birth_notice"], reason="mờ", actor=world.chi, at=LATER
    )

    assert seen(OFF).total == 0
    stop = ClockMark.objects.get(dossier=dossier, kind=ClockMark.STOP)
    assert stop.paper.startswith("02:")


def test_only_who_keeps_calendars_may(world: World, dossier: Dossier) -> None:
    with pytest.raises(Forbidden):
        moves.dry_run(proposal(OFF), actor=world.an)
    with pytest.raises(Forbidden):
        recounts.recount(actor=world.an, at=LATER)
