"""Land with tax: the notice keeps the first appointment, proof of payment starts the second."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from motcua.capabilities.notifications.models import Notice
from motcua.casework.dossiers import reactions, replay, testing
from motcua.casework.dossiers.models import Dossier, Slip
from motcua.casework.dossiers.operations import (
    demands,
    intake,
    reception,
    recounts,
    settlement,
    slips,
)
from motcua.casework.dossiers.queries import clocks, dues, life, moves
from motcua.casework.dossiers.rules import national_status
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.definition import DayRecord
from motcua.reference.calendars.queries import Proposal
from motcua.reference.calendars.rules import DayKind
from motcua.reference.procedures.definition import reading
from motcua.reference.procedures.operations.definitions import publish_definition
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongRole, WrongState

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEEPER = Actor(id="keeper", roles=frozenset({"catalogue_keeper"}))


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def received(world: World) -> Dossier:
    """A dossier at its handler, of a procedure with a tax notice on the way."""
    testing.publish_with_a_tax_notice()
    dossier = world.a_dossier()
    return reception.receive(code=dossier.code, actor=world.an, at=MONDAY)


def demanded(world: World, dossier: Dossier, **changed: Any) -> Any:
    said: dict[str, Any] = {
        "code": dossier.code,
        "notice": "LTB2661/TB-CCT ngày 02/11/2026",
        "amount_vnd": 12_500_000,
        "actor": world.chi,
        "at": MONDAY + HOUR,
    } | changed
    return demands.demand(**said)


def proven(world: World, dossier: Dossier, **changed: Any) -> Dossier:
    said: dict[str, Any] = {
        "code": dossier.code,
        "document_id": None,
        "actor": world.an,
        "at": MONDAY + 10 * DAY,
    } | changed
    return demands.prove(**said)


def last(dossier: Dossier) -> Any:
    return list(journal.story_of(dossier.subject))[-1]


class TestTheNotice:
    def test_stops_the_clock_and_tells_the_applicant(self, world: World) -> None:
        dossier = received(world)

        row = demanded(world, dossier)

        dossier.refresh_from_db()
        assert (dossier.state, dossier.awaits) == (State.PAYMENT, "applicant")
        assert national_status.code_of(dossier.state) == 6
        assert dues.state_of(dossier, at=MONDAY + 40 * DAY).code == "stopped"
        assert life.of(code=dossier.code, actor=world.dung).demand == row
        assert last(dossier).facts["amount_vnd"] == 12_500_000
        assert "LTB2661" not in last(dossier).canonical
        reactions.applicant_is_told_of_demand(last(dossier))
        assert Notice.objects.filter(template="payment_demanded").exists()

    def test_is_refused_to_others_and_without_number_or_amount(self, world: World) -> None:
        dossier = received(world)

        with pytest.raises(WrongRole):
            demanded(world, dossier, actor=world.hien)
        with pytest.raises(NotFound):
            demanded(world, dossier, actor=replace(world.chi, organisation="H80.40"))
        for changed in ({"notice": " "}, {"amount_vnd": 0}, {"amount_vnd": -5}):
            with pytest.raises(demands.NoticeIncomplete):
                demanded(world, dossier, **changed)
        demanded(world, dossier)
        with pytest.raises(WrongState):
            demanded(world, dossier)

    def test_is_not_for_a_procedure_without_payment(self, world: World) -> None:
        dossier = world.a_dossier()
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY)

        with pytest.raises(demands.NoPaymentInProcedure):
            demanded(world, dossier)


class TestTheProof:
    def test_starts_the_second_clock_by_the_limit_of_the_definition(self, world: World) -> None:
        dossier = received(world)
        promised_at = dossier.promised_at
        demanded(world, dossier)

        proven(world, dossier)

        dossier.refresh_from_db()
        # Thursday 12 November, three working days on.
        assert dossier.due_at == datetime(2026, 11, 17, 17, tzinfo=VIETNAM)
        assert dossier.promised_at == promised_at
        assert (dossier.state, dossier.awaits) == (State.PROCESSING, "handler")
        limit = clocks.limit_of(dossier)
        assert limit is not None
        assert (limit.value, limit.unit) == (3, "working_day")
        told = dues.explain(code=dossier.code, actor=world.dung, at=MONDAY + 11 * DAY)
        assert told is not None
        assert told.due_at == dossier.due_at
        assert list(replay.differences([dossier])) == []
        reactions.applicant_is_told_of_second_date(last(dossier))
        assert Notice.objects.filter(template="payment_proven").exists()
        settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY + 11 * DAY)

    def test_may_come_from_the_applicant_with_a_file_from_the_desk_or_the_system(
        self, world: World
    ) -> None:
        dossier = received(world)
        demanded(world, dossier)

        with pytest.raises(demands.ProofMissing):
            proven(world, dossier, actor=world.dung)
        with pytest.raises(NotFound):
            proven(world, dossier, actor=world.dung, document_id=99)
        with pytest.raises(NotFound):
            proven(world, dossier, actor=world.em, document_id=1)
        with pytest.raises(WrongRole):
            proven(world, dossier, actor=world.chi)
        proven(world, dossier, actor=SYSTEM)
        with pytest.raises(WrongState):
            proven(world, dossier)


class TestADecreeOnTheSecondClock:
    """The first limit ended long ago: counted by it, everybody who has paid would be late."""

    def test_moves_nobody_whose_days_it_does_not_touch(self, world: World) -> None:
        dossier = received(world)
        demanded(world, dossier)
        proven(world, dossier)

        assert recounts.recount(actor=SYSTEM, at=MONDAY + 10 * DAY) == 0

    def test_moves_the_second_date_by_the_day_it_takes(self, world: World) -> None:
        dossier = received(world)
        demanded(world, dossier)
        proven(world, dossier)
        friday = DayRecord(on=date(2026, 11, 13), kind=DayKind.HOLIDAY, name_vi="Nghỉ thêm")
        new = calendars.announcement_of("late", [friday], replaces="")
        proposal = Proposal(announcement=new, issued_on=date(2026, 11, 12), replaces="")

        [(move, _days)] = moves.dry_run(proposal, actor=SYSTEM).rows

        # Thursday 12 November and three working days without that Friday.
        assert move.was_due_at == datetime(2026, 11, 17, 17, tzinfo=VIETNAM)
        assert move.due_at == datetime(2026, 11, 18, 17, tzinfo=VIETNAM)


class TestAnImmediateResult:
    def certified(self, world: World, key: str) -> Dossier:
        """The data say which procedure gives its result while one waits."""
        name = testing.birth_registration().stem
        values = reading.values_of(testing.birth_registration()) | {
            "immediate": True, "in_force_from": date(2026, 10, 1),
        }  # fmt: skip
        definition = reading.from_values(values, source=name)
        publish_definition(definition, values, actor=KEEPER, at=MONDAY)
        return intake.submit(world.at_counter(key), actor=world.an, at=MONDAY)

    def test_needs_no_slip_is_recorded_and_gives_one_when_asked(self, world: World) -> None:
        dossier = self.certified(world, "c1")

        reception.receive(code=dossier.code, actor=world.an, at=MONDAY, wants_slip=False)

        assert not Slip.objects.filter(dossier=dossier).exists()
        assert last(dossier).kind == "dossier.received"
        slip = reception.acknowledge_on_request(code=dossier.code, actor=world.an, at=MONDAY)
        again = reception.acknowledge_on_request(code=dossier.code, actor=world.an, at=MONDAY)
        assert (slip, slip.form) == (again, slips.ACKNOWLEDGEMENT)
        assert last(dossier).kind == "dossier.slip_issued"
        with pytest.raises(WrongRole):
            reception.acknowledge_on_request(code=dossier.code, actor=world.chi, at=MONDAY)

    def test_any_other_gets_its_slip_whatever_was_asked(self, world: World) -> None:
        dossier = world.a_dossier()

        with pytest.raises(WrongState):
            reception.acknowledge_on_request(code=dossier.code, actor=world.an, at=MONDAY)
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY, wants_slip=False)

        assert Slip.objects.filter(dossier=dossier, form="01").exists()
