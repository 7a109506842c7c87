"""Two and eight working hours, a working day, a result nobody collects: at their boundaries."""

from datetime import datetime, timedelta

import pytest

from motcua.capabilities.notifications.models import Notice
from motcua.casework.dossiers import jobs, reactions, testing
from motcua.casework.dossiers.life_models import Reminder
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import intake, lateness, reception, reminding, settlement
from motcua.casework.dossiers.queries import neglected, queues
from motcua.casework.dossiers.rules import reminders
from motcua.casework.dossiers.testing import World
from motcua.spine.dates import VIETNAM
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Entry
from motcua.spine.lifecycle import WrongState

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
# Friday, an hour before the office closes at five.
FRIDAY_16 = datetime(2026, 11, 6, 16, tzinfo=VIETNAM)
MONDAY_0830 = datetime(2026, 11, 9, 8, 30, tzinfo=VIETNAM)
MONDAY_16 = datetime(2026, 11, 9, 16, tzinfo=VIETNAM)
MONDAY_17 = datetime(2026, 11, 9, 17, tzinfo=VIETNAM)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def last(dossier: Dossier) -> Entry:
    return list(journal.story_of(dossier.subject))[-1]


def settled(world: World, *, at: datetime) -> Dossier:
    dossier = intake.submit(world.at_counter(), actor=world.an, at=at)
    reception.receive(code=dossier.code, actor=world.an, at=at)
    settlement.pass_step(code=dossier.code, actor=world.chi, at=at)
    settlement.pass_step(code=dossier.code, actor=world.hien, at=at)
    return settlement.settle(code=dossier.code, actor=world.lan, at=at)


class TestAnOnlineDossier:
    def test_alerts_the_desk_after_two_working_hours_and_again_after_eight(
        self, world: World
    ) -> None:
        dossier = world.a_dossier(at=FRIDAY_16)

        assert jobs.answer_online(at=MONDAY_0830 - SECOND) == 0
        assert jobs.answer_online(at=MONDAY_0830) == 1
        assert jobs.answer_online(at=MONDAY_16 - SECOND) == 0
        assert last(dossier).facts["alert"] == reminders.ONLINE_WAITS
        assert jobs.answer_online(at=MONDAY_16) == 1
        assert jobs.answer_online(at=MONDAY_16 + timedelta(days=9)) == 0

        assert last(dossier).facts["alert"] == reminders.ONLINE_UNANSWERED
        assert queues.counts(actor=world.an, at=MONDAY_16)["alerts"] == 1
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY_16)
        assert queues.counts(actor=world.an, at=MONDAY_16)["alerts"] == 0

    def test_is_acknowledged_at_once(self, world: World) -> None:
        dossier = world.a_dossier(at=FRIDAY_16)

        reactions.applicant_is_told_of_filing(last(dossier))

        assert Notice.objects.filter(about=dossier.subject, template="dossier_submitted").exists()

    def test_over_the_counter_the_desk_has_a_working_day(self, world: World) -> None:
        dossier = intake.submit(world.at_counter(), actor=world.an, at=FRIDAY_16)

        # Friday is not counted: one working day ends on Monday, when the office closes.
        assert jobs.answer_online(at=MONDAY_17 - SECOND) == 0
        assert jobs.answer_online(at=MONDAY_17) == 1
        assert jobs.answer_online(at=MONDAY_17 + timedelta(days=9)) == 0

        assert last(dossier).facts["alert"] == reminders.PAPER_UNANSWERED
        assert queues.counts(actor=world.an, at=MONDAY_17)["alerts"] == 1
        assert neglected.unacknowledged() == 1

    def test_is_refused_before_its_time_twice_and_when_received(self, world: World) -> None:
        dossier = world.a_dossier(at=FRIDAY_16)
        kind = reminders.ONLINE_WAITS

        with pytest.raises(lateness.NotDueYet):
            reminding.alert_staff(code=dossier.code, kind=kind, at=FRIDAY_16)
        reminding.alert_staff(code=dossier.code, kind=kind, at=MONDAY_0830)
        with pytest.raises(reminding.RemindedEnough):
            reminding.alert_staff(code=dossier.code, kind=kind, at=MONDAY_0830)
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY_0830)
        with pytest.raises(WrongState):
            reminding.alert_staff(code=dossier.code, kind=kind, at=MONDAY_16)


class TestAResultNobodyCollects:
    def test_is_reminded_of_three_times_and_no_more(self, world: World) -> None:
        dossier = settled(world, at=FRIDAY_16)
        # Three days end on Monday, when the office closes; then ten working days each.
        moments = [datetime(2026, 11, day, 17, tzinfo=VIETNAM) for day in (9, 23)]
        moments.append(datetime(2026, 12, 7, 17, tzinfo=VIETNAM))

        for number, moment in enumerate(moments, start=1):
            assert jobs.chase_results(at=moment - SECOND) == 0
            assert jobs.chase_results(at=moment) == 1
            assert last(dossier).facts["round"] == number
        assert jobs.chase_results(at=moments[-1] + timedelta(days=90)) == 0
        with pytest.raises(reminding.RemindedEnough):
            reminding.chase_result(code=dossier.code, at=moments[-1] + timedelta(days=90))

        reactions.applicant_is_reminded_to_collect(last(dossier))
        assert Notice.objects.filter(template="result_uncollected").exists()

    def test_stops_when_it_was_returned(self, world: World) -> None:
        dossier = settled(world, at=FRIDAY_16)
        reception.return_result(code=dossier.code, way="desk", actor=world.an, at=FRIDAY_16)

        assert jobs.chase_results(at=FRIDAY_16 + timedelta(days=30)) == 0
        with pytest.raises(WrongState):
            reminding.chase_result(code=dossier.code, at=FRIDAY_16 + timedelta(days=30))
        assert not Reminder.objects.exists()


class TestAResultThatIsReady:
    @pytest.mark.parametrize(("days", "template"), [(0, "result_ready_early"), (4, "result_ready")])
    def test_before_its_day_is_announced_as_early(
        self, world: World, days: int, template: str
    ) -> None:
        dossier = intake.submit(world.at_counter(), actor=world.an, at=FRIDAY_16)
        reception.receive(code=dossier.code, actor=world.an, at=FRIDAY_16)
        at = FRIDAY_16 + timedelta(days=days)
        settlement.pass_step(code=dossier.code, actor=world.chi, at=at)
        settlement.pass_step(code=dossier.code, actor=world.hien, at=at)
        settlement.settle(code=dossier.code, actor=world.lan, at=at)

        reactions.applicant_is_told_of_pretended_result(last(dossier))

        said = Notice.objects.filter(about=dossier.subject).values_list("template", flat=True)
        assert set(said) == {template}
