"""Lost papers and wrong results: the agency apologises, mends it, and asks for nothing."""

import json
from datetime import timedelta
from typing import Any

import pytest

from motcua.capabilities.notifications.models import Notice
from motcua.casework.dossiers import reactions, replay, testing
from motcua.casework.dossiers.life_models import Correction, Loss
from motcua.casework.dossiers.models import Dossier, DossierCharge, Slip
from motcua.casework.dossiers.operations import corrections, losses, reception, settlement
from motcua.casework.dossiers.queries import life, papers
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongRole, WrongState

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def received(world: World) -> Dossier:
    dossier = world.a_dossier()
    return reception.receive(code=dossier.code, actor=world.an, at=MONDAY)


def returned(world: World) -> Dossier:
    dossier = received(world)
    settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY)
    settlement.pass_step(code=dossier.code, actor=world.hien, at=MONDAY)
    settlement.settle(code=dossier.code, actor=world.lan, at=MONDAY)
    return reception.return_result(code=dossier.code, way="desk", actor=world.an, at=MONDAY)


def last(dossier: Dossier) -> Any:
    return list(journal.story_of(dossier.subject))[-1]


class TestALostPaper:
    def lose(self, world: World, dossier: Dossier, **changed: Any) -> list[Loss]:
        said: dict[str, Any] = {
            "code": dossier.code,
            "components": ["birth_paper"],
            "reason": "Mưa dột ướt tủ hồ sơ",
            "actor": world.chi,
            "at": MONDAY + HOUR,
        } | changed
        return losses.report_lost(**said)

    def test_is_apologised_for_and_restored_at_the_offices_cost(self, world: World) -> None:
        dossier = received(world)

        self.lose(world, dossier)
        reactions.applicant_is_told_of_loss(last(dossier))
        [shown] = life.of(code=dossier.code, actor=world.dung).lost
        assert (shown.reason, shown.is_restored) == ("Mưa dột ướt tủ hồ sơ", False)
        losses.restore(
            code=dossier.code, how="Xin lại trích lục", actor=world.an, at=MONDAY + 2 * HOUR
        )
        reactions.applicant_is_told_of_restoring(last(dossier))

        [shown] = life.of(code=dossier.code, actor=world.dung).lost
        assert (shown.restored, shown.is_restored) == ("Xin lại trích lục", True)
        told = set(Notice.objects.filter(about=dossier.subject).values_list("template", flat=True))
        assert told >= {"papers_lost", "papers_restored"}
        assert not DossierCharge.objects.filter(dossier=dossier).exists()
        assert "Mưa" not in "".join(e.canonical for e in journal.story_of(dossier.subject))
        assert list(replay.differences([Dossier.objects.get(pk=dossier.pk)])) == []

    def test_is_one_that_was_handed_in_and_is_recorded_once(self, world: World) -> None:
        dossier = received(world)

        wrong: list[dict[str, Any]] = [
            {"components": ["identity"]}, {"components": []}, {"reason": " "},
        ]  # fmt: skip
        for changed in wrong:
            with pytest.raises(losses.NothingLost):
                self.lose(world, dossier, **changed)
        self.lose(world, dossier)
        with pytest.raises(losses.LostAlready):
            self.lose(world, dossier)

    def test_is_recorded_by_the_office_alone(self, world: World) -> None:
        dossier = received(world)

        with pytest.raises(NotFound):
            self.lose(world, dossier, actor=world.binh)
        with pytest.raises(WrongRole):
            self.lose(world, dossier, actor=world.dung)
        with pytest.raises(losses.NothingToRestore):
            losses.restore(code=dossier.code, how="x", actor=world.an, at=MONDAY)
        self.lose(world, dossier)
        with pytest.raises(losses.HowMissing):
            losses.restore(code=dossier.code, how=" ", actor=world.an, at=MONDAY)
        with pytest.raises(NotFound):
            losses.restore(code=dossier.code, how="x", actor=world.binh, at=MONDAY)


class TestAWrongResult:
    def correct(self, world: World, dossier: Dossier, **changed: Any) -> Slip:
        said: dict[str, Any] = {
            "code": dossier.code,
            "fields": {"summary": "Về việc khai sinh Lê Thị Bông"},
            "reason": "Ghi nhầm tên",
            "actor": world.hien,
            "at": MONDAY + HOUR,
        } | changed
        return corrections.correct(**said)

    def test_gives_way_to_one_with_a_new_number_and_costs_nothing(self, world: World) -> None:
        dossier = returned(world)
        old = papers.result_of(dossier)

        new = self.correct(world, dossier)

        assert old is not None
        assert (old.number, new.number) == (1, 2)
        assert papers.result_of(dossier) == new
        assert json.loads(new.said)["summary"] == "Về việc khai sinh Lê Thị Bông"
        assert new.signers == [f"person:{world.hien.id}", f"organisation:{testing.COMMITTEE}"]
        lines = {
            line.number: line
            for line in papers.of(code=dossier.code, actor=world.dung)
            if line.form == papers.RESULT
        }
        assert lines[old.pk].is_superseded
        assert "không còn giá trị" in lines[old.pk].name_vi
        assert not lines[new.pk].is_superseded
        assert not DossierCharge.objects.filter(dossier=dossier).exists()
        entry = last(dossier)
        assert entry.facts["instead_of"] == f"result:{testing.COMMITTEE}:2026:1"
        assert Dossier.objects.get(pk=dossier.pk).state == State.RETURNED
        assert list(replay.differences([Dossier.objects.get(pk=dossier.pk)])) == []
        reactions.applicant_is_told_of_pretended_correction(entry)
        assert Notice.objects.filter(template="result_corrected").exists()

    def test_is_the_word_of_who_signs_in_the_agency_that_decided(self, world: World) -> None:
        dossier = returned(world)

        for actor in (world.chi, world.an, world.lan):
            with pytest.raises(WrongRole):
                self.correct(world, dossier, actor=actor)
        centre = Actor(id=world.hien.id, roles=frozenset({"head"}), organisation=testing.CENTRE)
        stranger = Actor(id=world.hien.id, roles=frozenset({"head"}), organisation="H80.40")
        for actor in (centre, stranger):
            with pytest.raises(NotFound):
                self.correct(world, dossier, actor=actor)
        assert not Correction.objects.exists()

    def test_needs_a_reason_and_a_difference(self, world: World) -> None:
        dossier = returned(world)

        with pytest.raises(corrections.CorrectionReasonMissing):
            self.correct(world, dossier, reason=" ")
        with pytest.raises(corrections.NothingCorrected):
            self.correct(world, dossier, fields={})

    def test_is_one_that_was_issued(self, world: World) -> None:
        with pytest.raises(WrongState):
            self.correct(world, received(world))
