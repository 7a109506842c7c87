"""Saturday mornings of one unit, and a limit that is shorter online: counted by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from motcua.capabilities.notifications.models import Notice
from motcua.casework.dossiers import jobs, reactions, replay, testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import intake, reception, recounts
from motcua.casework.dossiers.queries import clocks, dues, moves, step_clocks, stories
from motcua.casework.dossiers.testing import COMMITTEE, World
from motcua.reference.calendars.hours import HoursRecord
from motcua.reference.calendars.queries import HoursProposal
from motcua.reference.calendars.rules import USUAL_WEEK, Session
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import Forbidden
from motcua.spine.journal.models import Entry

pytestmark = pytest.mark.django_db
KEEPER = Actor(id="900", roles=frozenset({"administrator"}))
FRIDAY_15 = datetime(2026, 11, 6, 15, tzinfo=VIETNAM)
MORNING = (Session(7 * 60 + 30, 11 * 60 + 30),)
ONLINE: dict[str, object] = {"channels": ["online"], "limit": {"value": 8, "unit": "working_hour"}}
OTHERWISE: dict[str, object] = {"limit": {"value": 2, "unit": "working_day"}}
SATURDAYS = HoursRecord(
    organisation=COMMITTEE,
    week=(*USUAL_WEEK[:5], MORNING, ()),
    valid_from=date(2026, 11, 7),
    basis="Thông báo 12/TB-UBND",
)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.fixture
def world(installation: None) -> World:
    world = testing.world()
    testing.publish_with_limits([ONLINE, OTHERWISE])
    return world


def online(world: World) -> Dossier:
    dossier = world.a_dossier(at=FRIDAY_15)
    return reception.receive(code=dossier.code, actor=world.an, at=FRIDAY_15)


def at_the_counter(world: World, key: str = "c1") -> Dossier:
    dossier = intake.submit(world.at_counter(key), actor=world.an, at=FRIDAY_15)
    return reception.receive(code=dossier.code, actor=world.an, at=FRIDAY_15)


def saturdays(record: HoursRecord = SATURDAYS) -> int:
    seen = moves.dry_run_of_hours(record.proposal, actor=KEEPER).seen
    return recounts.apply_hours(record=record, seen=seen, actor=KEEPER, at=FRIDAY_15)


def account(dossier: Dossier, actor: Actor) -> list[tuple[int, bool, str]]:
    told = dues.explain(code=dossier.code, actor=actor, at=FRIDAY_15)
    assert told is not None
    assert told.due_at == dossier.due_at
    return [(day.on.day, day.is_counted, day.reason_vi) for day in told.days]


class TestTheLimitOfAChannel:
    def test_online_is_due_by_hours_and_over_the_counter_by_days(self, world: World) -> None:
        # Friday 15-17 are two of eight hours, Monday morning four, and two more until 15.
        assert online(world).due_at == local(9, 15)
        # Friday is not counted: Monday, Tuesday.
        assert at_the_counter(world).due_at == local(10, 17)

    def test_by_post_and_from_the_national_portal_each_has_its_own(self, world: World) -> None:
        version = online(world).procedure_version
        by_post = clocks.counted_by(version, channel="post", received_on=date(2026, 11, 6))
        by_portal = clocks.counted_by(
            version, channel="national_portal", received_on=date(2026, 11, 6)
        )

        assert by_post[0] is not None
        assert by_post[0].unit == "working_day"
        assert by_portal[0] is not None
        assert by_portal[0].unit == "working_hour"


class TestSaturdayMornings:
    def test_are_seen_first_with_what_they_move(self, world: World) -> None:
        dossier = online(world)
        at_the_counter(world)

        found = moves.dry_run_of_hours(SATURDAYS.proposal, actor=KEEPER)

        # Friday two hours, Saturday four, Monday two: 09.30 instead of 15.
        [(move, _days)] = found.rows
        assert (found.total, found.earlier, move.code) == (1, 1, dossier.code)
        assert (move.was_due_at, move.due_at) == (local(9, 15), local(9, 9, 30))
        dossier.refresh_from_db()
        assert dossier.due_at == local(9, 15)
        with pytest.raises(Forbidden):
            moves.dry_run_of_hours(SATURDAYS.proposal, actor=world.an)

    def test_count_where_hours_are_counted_and_the_account_says_why(self, world: World) -> None:
        saturdays()
        dossier, other = online(world), at_the_counter(world)

        assert account(dossier, world.dung) == [
            (6, True, "Ngày làm việc"),
            (7, True, "Thứ Bảy, cơ quan làm việc 07:30-11:30"),
            (8, False, "Chủ nhật"),
            (9, True, "Ngày làm việc"),
        ]
        assert account(other, world.chi) == [
            (6, False, "Ngày nhận hồ sơ không tính"),
            (7, False, "Thứ Bảy: cơ quan mở cửa 07:30-11:30 nhưng không phải ngày làm việc"),
            (8, False, "Chủ nhật"),
            (9, True, "Ngày làm việc"),
            (10, True, "Ngày làm việc"),
        ]

    def test_are_given_as_one_act_told_to_the_applicant_and_ended_again(self, world: World) -> None:
        dossier = online(world)

        assert saturdays() == 1
        entries = list(Entry.objects.order_by("-id")[:3])
        assert {one.kind for one in entries} == {
            "office_hours.set", "dossier.due_moved", "due_dates.recounted",
        }  # fmt: skip
        assert len({one.act_id for one in entries}) == 1
        dossier.refresh_from_db()
        assert dossier.due_at == local(9, 9, 30)
        assert list(replay.differences([dossier])) == []
        reactions.applicant_is_told_of_moved_date(
            Entry.objects.filter(kind="dossier.due_moved").latest("id")
        )
        assert Notice.objects.filter(template="due_date_hours").exists()
        story = stories.timeline(code=dossier.code, actor=world.dung, language="vi")
        moved = "Giờ làm việc của cơ quan thay đổi, ngày hẹn chuyển sang 09:30 thứ Hai 09/11/2026"
        assert moved in [one.words for one in story]

        day = date(2026, 11, 7)
        ending = HoursProposal(COMMITTEE, day, None)
        seen = moves.dry_run_of_hours(ending, actor=KEEPER).seen
        moved_back = recounts.end_hours(
            organisation=COMMITTEE, ends_on=day, basis="TB 13", seen=seen, actor=KEEPER,
            at=FRIDAY_15,
        )  # fmt: skip
        dossier.refresh_from_db()
        assert (moved_back, dossier.due_at) == (1, local(9, 15))

    def test_what_was_not_seen_is_not_set(self, world: World) -> None:
        dossier = online(world)

        with pytest.raises(recounts.SeenOtherwise):
            recounts.apply_hours(record=SATURDAYS, seen="0" * 64, actor=KEEPER, at=FRIDAY_15)

        dossier.refresh_from_db()
        assert dossier.due_at == local(9, 15)

    def test_an_earlier_close_moves_days_too(self, world: World) -> None:
        dossier = at_the_counter(world)
        early = (Session(7 * 60, 11 * 60), Session(13 * 60, 16 * 60))

        assert saturdays(replace(SATURDAYS, week=(early,) * 5 + ((), ()))) == 1

        dossier.refresh_from_db()
        assert dossier.due_at == local(10, 16)

    def test_for_a_time_only_those_days_are_others(self, world: World) -> None:
        """Friday and Saturday of one week; the next Saturday is off again."""
        saturdays(replace(SATURDAYS, valid_to=date(2026, 11, 9)))
        friday_week_later = FRIDAY_15 + timedelta(days=7)
        dossier = world.a_dossier(at=friday_week_later)

        reception.receive(code=dossier.code, actor=world.an, at=friday_week_later)

        dossier.refresh_from_db()
        assert dossier.due_at == local(16, 15)

    def test_the_desk_is_alerted_by_its_own_hours(self, world: World) -> None:
        """Two working hours from Friday 16: one that day, the other on Saturday until 8.30."""
        saturdays()
        world.a_dossier(at=local(6, 16))

        assert jobs.answer_online(at=local(7, 8, 29)) == 0
        assert jobs.answer_online(at=local(7, 8, 30)) == 1


class TestTheTransfer:
    """Five working hours of the officer who examines it, from when it is handed over."""

    @pytest.mark.parametrize(
        ("received_at", "due_at"),
        [
            # On the stroke of 15 it goes over at once: two hours on Friday, three on Monday.
            (local(6, 15), local(9, 10, 30)),
            # Later, it goes over when the office opens on Monday: four hours and one.
            (local(6, 15, 1), local(9, 14)),
        ],
    )
    def test_what_comes_after_three_is_handed_over_the_next_morning(
        self, world: World, received_at: datetime, due_at: datetime
    ) -> None:
        dossier = world.a_dossier(at=received_at)

        reception.receive(code=dossier.code, actor=world.an, at=received_at)

        [run] = step_clocks.of(dossier, at=received_at)
        assert (run.begun_at, run.due_at) == (received_at, due_at)
