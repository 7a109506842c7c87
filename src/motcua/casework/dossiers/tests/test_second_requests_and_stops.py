"""Asked twice, withdrawn, stopped, closed by the clock: who may, until when, what is issued."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from motcua.casework.dossiers import jobs, replay, testing
from motcua.casework.dossiers.models import Dossier, Request, Slip
from motcua.casework.dossiers.operations import (
    applicants,
    reception,
    settlement,
    stopping,
    supplements,
)
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongRole, WrongState

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Fifteen working days after Monday 2 November 2026.
LAST_DAY = datetime(2026, 11, 23, tzinfo=VIETNAM)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def received(world: World) -> Dossier:
    dossier = world.a_dossier()
    return reception.receive(code=dossier.code, actor=world.an, at=MONDAY)


def asked(world: World) -> Dossier:
    dossier = received(world)
    reception.ask_supplement(
        code=dossier.code, components=["birth_notice"], reason="mờ", actor=world.chi, at=MONDAY
    )
    return dossier


def asked_and_answered(world: World) -> Dossier:
    dossier = asked(world)
    paper = PaperGiven(component="birth_notice", fulfilment="upload")
    at = MONDAY + HOUR
    return applicants.complete(code=dossier.code, papers=[paper], actor=world.dung, at=at)


def again(world: World, dossier: Dossier, **changed: Any) -> Request:
    said: dict[str, Any] = {
        "code": dossier.code,
        "components": ["identity"],
        "reason": "Thiếu căn cước",
        "why_again": "Lần đầu cán bộ bỏ sót",
        "actor": world.hien,
        "at": MONDAY + 2 * HOUR,
    } | changed
    return supplements.ask_again(**said)


def approved(world: World) -> Dossier:
    dossier = received(world)
    settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY)
    return settlement.pass_step(code=dossier.code, actor=world.hien, at=MONDAY)


def last_entry(dossier: Dossier) -> dict[str, object]:
    return dict(list(journal.story_of(dossier.subject))[-1].facts)


class TestASecondRequest:
    def test_is_the_heads_decision_with_a_reason_of_their_own(self, world: World) -> None:
        dossier = asked_and_answered(world)

        request = again(world, dossier)

        dossier.refresh_from_db()
        assert (dossier.state, dossier.supplements, request.number) == (State.SUPPLEMENT, 2, 2)
        assert request.why_again == "Lần đầu cán bộ bỏ sót"
        assert str(last_entry(dossier)["why_again"]) not in ("", "Lần đầu cán bộ bỏ sót")
        assert list(replay.differences([dossier])) == []

    def test_stops_the_clock_only_when_it_ran(self, world: World) -> None:
        dossier = asked_and_answered(world)
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY + HOUR)

        again(world, dossier)

        kinds = dossier.clock_marks.order_by("id").values_list("kind", flat=True)
        assert list(kinds) == ["start", "stop", "resume", "restart", "stop"]

    def test_is_refused_to_everybody_else_and_without_its_reasons(self, world: World) -> None:
        fresh = received(world)
        with pytest.raises(supplements.NotAskedYet):
            again(world, fresh)
        dossier = fresh
        paper = PaperGiven(component="birth_notice", fulfilment="upload")
        reception.ask_supplement(
            code=dossier.code, components=["birth_notice"], reason="mờ", actor=world.chi, at=MONDAY
        )
        applicants.complete(code=dossier.code, papers=[paper], actor=world.dung, at=MONDAY)

        for actor in (world.chi, world.an):
            with pytest.raises(WrongRole):
                again(world, dossier, actor=actor)
        with pytest.raises(NotFound):
            again(world, dossier, actor=world.binh)
        with pytest.raises(supplements.WhyAgainMissing):
            again(world, dossier, why_again=" ")
        with pytest.raises(reception.NothingAsked):
            again(world, dossier, components=[])
        again(world, dossier)
        with pytest.raises(WrongState):
            again(world, dossier)


class TestWithdrawing:
    def test_by_the_applicant_or_at_the_desk_gives_a_notice_of_stopping(self, world: World) -> None:
        first, second = world.a_dossier("k1"), world.a_dossier("k2")

        stopping.withdraw(code=first.code, actor=world.dung, at=MONDAY)
        stopping.withdraw(code=second.code, reason="Nộp nhầm", actor=world.an, at=MONDAY)

        slips = list(Slip.objects.filter(form="05").order_by("number"))
        said = [json.loads(slip.said) for slip in slips]
        assert [one["number"] for one in said] == ["1/TBD-TTPVHCC", "2/TBD-TTPVHCC"]
        assert said[0]["requester"] == "Người nộp hồ sơ (trực tuyến)"
        assert (said[1]["requester"], said[1]["reason"]) == (
            "Người nộp hồ sơ (tại bộ phận một cửa)", "Nộp nhầm",
        )  # fmt: skip
        assert slips[0].signers == [f"organisation:{testing.CENTRE}"]
        assert list(replay.differences(Dossier.objects.all())) == []

    def test_ends_with_the_decision(self, world: World) -> None:
        dossier = approved(world)

        for actor in (world.dung, world.an):
            with pytest.raises(stopping.DecisionExists):
                stopping.withdraw(code=dossier.code, actor=actor, at=MONDAY)
        with pytest.raises(WrongRole):
            stopping.withdraw(code=dossier.code, actor=world.chi, at=MONDAY)
        with pytest.raises(NotFound):
            stopping.withdraw(code=dossier.code, actor=world.em, at=MONDAY)


class TestStopping:
    def stop(self, world: World, dossier: Dossier, **changed: Any) -> Dossier:
        said: dict[str, Any] = {
            "code": dossier.code,
            "reason_code": "dispute",
            "basis": "NĐ 118/2025/NĐ-CP, Điều 21",
            "reason": "Có đơn khiếu nại ngày 01/11/2026",
            "actor": world.an,
            "at": MONDAY + HOUR,
        } | changed
        return stopping.stop(**said)

    def test_by_the_office_says_why_and_by_which_law(self, world: World) -> None:
        dossier = self.stop(world, received(world))

        assert (dossier.state, dossier.closed_at) == (State.STOPPED, MONDAY + HOUR)
        said = json.loads(Slip.objects.get(form="05").said)
        assert said["reason"].startswith("Phát sinh tranh chấp")
        assert last_entry(dossier)["reason_code"] == "dispute"
        assert list(replay.differences([dossier])) == []

    def test_is_refused_to_others_without_reason_and_after_a_decision(self, world: World) -> None:
        dossier = received(world)

        with pytest.raises(NotFound):
            self.stop(world, dossier, actor=world.binh)
        with pytest.raises(WrongRole):
            self.stop(world, dossier, actor=world.dung)
        with pytest.raises(stopping.StopReasonMissing):
            self.stop(world, dossier, basis="")
        settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY)
        settlement.pass_step(code=dossier.code, actor=world.hien, at=MONDAY)
        with pytest.raises(stopping.DecisionExists):
            self.stop(world, dossier)


class TestNobodyAnswers:
    def test_it_closes_by_itself_when_the_last_day_has_passed_and_not_before(
        self, world: World
    ) -> None:
        dossier = asked(world)
        midnight = LAST_DAY + DAY

        assert jobs.close_unanswered(at=midnight - timedelta(seconds=1)) == 0
        with pytest.raises(stopping.StillTime):
            stopping.close_unanswered(code=dossier.code, at=midnight - timedelta(seconds=1))
        assert jobs.close_unanswered(at=midnight) == 1
        assert jobs.close_unanswered(at=midnight) == 0

        dossier.refresh_from_db()
        assert (dossier.state, dossier.closed_at) == (State.STOPPED, midnight)
        assert last_entry(dossier)["reason_code"] == "not_completed"
        assert "297/2025" in json.loads(Slip.objects.get(form="05").said)["basis"]
        with pytest.raises(WrongState):
            stopping.close_unanswered(code=dossier.code, at=midnight)

    def test_what_was_answered_stays_open(self, world: World) -> None:
        asked_and_answered(world)

        assert jobs.close_unanswered(at=LAST_DAY + DAY) == 0
