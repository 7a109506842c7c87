"""The longer limit where something must be verified: who takes it, and what is counted then."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from motcua.capabilities.notifications.models import Notice
from motcua.casework.dossiers import reactions, replay, testing
from motcua.casework.dossiers.life_models import LimitExtension
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import (
    applicants,
    demands,
    extensions,
    intake,
    lateness,
    reception,
    recounts,
    settlement,
)
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.queries import (
    clocks,
    control,
    dues,
    life,
    moves,
    step_clocks,
    stories,
)
from motcua.casework.dossiers.queries import extensions as offers
from motcua.casework.dossiers.testing import World
from motcua.casework.national.rules import messages
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.definition import DayRecord
from motcua.reference.calendars.queries import Proposal
from motcua.reference.calendars.rules import DayKind
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongRole, WrongState

pytestmark = pytest.mark.django_db
CASE = {
    "extended_if_vi": "phải xác minh", "extended_if_en": "it must be verified", "basis": "Điều 7",
}  # fmt: skip
# As the law has it (NĐ 63/2024, Điều 7): three working days, five where it must be verified.
LIMITS: list[dict[str, object]] = [
    {
        "channels": ["online"],
        "limit": {"value": 3, "unit": "working_day", "cutoff": "15:00"},
        "extended": {"value": 5, "unit": "working_day"},
        **CASE,
    },
    {
        "channels": ["in_person"],
        "limit": {"value": 1, "unit": "working_day", "cutoff": "15:00"},
        "extended": {"value": 2, "unit": "working_day"},
        **CASE,
    },
    {"channels": ["postal"], "limit": {"value": 4, "unit": "working_day"}},
]


def local(day: int, hour: int = 17, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.fixture
def world(installation: None) -> World:
    found = testing.world()
    testing.publish_with_limits(LIMITS)
    return found


def received(world: World, *, at: datetime, key: str = "k1", counter: bool = False) -> Dossier:
    if counter:
        dossier = intake.submit(world.at_counter(key), actor=world.an, at=at)
    else:
        dossier = world.a_dossier(key, at=at)
    reception.receive(code=dossier.code, actor=world.an, at=at)
    dossier.refresh_from_db()
    return dossier


def extended(world: World, dossier: Dossier, **changed: Any) -> LimitExtension:
    said: dict[str, Any] = {
        "code": dossier.code,
        "reason": "Xác minh nơi sinh tại Bệnh viện Long An",
        "actor": world.chi,
        "at": local(3, 9),
    } | changed
    row = extensions.extend_limit(**said)
    dossier.refresh_from_db()
    return row


def last(dossier: Dossier) -> Any:
    return list(journal.story_of(dossier.subject))[-1]


def account(dossier: Dossier, world: World, at: datetime) -> list[tuple[int, bool, str, str]]:
    told = dues.explain(code=dossier.code, actor=world.dung, at=at)
    assert told is not None
    assert told.due_at == dossier.due_at
    return [(day.on.day, day.is_counted, day.reason_vi, day.paper) for day in told.days]


class TestWhatIsCounted:
    def test_it_runs_from_the_same_start_and_the_first_promise_stays(self, world: World) -> None:
        # Monday the 2nd is not counted: Tu, We, Th; by the longer limit Fr and Mo too.
        dossier = received(world, at=local(2, 9))
        assert dossier.due_at == local(5)
        offer = offers.seen(code=dossier.code, actor=world.chi, at=local(3, 9))
        assert offer is not None
        assert (offer.was_due_at, offer.due_at) == (local(5), local(9))

        row = extended(world, dossier)

        assert (dossier.due_at, dossier.promised_at) == (local(9), local(5))
        assert (row.was_due_at, row.due_at, row.extended_by) == (local(5), local(9), world.chi.id)
        figures = clocks.figures(dossier, at=local(6, 9))
        assert figures is not None
        assert (figures.legal_due_at, figures.first_promised_at) == (local(9), local(5))
        # The index compares with the limit of the case: late after Monday, not after Thursday.
        assert figures.on_time.is_on_time
        assert clocks.figures(dossier, at=local(9, 17, 1)).on_time.is_on_time is False  # type: ignore[union-attr]
        assert list(replay.differences([dossier])) == []

    def test_the_account_names_the_case_and_its_basis_for_everybody(self, world: World) -> None:
        dossier = received(world, at=local(2, 9))
        extended(world, dossier)

        longer = ("Thời hạn dài hơn: phải xác minh", "Điều 7")
        assert account(dossier, world, local(6, 9)) == [
            (2, False, "Ngày nhận hồ sơ không tính", ""),
            *[(day, True, "Ngày làm việc", "") for day in (3, 4, 5)],
            (6, True, *longer),
            (7, False, "Thứ Bảy", ""),
            (8, False, "Chủ nhật", ""),
            (9, True, *longer),
        ]
        for actor in (world.dung, world.chi, world.hien):
            found = life.of(code=dossier.code, actor=actor)
            assert found.extension is not None
            assert found.extension.reason == "Xác minh nơi sinh tại Bệnh viện Long An"
            assert (found.case_vi, found.case_en) == ("phải xác minh", "it must be verified")

    def test_after_the_cut_off_it_begins_a_day_later_by_the_limit_of_its_channel(
        self, world: World
    ) -> None:
        counter = received(world, at=local(2, 9), key="c1", counter=True)
        assert counter.due_at == local(2)
        extended(world, counter, at=local(2, 10))
        late = received(world, at=local(2, 15, 30))
        assert late.due_at == local(6)
        extended(world, late)

        # As if on Tuesday: We, Th, Fr, Mo, Tu. At the counter in the day, then Tuesday, Wednesday.
        assert (late.due_at, counter.due_at) == (local(10), local(4))

    def test_a_supplement_starts_it_anew_with_the_longer_limit(self, world: World) -> None:
        dossier = received(world, at=local(2, 9))
        extended(world, dossier)
        reception.ask_supplement(
            code=dossier.code, components=["birth_notice"], reason="mờ", actor=world.chi,
            at=local(3, 10),
        )  # fmt: skip
        papers = [PaperGiven(component="birth_notice", fulfilment="upload")]
        applicants.complete(code=dossier.code, papers=papers, actor=world.dung, at=local(4, 9))
        reception.receive(code=dossier.code, actor=world.an, at=local(4, 10))

        dossier.refresh_from_db()
        # Wednesday the 4th is not counted: Th, Fr, Mo, Tu, We.
        assert (dossier.due_at, dossier.promised_at) == (local(11), local(5))
        assert list(replay.differences([dossier])) == []
        with pytest.raises(extensions.NoLongerLimit):
            extended(world, dossier, at=local(5, 9))
        # The index starts nothing anew: five days from Monday the 2nd, and the day it waited.
        figures = clocks.figures(dossier, at=local(5, 9))
        assert figures is not None
        assert figures.on_time.due is not None
        assert figures.legal_due_at == local(11)

    def test_a_decree_afterwards_moves_the_longer_limit(self, world: World) -> None:
        dossier = received(world, at=local(2, 9))
        extended(world, dossier)
        assert recounts.recount(actor=SYSTEM, at=local(3, 10)) == 0
        friday = DayRecord(on=date(2026, 11, 6), kind=DayKind.HOLIDAY, name_vi="Nghỉ thêm")
        new = calendars.announcement_of("late", [friday], replaces="")
        proposal = Proposal(announcement=new, issued_on=date(2026, 11, 3), replaces="")

        shown = moves.dry_run(proposal, actor=SYSTEM)
        [(move, _days)] = shown.rows
        assert (move.was_due_at, move.due_at) == (local(9), local(10))
        recounts.apply_decree(
            code="late", number="late", title_vi="Nghỉ thêm", title_en="", issued_on=None,
            is_estimated=False, days=[friday], replaces="", seen=shown.seen, actor=SYSTEM,
            at=local(3, 11),
        )  # fmt: skip

        dossier.refresh_from_db()
        assert (dossier.due_at, dossier.promised_at) == (local(10), local(5))
        assert account(dossier, world, local(6, 9))[-1] == (
            10, True, "Thời hạn dài hơn: phải xác minh", "Điều 7",
        )  # fmt: skip
        assert list(replay.differences([dossier])) == []


class TestTheSecondClock:
    def test_has_its_own_limit_before_and_after_a_recount(self, world: World) -> None:
        testing.publish_with_a_tax_notice(at=local(3, 8), limits=LIMITS)
        first, other = (received(world, at=local(3, 9), key=key) for key in ("t1", "t2"))
        extended(world, first, at=local(3, 10))
        assert (first.due_at, other.due_at) == (local(10), local(6))
        for dossier in (first, other):
            demands.demand(
                code=dossier.code, notice="LTB1", amount_vnd=1_000, actor=world.chi,
                at=local(3, 11),
            )  # fmt: skip
        for dossier in (first, other):
            demands.prove(code=dossier.code, document_id=None, actor=SYSTEM, at=local(4, 9))
            dossier.refresh_from_db()

        # Three working days from the proof on Wednesday, for both.
        assert (first.due_at, other.due_at) == (local(9), local(9))
        assert recounts.recount(actor=SYSTEM, at=local(4, 10)) == 0
        assert "Thời hạn dài hơn" not in str(account(first, world, local(5, 9)))
        with pytest.raises(extensions.NoLongerLimit):
            extended(world, other, at=local(4, 11))
        assert list(replay.differences([first, other])) == []


class TestTheStepAtWhichItWasTaken:
    """Five working hours for the handler, as the birth's own process has it."""

    def due_of_step(self, dossier: Dossier, at: datetime) -> Any:
        [run] = [one for one in step_clocks.of(dossier, at=at) if one.is_open]
        dossier.refresh_from_db()
        assert dossier.step_due_at == run.due_at
        return run.due_at

    def test_gets_the_days_the_dossier_won_and_again_after_a_supplement(self, world: World) -> None:
        dossier = received(world, at=local(2, 9))
        was = self.due_of_step(dossier, local(2, 9))
        assert was.date() == date(2026, 11, 2)

        extended(world, dossier, at=local(2, 10))

        # Two working days more: Tuesday, Wednesday.
        assert self.due_of_step(dossier, local(2, 10)) == was + timedelta(days=2)
        reception.ask_supplement(
            code=dossier.code, components=["birth_notice"], reason="mờ", actor=world.chi,
            at=local(2, 10),
        )  # fmt: skip
        papers = [PaperGiven(component="birth_notice", fulfilment="upload")]
        applicants.complete(code=dossier.code, papers=papers, actor=world.dung, at=local(4, 9))
        reception.receive(code=dossier.code, actor=world.an, at=local(4, 9))
        assert self.due_of_step(dossier, local(4, 9)) == was + timedelta(days=2 + 2)

    def test_stays_late_where_it_was_late_before(self, world: World) -> None:
        dossier = received(world, at=local(2, 9))
        was = self.due_of_step(dossier, local(2, 9))

        extended(world, dossier, at=local(3, 9))

        assert self.due_of_step(dossier, local(3, 9)) == was


