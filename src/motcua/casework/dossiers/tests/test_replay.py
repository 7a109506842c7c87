"""Whatever is done in whatever order, the journal tells the same as the table."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from motcua.casework.dossiers import columns, replay, testing
from motcua.casework.dossiers.events import DossierWithdrawn
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import applicants, reception, settlement, stopping
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.errors import Refusal
from motcua.spine.journal import events

pytestmark = pytest.mark.django_db


def test_every_column_is_declared() -> None:
    assert set(columns.DOSSIER) == {field.name for field in Dossier._meta.concrete_fields}


def test_every_event_of_a_dossier_can_be_replayed() -> None:
    known = {
        event.kind
        for event in events.Event.__subclasses__()
        if event.__module__ == DossierWithdrawn.__module__
        and not event.kind.startswith(("register.", "due_dates.", "file."))
    }
    assert known == set(replay._TOLD)


def acts(world: World, code: str) -> list[Callable[..., object]]:
    paper = PaperGiven(component="birth_notice", fulfilment="upload")
    return [
        lambda at: reception.receive(code=code, actor=world.an, at=at),
        lambda at: reception.ask_supplement(
            code=code, components=["birth_notice"], reason="mờ", actor=world.chi, at=at
        ),
        lambda at: reception.ask_supplement(
            code=code, components=["birth_notice"], reason="mờ", actor=world.an, at=at
        ),
        lambda at: applicants.complete(code=code, papers=[paper], actor=world.dung, at=at),
        lambda at: settlement.take(code=code, actor=world.chi, at=at),
        lambda at: settlement.pass_step(code=code, actor=world.chi, at=at),
        lambda at: settlement.pass_step(code=code, actor=world.hien, at=at),
        lambda at: settlement.settle(code=code, actor=world.lan, at=at),
        lambda at: reception.return_result(code=code, way="desk", actor=world.an, at=at),
        lambda at: applicants.rate(code=code, score=4, words="", actor=world.dung, at=at),
        lambda at: stopping.withdraw(code=code, actor=world.dung, at=at),
        lambda at: settlement.refuse(
            code=code, reason_code="r", basis="b", fix="f", actor=world.hien, at=at
        ),
        lambda at: reception.not_receive(
            code=code, reason_code="r", basis="b", fix="f", actor=world.an, at=at
        ),
    ]


def test_random_lives_replay_to_the_same_table(installation: None) -> None:
    world, dice, moment = testing.world(), random.Random(7), MONDAY
    reached = set()
    for life in range(12):
        dossier = world.a_dossier(f"life-{life}", at=moment)
        choices = acts(world, dossier.code)
        for _ in range(25):
            moment += timedelta(minutes=dice.randrange(1, 300))
            # The ends are rare, or no life would reach its result.
            act = dice.choice(choices[:-3] if dice.random() < 0.97 else choices)
            try:
                act(at=moment)
            except Refusal:
                continue
        dossier.refresh_from_db()
        reached.add(dossier.state)

    assert list(replay.differences(Dossier.objects.all())) == []
    assert len(reached) >= 3, reached


def test_a_changed_row_is_found(installation: None) -> None:
    dossier = testing.world().a_dossier()
    Dossier.objects.update(supplements=3)

    [found] = replay.differences(Dossier.objects.all())
    assert (found.code, found.column) == (dossier.code, "supplements")
