"""Late: a letter before the date, one new date, then up and up. Each moment at its boundary."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from motcua.casework.dossiers import jobs, replay, testing
from motcua.casework.dossiers.life_models import Apology, Escalation
from motcua.casework.dossiers.models import Dossier, Slip
from motcua.casework.dossiers.operations import lateness, reception
from motcua.casework.dossiers.queries import queues
from motcua.casework.dossiers.rules import lateness as rules
from motcua.casework.dossiers.rules import life_limits
from motcua.casework.dossiers.testing import COMMITTEE, MONDAY, OFFICE, World
from motcua.reference.calendars import queries as calendars
from motcua.reference.organisations.models import Organisation
from motcua.spine import law
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongRole, WrongState

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
FRIDAY_17 = datetime(2026, 11, 13, 17, tzinfo=VIETNAM)
WEDNESDAY_OPENS = datetime(2026, 11, 11, 7, 30, tzinfo=VIETNAM)
NEW_DATE = date(2026, 11, 20)  # Five working days after Friday the 13th.


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def received(world: World, due_at: datetime = FRIDAY_17) -> Dossier:
    """A dossier that is due on a Friday: the birth of the story would be due the next day."""
    dossier = world.a_dossier()
    reception.receive(code=dossier.code, actor=world.an, at=MONDAY)
    Dossier.objects.filter(pk=dossier.pk).update(due_at=due_at)
    dossier.refresh_from_db()
    return dossier


def apologised(world: World, dossier: Dossier, **changed: Any) -> Apology:
    said: dict[str, Any] = {
        "code": dossier.code,
        "reason": "Chờ xác minh",
        "new_due_on": NEW_DATE,
        "actor": world.hien,
        "at": WEDNESDAY_OPENS,
    } | changed
    return lateness.apologise(**said)


def kinds(dossier: Dossier) -> list[str]:
    return [entry.kind for entry in journal.story_of(dossier.subject)]


@pytest.mark.parametrize(
    ("story", "begun_at", "due_at", "drafted"),
    [
        ("two working days before", MONDAY, FRIDAY_17, WEDNESDAY_OPENS),
        (
            "over a weekend",
            MONDAY,
            datetime(2026, 11, 16, 17, tzinfo=VIETNAM),
            datetime(2026, 11, 12, 7, 30, tzinfo=VIETNAM),
        ),
        (
            "a limit of one day ends first",
            MONDAY,
            datetime(2026, 11, 3, 17, tzinfo=VIETNAM),
            datetime(2026, 11, 3, 17, tzinfo=VIETNAM),
        ),
    ],
)
@pytest.mark.django_db
def test_a_letter_is_drafted(
    story: str, begun_at: datetime, due_at: datetime, drafted: datetime
) -> None:
    calendar = calendars.working_calendar()

    assert rules.drafted_from(due_at=due_at, begun_at=begun_at, calendar=calendar) == drafted


def test_every_figure_says_where_it_stands_and_how_sure_it_is() -> None:
    for one in life_limits.every():
        assert one.confidence in law.CONFIDENCES, one.code
        assert one.basis
        assert one.what_vi
        assert one.value > 0


class TestTheDraft:
    def test_is_written_when_the_office_opens_two_days_before_and_once(self, world: World) -> None:
        dossier = received(world)

        assert jobs.draft_apologies(at=WEDNESDAY_OPENS - SECOND) == 0
        with pytest.raises(lateness.NotDueYet):
            lateness.draft_apology(code=dossier.code, at=WEDNESDAY_OPENS - SECOND)
        assert jobs.draft_apologies(at=WEDNESDAY_OPENS) == 1
        assert jobs.draft_apologies(at=WEDNESDAY_OPENS + SECOND) == 0

        letter = Apology.objects.get()
        assert (letter.was_due_at, letter.new_due_on) == (FRIDAY_17, NEW_DATE)
        assert "Văn phòng" in letter.reason
        waiting = queues.page(actor=world.hien, tab="apology", at=WEDNESDAY_OPENS)
        assert [line.code for line in waiting.lines] == [dossier.code]
        dossier.refresh_from_db()
        assert dossier.due_at == FRIDAY_17

    def test_follows_a_date_that_moved(self, world: World) -> None:
        dossier = received(world)
        jobs.draft_apologies(at=WEDNESDAY_OPENS)
        later = FRIDAY_17 + timedelta(days=7)
        Dossier.objects.update(due_at=later)

        assert queues.counts(actor=world.hien, at=WEDNESDAY_OPENS)["apology"] == 0
        jobs.draft_apologies(at=later - timedelta(days=1))

        assert Apology.objects.get(dossier=dossier).was_due_at == later


class TestTheLetter:
    def test_is_the_heads_and_moves_the_appointment_but_not_the_promise(self, world: World) -> None:
        dossier = received(world)
        jobs.draft_apologies(at=WEDNESDAY_OPENS)
        promised_at = dossier.promised_at

        apologised(world, dossier)

        dossier.refresh_from_db()
        assert dossier.due_at == datetime(2026, 11, 20, 17, tzinfo=VIETNAM)
        assert dossier.promised_at == promised_at
        assert dossier.clock_marks.order_by("-id")[0].kind == "appoint"
        slip = Slip.objects.get(form="04")
        said = json.loads(slip.said)
        assert (said["number"], said["reason"]) == ("1/PXL", "Chờ xác minh")
        assert slip.signers == [f"person:{world.hien.id}"]
        assert kinds(dossier)[-2:] == ["dossier.apology_drafted", "dossier.reappointed"]
        told = replay.replay(journal.story_of(dossier.subject))
        assert told["due_at"] == dossier.due_at

    def test_is_refused_to_others(self, world: World) -> None:
        dossier = received(world)

        with pytest.raises(WrongRole):
            apologised(world, dossier, actor=world.chi)
        elsewhere = Actor(id="1", roles=frozenset({"head"}), organisation="H80.40")
        with pytest.raises(NotFound):
            apologised(world, dossier, actor=elsewhere)
        # Somebody who may see it, but whose unit does not have it now.
        at_the_centre = Actor(
            id=world.hien.id, roles=frozenset({"head"}), organisation=testing.CENTRE
        )
        with pytest.raises(NotFound):
            apologised(world, dossier, actor=at_the_centre)

    @pytest.mark.parametrize("day", [date(2026, 11, 13), date(2026, 11, 21), date(2026, 11, 10)])
    def test_needs_a_working_day_after_the_old_date(self, world: World, day: date) -> None:
        with pytest.raises(lateness.NewDateWrong):
            apologised(world, received(world), new_due_on=day)

    def test_needs_a_reason_and_is_given_once(self, world: World) -> None:
        dossier = received(world)
        with pytest.raises(lateness.ReasonMissing):
            apologised(world, dossier, reason=" ")

        apologised(world, dossier)
        with pytest.raises(lateness.AlreadyReappointed):
            apologised(world, dossier, new_due_on=date(2026, 11, 27))
        with pytest.raises(lateness.AlreadyReappointed):
            lateness.draft_apology(code=dossier.code, at=FRIDAY_17 + timedelta(days=6))
        assert jobs.draft_apologies(at=FRIDAY_17 + timedelta(days=6)) == 0

    def test_is_not_for_what_is_not_being_settled(self, world: World) -> None:
        dossier = world.a_dossier()
        with pytest.raises(WrongState):
            apologised(world, dossier)


class TestGoingUp:
    @pytest.fixture(autouse=True)
    def _a_province_above(self, world: World) -> None:
        kind = Organisation.objects.get(code=COMMITTEE).kind
        province = Organisation.objects.create(
            code="H80", kind=kind, name_vi="UBND tỉnh", sort_key="H80", valid_from=date(2025, 7, 1)
        )
        Organisation.objects.filter(code=COMMITTEE).update(parent=province)

    def test_without_a_letter_it_waits_a_working_day_and_then_goes_to_the_level_above(
        self, world: World
    ) -> None:
        dossier = received(world)
        monday_17 = datetime(2026, 11, 16, 17, tzinfo=VIETNAM)

        assert jobs.escalate_late(at=monday_17) == 0
        with pytest.raises(lateness.NotDueYet):
            lateness.escalate(code=dossier.code, at=monday_17)
        assert jobs.escalate_late(at=monday_17 + SECOND) == 1
        assert jobs.escalate_late(at=monday_17 + 2 * SECOND) == 0

        raised = Escalation.objects.get()
        assert dossier.unit.code == OFFICE
        assert (raised.level, raised.organisation.code, raised.cause) == (
            1, COMMITTEE, "unapologised",
        )  # fmt: skip
        assert kinds(dossier)[-1] == "dossier.escalated"
        leader = Actor(id=world.hien.id, roles=frozenset({"leader"}), organisation=COMMITTEE)
        seen = queues.page(actor=leader, tab="escalated", at=monday_17)
        assert [line.code for line in seen.lines] == [dossier.code]

    def test_after_the_second_date_it_goes_up_at_once_and_on_until_the_top(
        self, world: World
    ) -> None:
        dossier = received(world)
        apologised(world, dossier)
        new_due = datetime(2026, 11, 20, 17, tzinfo=VIETNAM)

        assert jobs.escalate_late(at=new_due) == 0
        assert jobs.escalate_late(at=new_due + SECOND) == 1
        again = datetime(2026, 11, 27, 17, tzinfo=VIETNAM)  # Five working days later.
        assert jobs.escalate_late(at=again) == 0
        assert jobs.escalate_late(at=again + SECOND) == 1
        assert jobs.escalate_late(at=again + timedelta(days=60)) == 0
        with pytest.raises(lateness.TopReached):
            lateness.escalate(code=dossier.code, at=again + timedelta(days=60))

        levels = Escalation.objects.order_by("level").values_list("organisation__code", "cause")
        assert list(levels) == [(COMMITTEE, "late_again"), ("H80", "still_late")]

    def test_what_is_in_time_or_waits_for_its_applicant_does_not(self, world: World) -> None:
        dossier = received(world)
        reception.ask_supplement(
            code=dossier.code, components=["identity"], reason="x", actor=world.chi, at=MONDAY
        )

        assert jobs.escalate_late(at=FRIDAY_17 + timedelta(days=60)) == 0
        with pytest.raises(WrongState):
            lateness.escalate(code=dossier.code, at=FRIDAY_17 + timedelta(days=60))