class TestWhoMayTakeIt:
    def test_the_handler_who_holds_it_once_before_its_date_with_a_reason(
        self, world: World
    ) -> None:
        waiting = world.a_dossier("k9", at=local(2, 9))
        with pytest.raises(NotFound):  # Not a handler's before it is received.
            extended(world, waiting)
        dossier = received(world, at=local(3, 9))
        for actor in (world.hien, world.an, world.lan):
            with pytest.raises(WrongRole):
                extended(world, dossier, actor=actor)
        with pytest.raises(NotFound):
            extended(world, dossier, actor=world.binh)
        with pytest.raises(extensions.WhyLongerMissing):
            extended(world, dossier, reason=" ")
        with pytest.raises(extensions.NoLongerLimit):
            extended(world, dossier, at=local(6, 17, 1))

        extended(world, dossier, at=local(6, 17))

        with pytest.raises(extensions.NoLongerLimit):
            extended(world, dossier, at=local(6, 17))
        assert LimitExtension.objects.count() == 1
        reception.ask_supplement(
            code=dossier.code, components=["birth_notice"], reason="mờ", actor=world.chi,
            at=local(6, 17),
        )  # fmt: skip
        with pytest.raises(WrongState):
            extended(world, dossier, at=local(6, 17))

    def test_nobody_where_it_was_passed_on_put_off_or_has_no_longer_limit(
        self, world: World
    ) -> None:
        passed = received(world, at=local(2, 9))
        put_off = received(world, at=local(2, 9), key="k2")
        settlement.pass_step(code=passed.code, actor=world.chi, at=local(3, 9))
        with pytest.raises(settlement.NotYourStep):
            extended(world, passed)
        lateness.apologise(
            code=put_off.code, reason="Chậm", new_due_on=date(2026, 11, 12), actor=world.hien,
            at=local(3, 9),
        )  # fmt: skip
        testing.publish_with_limits(LIMITS[2:], at=local(4, 9))
        plain = received(world, at=local(4, 9), key="k3")
        for dossier in (put_off, plain):
            with pytest.raises(extensions.NoLongerLimit):
                extended(world, dossier, at=local(4, 10))
            assert not LimitExtension.objects.filter(dossier=dossier).exists()


