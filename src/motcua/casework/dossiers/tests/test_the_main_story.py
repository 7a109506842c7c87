"""From a citizen's need to a result, through real people at real desks."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier, Slip
from motcua.casework.dossiers.operations import applicants, intake, reception, settlement, stopping
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.queries import queues
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongRole, WrongState
from motcua.spine.numbering.models import Series

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def kinds(dossier: Dossier) -> list[str]:
    return [entry.kind for entry in journal.story_of(dossier.subject)]


class TestSubmit:
    def test_gives_a_code_in_the_legal_format_and_one_fact(self, world: World) -> None:
        dossier = world.a_dossier()

        assert dossier.code == "H80.88.01-261102-0001"
        assert (dossier.state, dossier.channel) == (State.SUBMITTED, "self")
        assert len(dossier.token) == 22
        assert kinds(dossier) == ["dossier.submitted"]

    def test_the_same_key_gives_the_same_dossier(self, world: World) -> None:
        first, second = world.a_dossier(), world.a_dossier()

        assert first == second
        assert kinds(first) == ["dossier.submitted"]
        assert world.a_dossier("k2").code == "H80.88.01-261102-0002"

    def test_the_same_key_with_other_content_is_refused(self, world: World) -> None:
        world.a_dossier()

        with pytest.raises(intake.KeyReused):
            intake.submit(
                world.filing(answers=testing.a_birth() | {"child_name": "Lê Thị Mai"}),
                actor=world.dung,
                at=MONDAY,
            )

    def test_another_persons_key_is_another_key(self, world: World) -> None:
        mine = world.a_dossier()
        theirs = intake.submit(
            replace(world.filing(), account_id=int(world.em.id)), actor=world.em, at=MONDAY
        )

        assert mine != theirs

    def test_problems_of_the_form_are_told_all_at_once_and_burn_no_number(
        self, world: World
    ) -> None:
        answers = testing.a_birth() | {"child_born_on": "2027-01-01", "child_name": ""}
        with pytest.raises(intake.AnswersWrong) as refused:
            intake.submit(world.filing(answers=answers), actor=world.dung, at=MONDAY)

        assert {problem.path for problem in refused.value.problems} == {
            "child_born_on", "child_name",
        }  # fmt: skip
        assert world.a_dossier("k2").code.endswith("-0001")

    def test_a_day_of_more_than_9999_has_longer_numbers(self, world: World) -> None:
        world.a_dossier("k1")
        Series.objects.filter(key__startswith="dossier:").update(last=9999)

        assert world.a_dossier("k2").code.endswith("-10000")

    def test_the_channel_is_reckoned_never_typed(self, world: World) -> None:
        counter = intake.submit(world.at_counter(), actor=world.an, at=MONDAY)
        helped = intake.submit(world.filing("k9"), actor=world.an, at=MONDAY)

        assert counter.channel == "counter"
        assert helped.channel == "assisted"

    def test_nothing_personal_stands_in_the_journal(self, world: World) -> None:
        dossier = world.a_dossier()

        [entry] = journal.story_of(dossier.subject)
        for word in ("Dũng", "0909123456", "080090001234", "Bông"):
            assert word not in entry.canonical


class TestFromReceiptToResult:
    def test_every_act_leaves_one_fact(self, world: World) -> None:
        dossier = world.a_dossier()
        at = MONDAY + HOUR
        reception.receive(code=dossier.code, actor=world.an, at=at)
        settlement.take(code=dossier.code, actor=world.chi, at=at + HOUR)
        settlement.pass_step(code=dossier.code, actor=world.chi, at=at + HOUR)
        settlement.pass_step(code=dossier.code, actor=world.hien, at=at + 2 * HOUR)
        settlement.settle(code=dossier.code, actor=world.lan, at=at + 2 * HOUR)
        reception.return_result(code=dossier.code, way="desk", actor=world.an, at=at + 3 * HOUR)
        applicants.rate(code=dossier.code, score=5, words="", actor=world.dung, at=at + 4 * HOUR)

        dossier.refresh_from_db()
        assert dossier.state == State.RETURNED
        assert kinds(dossier) == [
            "dossier.submitted", "dossier.received", "dossier.taken", "dossier.step_passed",
            "dossier.result_approved", "dossier.settled", "dossier.returned", "dossier.rated",
        ]  # fmt: skip
        forms = Slip.objects.filter(dossier=dossier).values_list("form", "year", "number")
        assert sorted(forms) == [("01", 2026, 1), ("result", 2026, 1)]

    def test_the_first_step_goes_to_the_office_that_does_it(self, world: World) -> None:
        dossier = world.a_dossier()

        reception.receive(code=dossier.code, actor=world.an, at=MONDAY)

        dossier.refresh_from_db()
        assert dossier.unit.code == testing.OFFICE
        queue = queues.page(actor=world.chi, tab="mine", at=MONDAY)
        assert [line.code for line in queue.lines] == [dossier.code]
        assert dossier.due_at == datetime(2026, 11, 2, 17, tzinfo=VIETNAM)  # In the day.

    def test_the_wrong_person_is_refused_and_a_stranger_sees_nothing(self, world: World) -> None:
        dossier = world.a_dossier()

        with pytest.raises(NotFound):
            reception.receive(code=dossier.code, actor=world.binh, at=MONDAY)
        with pytest.raises(NotFound):
            stopping.withdraw(code=dossier.code, actor=world.em, at=MONDAY)
        with pytest.raises(WrongRole):
            reception.receive(code=dossier.code, actor=world.dung, at=MONDAY)
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY)
        with pytest.raises(settlement.NotYourStep):
            settlement.pass_step(code=dossier.code, actor=world.hien, at=MONDAY)
        with pytest.raises(WrongState):
            reception.receive(code=dossier.code, actor=world.an, at=MONDAY)
        assert kinds(dossier) == ["dossier.submitted", "dossier.received"]

    def test_no_result_while_a_step_is_open(self, world: World) -> None:
        dossier = world.a_dossier()
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY)

        with pytest.raises(settlement.StepsLeft):
            settlement.settle(code=dossier.code, actor=world.lan, at=MONDAY)


class TestASupplement:
    def test_is_asked_once_answered_whole_and_starts_the_clock_anew(self, world: World) -> None:
        dossier = world.a_dossier()
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY)
        wednesday = MONDAY + timedelta(days=2)
        reception.ask_supplement(
            code=dossier.code,
            components=["birth_notice", "authorisation"],
            reason="Giấy chứng sinh mờ",
            actor=world.chi,
            at=MONDAY + HOUR,
        )
        with pytest.raises(applicants.PapersMissing):
            applicants.complete(
                code=dossier.code,
                papers=[PaperGiven(component="birth_notice", fulfilment="upload")],
                actor=world.dung,
                at=wednesday,
            )
        applicants.complete(
            code=dossier.code,
            papers=[
                PaperGiven(component=name, fulfilment="upload")
                for name in ("birth_notice", "authorisation")
            ],
            actor=world.dung,
            at=wednesday,
        )
        reception.receive(code=dossier.code, actor=world.an, at=wednesday + HOUR)

        dossier.refresh_from_db()
        assert dossier.due_at == datetime(2026, 11, 4, 17, tzinfo=VIETNAM)
        assert dossier.promised_at == datetime(2026, 11, 2, 17, tzinfo=VIETNAM)
        with pytest.raises(reception.AlreadyAsked):
            reception.ask_supplement(
                code=dossier.code,
                components=["identity"],
                reason="Thêm nữa",
                actor=world.chi,
                at=wednesday + 2 * HOUR,
            )

    def test_needs_papers_and_a_reason(self, world: World) -> None:
        dossier = world.a_dossier()
        for components, reason in (([], "x"), (["birth_notice"], " ")):
            with pytest.raises(reception.NothingAsked):
                reception.ask_supplement(
                    code=dossier.code,
                    components=components,
                    reason=reason,
                    actor=world.an,
                    at=MONDAY,
                )


class TestTheOtherEnds:
    def test_withdrawn_by_its_applicant(self, world: World) -> None:
        dossier = world.a_dossier()
        stopping.withdraw(code=dossier.code, actor=world.dung, at=MONDAY)

        dossier.refresh_from_db()
        assert dossier.state == State.WITHDRAWN
        assert dossier.closed_at == MONDAY
        with pytest.raises(WrongState):
            reception.receive(code=dossier.code, actor=world.an, at=MONDAY)

    def test_not_received_only_with_reason_basis_and_fix(self, world: World) -> None:
        dossier = world.a_dossier()
        with pytest.raises(reception.ReasonIncomplete):
            reception.not_receive(
                code=dossier.code, reason_code="wrong_place", basis="", fix="x",
                actor=world.an, at=MONDAY,
            )  # fmt: skip

        reception.not_receive(
            code=dossier.code, reason_code="wrong_place", basis="60/2014/QH13, Điều 13",
            fix="Nộp tại xã Tân Hưng", actor=world.an, at=MONDAY,
        )  # fmt: skip
        dossier.refresh_from_db()
        assert dossier.state == State.NOT_RECEIVED
