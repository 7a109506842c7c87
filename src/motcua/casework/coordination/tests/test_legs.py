"""Legs of a dossier: who may do what, what each act leaves behind, and when each is due."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from motcua.capabilities.documents.models import Document
from motcua.casework.coordination import columns, events, jobs, replay, testing
from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.operations import chains, consultations, legs
from motcua.casework.coordination.operations.legs import Answer
from motcua.casework.coordination.queries import panels, parts
from motcua.casework.coordination.states import Outcome
from motcua.casework.coordination.testing import CONSTRUCTION, PLANNING, Province
from motcua.casework.dossiers import replay as dossier_replay
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import applicants, reception, stopping
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.testing import MONDAY
from motcua.reference.calendars import hours
from motcua.reference.calendars import rules as weeks
from motcua.reference.calendars.hours import HoursRecord
from motcua.reference.procedures.models import Procedure
from motcua.reference.workflows.models import Workflow
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.journal.events import Event
from motcua.spine.journal.models import Entry
from motcua.spine.lifecycle import WrongState

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DONE = Answer(words="Xong.")


@pytest.fixture
def province(installation: None) -> Province:
    return testing.province()


def local(day: int, hour: int = 17, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


def opened(province: Province, workflow: str, key: str = "k1") -> Dossier:
    dossier = province.received(key)
    chains.open_chain(code=dossier.code, workflow=workflow, actor=province.commune.an, at=MONDAY)
    return dossier


def live(dossier: Dossier) -> list[Leg]:
    return list(Leg.objects.filter(chain__dossier=dossier, closed_at=None).order_by("number"))


def answered(province: Province, dossier: Dossier, *, at: datetime, **said: Any) -> Leg:
    [leg] = live(dossier)
    words = testing.answer(leg, **said)
    return legs.answer(
        code=dossier.code, number=leg.number, answer=words, actor=province.who_does(leg), at=at
    )


def test_every_column_is_declared_and_every_fact_replayed() -> None:
    assert set(columns.LEG) == {field.name for field in Leg._meta.concrete_fields}
    kinds = {e.kind for e in Event.__subclasses__() if e.__module__ == events.__name__}
    assert {kind for kind in kinds if kind.startswith("leg.")} == set(replay._TOLD)


class TestOpening:
    def test_one_act_opens_the_leg_gives_a_part_and_tells_each_subject_once(
        self, province: Province
    ) -> None:
        dossier = opened(province, "special_vehicle_registration")
        answered(province, dossier, at=MONDAY + HOUR)

        [leg] = live(dossier)
        assert (leg.organisation.code, leg.due_at) == (CONSTRUCTION, local(9))  # 5 working days.
        [entry] = journal.story_of(parts.subject_of(leg))
        told = list(journal.entries_of_act(entry.act_id).values_list("kind", "subject"))
        assert told == [
            ("leg.answered", f"leg:{dossier.code}/1"),
            ("leg.opened", f"leg:{dossier.code}/2"),
        ]
        planner = testing.officer(PLANNING)  # A division does what its department has a part in.
        assert parts.visible_to(planner).get() == leg
        assert not access.visible_to(planner).exists()  # Its part, and no more.
        assert not parts.visible_to(testing.officer("H80.02")).exists()

    def test_only_who_leads_opens_once_and_only_after_receipt(self, province: Province) -> None:
        dossier, waiting = opened(province, "funeral_support"), province.commune.a_dossier("k2")

        def opening(code: str, actor: Actor, workflow: str = "funeral_support") -> None:
            chains.open_chain(code=code, workflow=workflow, actor=actor, at=MONDAY)

        with pytest.raises(chains.ChainRunsAlready):
            opening(dossier.code, province.commune.an)
        with pytest.raises(chains.NotReceivedYet):
            opening(waiting.code, province.commune.an)
        with pytest.raises(NotFound):
            opening(dossier.code, province.at("H80.02"))
        other = province.received("k3")
        with pytest.raises(NotFound):
            opening(other.code, province.commune.an, "nowhere")

    @pytest.mark.django_db(transaction=True)  # The reader sees only what has been committed.
    def test_a_procedure_with_a_list_in_force_opens_it_by_itself(self, province: Province) -> None:
        procedure = Procedure.objects.get()
        row = Workflow.objects.get(code="construction_permit_grade12_2026")
        said = row.values | {"procedures": [procedure.code]}
        Workflow.objects.create(
            code=row.code, number=2, values=said, content_hash="2", loaded_at=MONDAY
        )
        dossier, waiting = province.received("k1"), province.commune.a_dossier("k2")
        assert jobs.follow(MONDAY + HOUR) > 0
        assert jobs.follow(MONDAY + HOUR) > 0  # What it wrote itself.
        assert jobs.follow(MONDAY + HOUR) == 0

        assert live(dossier)[0].started_at == MONDAY  # From receipt, not from our reading of it.
        assert live(waiting) == []


class TestAnswering:
    def test_another_agency_cannot_even_try(self, province: Province) -> None:
        dossier = opened(province, "special_vehicle_registration")
        answered(province, dossier, at=MONDAY + HOUR)

        def trying(actor: Actor) -> None:
            legs.answer(code=dossier.code, number=2, answer=DONE, actor=actor, at=MONDAY + DAY)

        with pytest.raises(NotFound):
            trying(province.at("H80.02"))
        with pytest.raises(legs.NotYourLeg):
            trying(province.commune.an)
        first, second = testing.officer(CONSTRUCTION), testing.officer(PLANNING)
        legs.take(code=dossier.code, number=2, actor=first, at=MONDAY + DAY)
        with pytest.raises(legs.LegHeldByAnother):
            legs.take(code=dossier.code, number=2, actor=second, at=MONDAY + DAY)
        with pytest.raises(legs.LegHeldByAnother):
            trying(second)
        trying(first)
        with pytest.raises(WrongState):
            trying(first)

    def test_an_outside_agency_answers_with_a_paper_that_a_clerk_records(
        self, province: Province
    ) -> None:
        dossier = opened(province, "tree_felling")  # A public company first.
        [company] = live(dossier)
        assert company.is_outside

        def recording(answer: Answer) -> None:
            legs.answer(
                code=dossier.code, number=1, answer=answer, actor=province.commune.chi,
                at=MONDAY + DAY,
            )  # fmt: skip

        with pytest.raises(legs.PaperMissing):
            recording(Answer(words="Đề nghị cho chặt cây.", paper="12/CV"))
        with pytest.raises(legs.AnswerMissing):
            recording(testing.answer(company, words=" "))
        with pytest.raises(legs.PaperOfLater):
            recording(testing.answer(company, paper_on=date(2026, 11, 4)))
        stranger = Document.objects.create(
            sha256="0" * 64,
            media_type="image/png",
            size_bytes=1,
            pages=1,
            added_by="9",
            added_at=MONDAY,
        )
        with pytest.raises(NotFound):
            recording(testing.answer(company, document_id=stranger.pk))
        recording(testing.answer(company, words="Cây sâu bệnh, đề nghị cho chặt."))

        entry = journal.story_of(parts.subject_of(company)).last()
        assert entry is not None
        assert "sâu bệnh" not in entry.canonical
        assert "12/CV" not in entry.canonical
        assert [one.organisation.code for one in live(dossier)] == [CONSTRUCTION]

    def test_sent_back_a_unit_does_its_part_again(self, province: Province) -> None:
        dossier = opened(province, "health_card_merit")
        answered(province, dossier, at=MONDAY + HOUR)
        with pytest.raises(legs.CannotGoBack):
            answered(province, dossier, at=MONDAY + DAY, outcome=Outcome.RETURNED, back_to=3)
        answered(province, dossier, at=MONDAY + DAY, outcome=Outcome.RETURNED, back_to=1)

        [again] = live(dossier)
        assert (again.step, again.number) == (1, 3)
        answered(province, dossier, at=MONDAY + 2 * DAY)
        assert [one.step for one in live(dossier)] == [2]
        assert list(replay.differences(Leg.objects.all())) == []
        aside = Leg.objects.filter(is_set_aside=True).order_by("number")
        assert [one.number for one in aside] == [1, 2]

    def test_a_step_nobody_asked_for_is_recalled_and_a_needed_one_is_not(
        self, province: Province
    ) -> None:
        dossier = opened(province, "death_interagency_2024")
        answered(province, dossier, at=MONDAY + HOUR)  # Then police, allowance, survivors at once.
        assert [one.step for one in live(dossier)] == [4, 5, 6]

        def recalling(number: int, reason: str = "Gói 2 thủ tục") -> None:
            legs.recall(
                code=dossier.code, number=number, reason=reason, actor=province.commune.an,
                at=MONDAY + DAY,
            )  # fmt: skip

        with pytest.raises(legs.LegIsNeeded):
            recalling(2)
        with pytest.raises(legs.ReasonMissing):
            recalling(3, " ")
        recalling(3)
        recalling(4)
        answered(province, dossier, at=MONDAY + 2 * DAY)

        chain = parts.chain_of(dossier)
        assert chain is not None
        assert chain.completed_at == MONDAY + 2 * DAY
        assert list(replay.differences(Leg.objects.all())) == []

    def test_what_is_withdrawn_waits_for_nobody(self, province: Province) -> None:
        dossier = opened(province, "special_vehicle_registration")
        assert panels.waiting(actor=province.commune.an) == 1
        stopping.withdraw(code=dossier.code, actor=province.commune.dung, at=MONDAY + HOUR)

        assert panels.waiting(actor=province.commune.an) == 0
        with pytest.raises(chains.NotReceivedYet):
            answered(province, dossier, at=MONDAY + 2 * HOUR)


class TestConsulting:
    def asking(self, province: Province, dossier: Dossier, **changed: Any) -> Leg:
        said: dict[str, Any] = {
            "code": dossier.code, "question": "Nhà có trong quy hoạch không?",
            "answer_by": MONDAY + 3 * DAY, "unit": CONSTRUCTION,
            "actor": province.commune.chi, "at": MONDAY + HOUR,
        } | changed  # fmt: skip
        return consultations.consult(**said)

    def test_content_and_deadline_are_stated_and_silence_is_no_consent_by_itself(
        self, province: Province
    ) -> None:
        dossier = province.received("k1")
        with pytest.raises(consultations.QuestionMissing):
            self.asking(province, dossier, question=" ")
        with pytest.raises(consultations.DeadlinePassed):
            self.asking(province, dossier, answer_by=MONDAY)
        leg = self.asking(province, dossier)
        outside = self.asking(province, dossier, unit="", outside="police")

        assert (leg.due_at, outside.organisation.code) == (MONDAY + 3 * DAY, "H80.88")
        assert jobs.consent_by_silence(at=MONDAY + 9 * DAY) == 0
        with pytest.raises(legs.NotSilentYet):
            legs.consent_by_silence(code=dossier.code, number=1, at=MONDAY + 9 * DAY)
        said = Answer(words="Có.", outcome=Outcome.AGREES)
        legs.answer(
            code=dossier.code, number=1, answer=said, actor=province.at(CONSTRUCTION),
            at=MONDAY + DAY,
        )  # fmt: skip
        assert list(replay.differences(Leg.objects.all())) == []
        assert list(dossier_replay.differences(Dossier.objects.all())) == []

    def test_a_list_may_follow_a_consultation(self, province: Province) -> None:
        dossier = province.received("k1")
        self.asking(province, dossier)
        chains.open_chain(
            code=dossier.code,
            workflow="funeral_support",
            actor=province.commune.an,
            at=MONDAY + 2 * HOUR,
        )

        assert [(one.number, one.step) for one in live(dossier)] == [(1, None), (2, 1)]
        told = Entry.objects.filter(subject=f"chain:{dossier.code}").count()
        assert told == 2


class TestClocks:
    def test_each_agency_counts_by_its_own_hours(self, province: Province) -> None:
        """The counter shuts at 16.00, the office it hands to at 17.00."""
        sessions = (weeks.Session(7 * 60, 11 * 60), weeks.Session(12 * 60, 16 * 60))
        earlier = HoursRecord(
            organisation="H80.88.01",
            valid_from=date(2026, 11, 1),
            week=(sessions, sessions, sessions, sessions, sessions, (), ()),
            basis="Thông báo 12",
        )
        hours.set_hours(earlier, actor=SYSTEM, at=MONDAY)
        dossier = opened(province, "construction_permit_rural_district")

        [counter] = live(dossier)
        assert counter.due_at == local(3, 16)
        answered(province, dossier, at=MONDAY + HOUR)
        [office] = live(dossier)
        assert office.due_at == local(16, 17)  # Ten working days, usual hours.

    def test_waiting_for_the_applicant_stops_the_legs_too(self, province: Province) -> None:
        dossier = opened(province, "hardship_four_levels")
        [leg] = live(dossier)
        assert leg.due_at == local(4)
        reception.ask_supplement(
            code=dossier.code, components=["birth_notice"], reason="mờ",
            actor=province.commune.chi, at=MONDAY + HOUR,
        )  # fmt: skip
        applicants.complete(
            code=dossier.code, papers=[PaperGiven(component="birth_notice", fulfilment="upload")],
            actor=province.commune.dung, at=MONDAY + 2 * DAY,
        )  # fmt: skip
        reception.receive(code=dossier.code, actor=province.commune.an, at=MONDAY + 2 * DAY)

        shown = panels.panel(code=dossier.code, actor=province.commune.an, at=MONDAY + 3 * DAY)
        assert shown is not None
        assert shown.lines[0].due is not None
        assert shown.lines[0].due.due_at == local(
            5
        )  # Tuesday stood; Monday, the day of receipt, never counts.

    def test_late_is_the_one_agency_that_is_late(self, province: Province) -> None:
        dossier = opened(province, "birth_3in1_2015")
        for after in range(1, 4):
            answered(province, dossier, at=MONDAY + after * HOUR)
        panel = panels.panel(
            code=dossier.code, actor=province.commune.an, at=datetime(2026, 11, 16, 2, tzinfo=UTC)
        )

        assert panel is not None
        stand = {one.step: one.due.code for one in panel.lines if one.due}
        assert stand == {4: "soon", 5: "late"}  # 15 days until the 17th; 10 were over on the 12th.
        assert [one.step for one in panel.lines if one.number is None] == [6]
        holders = panels.who_has_it(code=dossier.code, actor=province.commune.dung)
        assert [one.agency_vi for one in holders] == ["Công an xã/huyện", "BHXH huyện"]

    def test_an_agency_has_its_own_legs_in_its_queue(self, province: Province) -> None:
        dossier = opened(province, "special_vehicle_registration")
        answered(province, dossier, at=MONDAY + HOUR)

        [line] = panels.queue(actor=testing.officer(PLANNING), at=MONDAY + DAY)
        assert (line.code, line.may_take, line.may_answer) == (dossier.code, True, True)
        assert panels.queue(actor=province.commune.an, at=MONDAY + DAY) == []
        assert panels.queue(actor=province.commune.dung, at=MONDAY + DAY) == []