class TestWhoIsTold:
    def test_the_applicant_once_the_portal_and_the_story(self, world: World) -> None:
        dossier = received(world, at=local(2, 9))
        extended(world, dossier)

        entry = last(dossier)
        assert (entry.kind, entry.facts["step"]) == ("dossier.limit_extended", 2)
        assert "bệnh viện" not in entry.canonical.lower()
        reactions.applicant_is_told_of_longer_limit(entry)
        assert Notice.objects.filter(template="limit_extended").exists()
        assert messages.is_reported(entry.kind, entry.facts)
        told = stories.timeline(code=dossier.code, actor=world.dung, language="vi")[-1].words
        assert told == "Áp dụng thời hạn dài hơn (phải xác minh), hẹn trả thứ Hai 09/11/2026"
        english = stories.timeline(code=dossier.code, actor=world.dung, language="en")[-1].words
        assert english.startswith("Counted by the longer limit (it must be verified), due 9 Nov")
        sheet = control.sheet(code=dossier.code, actor=world.chi)
        assert [row.note for row in sheet.rows if row.note] == ["Áp dụng thời hạn dài hơn"]

    def test_a_letter_drafted_for_the_date_before_is_wanted_no_more(self, world: World) -> None:
        dossier = received(world, at=local(2, 9))
        lateness.draft_apology(code=dossier.code, at=local(3, 8))
        extended(world, dossier)

        assert life.of(code=dossier.code, actor=world.hien).draft is None
