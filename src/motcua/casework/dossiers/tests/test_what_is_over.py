"""What is closed stays closed, and what begins anew is open again."""

from dataclasses import replace

import pytest

from motcua.capabilities.payments.models import Charge
from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import ResultDraft
from motcua.casework.dossiers.operations import (
    applicants,
    intake,
    reception,
    results,
    settlement,
    stopping,
)
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.lifecycle import WrongRole, WrongState

pytestmark = pytest.mark.django_db
PAPER = PaperGiven(component="birth_notice", fulfilment="upload")


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def test_nobody_takes_what_was_withdrawn(world: World) -> None:
    code = world.a_dossier().code
    reception.receive(code=code, actor=world.an, at=MONDAY)
    stopping.withdraw(code=code, actor=world.dung, at=MONDAY)

    with pytest.raises(WrongState):
        settlement.take(code=code, actor=world.chi, at=MONDAY)


def test_an_officer_does_not_rate_the_own_office(world: World) -> None:
    code = world.a_dossier().code
    stopping.withdraw(code=code, actor=world.dung, at=MONDAY)

    with pytest.raises(WrongRole):
        applicants.rate(code=code, score=5, words="", actor=world.an, at=MONDAY)


def test_nothing_is_owed_for_what_was_not_received(world: World) -> None:
    filing = replace(world.at_counter(), answers=testing.a_birth() | {"late": True})
    code = intake.submit(filing, actor=world.an, at=MONDAY).code

    reception.not_receive(code=code, reason_code="r", basis="b", fix="f", actor=world.an, at=MONDAY)

    assert Charge.objects.get().state == "cancelled"


def test_a_result_approved_before_a_supplement_is_approved_again(world: World) -> None:
    code = world.a_dossier().code
    reception.receive(code=code, actor=world.an, at=MONDAY)
    settlement.pass_step(code=code, actor=world.chi, at=MONDAY)
    results.approve(codes=[code], actor=world.hien, at=MONDAY)
    reception.ask_supplement(
        code=code, components=["birth_notice"], reason="mờ", actor=world.chi, at=MONDAY
    )
    applicants.complete(code=code, papers=[PAPER], actor=world.dung, at=MONDAY)
    reception.receive(code=code, actor=world.an, at=MONDAY)

    results.draft(code=code, fields={"summary": "mới"}, actor=world.chi, at=MONDAY)

    assert ResultDraft.objects.get().approved_at is None
