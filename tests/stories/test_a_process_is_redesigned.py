"""The keeper redesigns a process: new dossiers go the new way, old ones theirs, each step timed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import reception, results, settlement
from motcua.casework.dossiers.queries import access, step_clocks, stories
from motcua.casework.dossiers.states import State
from motcua.reference.procedures import office, queries
from motcua.reference.procedures.operations import flows, keeping, publication
from motcua.spine.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installation")]

KEEPER = Actor(id="7", roles=frozenset({"catalogue_keeper"}))
TUESDAY = testing.MONDAY + timedelta(days=1)  # 9 a.m. in Việt Nam
POLICE: dict[str, Any] = {
    "name_vi": "Công an xác minh nơi cư trú", "name_en": "The police verify the residence",
    "role": "outside", "unit": "police", "recorded_by": "handler",
    "limit": {"value": 2, "unit": "working_hour"},
}  # fmt: skip
DESK: dict[str, Any] = {
    "name_vi": "Một cửa đối chiếu bản chính", "name_en": "The desk compares the originals",
    "role": "reception", "unit": "service_centre",
    "limit": {"value": 1, "unit": "working_hour"},
}  # fmt: skip


def redesigned(at: datetime) -> None:
    """Put two steps after the examination, give the examination less time, and publish."""
    act: dict[str, Any] = {"actor": KEEPER, "at": at}
    procedure = queries.procedure_of(jurisdiction="national", key=testing.birth_registration().stem)
    version = queries.version_on(procedure, on=date(2026, 11, 2))
    assert version is not None
    draft = keeping.draft(version_id=version.pk, **act)
    flows.add_step(version_id=draft.pk, step=POLICE, after=2, **act)
    flows.add_step(version_id=draft.pk, step=DESK, after=3, **act)
    flows.change_step(
        version_id=draft.pk, order=2, given={"limit": {"value": 2, "unit": "working_hour"}}, **act
    )
    publication.publish(
        version_id=draft.pk, since=date(2026, 11, 3), decision="9/QĐ-UBND", replaces=True, **act
    )
    said = [one.vi for one in office.difference(
        procedure, old=version.number, new=draft.number, actor=KEEPER)[2]]  # fmt: skip
    assert any(words.startswith("Thêm bước 3: “Công an xác minh nơi cư trú”") for words in said)


def passed(dossier: Dossier, actor: Actor, at: datetime) -> Dossier:
    return settlement.pass_step(code=dossier.code, actor=actor, at=at)


def test_a_new_dossier_goes_the_new_way_and_an_old_one_its_own() -> None:
    world = testing.world()
    old = world.a_dossier("old")
    old = reception.receive(code=old.code, actor=world.an, at=testing.MONDAY)
    redesigned(testing.MONDAY)

    new = reception.receive(
        code=world.a_dossier("new", at=TUESDAY).code, actor=world.an, at=TUESDAY
    )
    assert [one.order for one in access.steps_of(old)] == [2, 3]
    assert [one.order for one in access.steps_of(new)] == [2, 3, 4, 5]

    old = passed(old, world.chi, TUESDAY)
    assert (old.step, old.awaits) == (3, "head")

    # Nobody of ours does what the police does: the handler who asked records the answer.
    new = passed(new, world.chi, TUESDAY + timedelta(hours=1))
    assert (new.step, new.unit.code, new.awaits) == (3, testing.OFFICE, "handler")
    [due] = step_clocks.states_of(new, at=TUESDAY + timedelta(hours=1)).values()
    assert due.due_at == datetime(2026, 11, 3, 6, 30, tzinfo=UTC)  # 13:30: lunch is not counted.
    assert due.due_at == new.step_due_at

    late = TUESDAY + timedelta(days=1)
    assert [due.code for due in step_clocks.states_of(new, at=late).values()] == ["late"]
    new = passed(new, world.chi, late)
    assert (new.step, new.unit.code, new.awaits) == (4, testing.CENTRE, "reception")

    new = passed(new, world.an, late + timedelta(minutes=30))
    new = passed_to_the_end(new, world, late + timedelta(hours=1))
    assert new.state == State.SETTLED
    told = stories.timeline(code=new.code, actor=world.hien, language="vi")
    assert [bool(one.late) for one in told if one.kind == "dossier.step_passed"] == [
        False, True, False,
    ]  # fmt: skip
    runs = step_clocks.of(new, at=late)
    assert [(one.order, one.is_late(late)) for one in runs] == [
        (2, False), (3, True), (4, False), (5, False),
    ]  # fmt: skip


def passed_to_the_end(dossier: Dossier, world: testing.World, at: datetime) -> Dossier:
    results.approve(codes=[dossier.code], actor=world.hien, at=at)
    [settled] = results.settle_many(codes=[dossier.code], actor=world.lan, at=at)
    return settled


def test_a_step_stands_while_its_dossier_waits_for_papers() -> None:
    world = testing.world()
    dossier = reception.receive(code=world.a_dossier().code, actor=world.an, at=testing.MONDAY)
    before = step_clocks.of(dossier, at=testing.MONDAY)[-1].due_at
    asked = testing.MONDAY + timedelta(hours=1)

    reception.ask_supplement(
        code=dossier.code, components=["birth_paper"], reason="Mờ", actor=world.chi, at=asked
    )

    later = step_clocks.of(dossier, at=asked + timedelta(days=2))[-1]
    assert before is not None
    assert later.due_at is not None
    assert later.due_at > before + timedelta(days=1)
    assert not later.is_late(asked + timedelta(days=2))


def test_a_step_may_name_one_certain_unit() -> None:
    world = testing.world()
    act: dict[str, Any] = {"actor": KEEPER, "at": testing.MONDAY}
    procedure = queries.procedure_of(jurisdiction="national", key=testing.birth_registration().stem)
    version = queries.version_on(procedure, on=date(2026, 11, 2))
    assert version is not None
    draft = keeping.draft(version_id=version.pk, **act)
    given = {"unit": f"unit:{testing.ELSEWHERE}"}
    flows.change_step(version_id=draft.pk, order=2, given=given, **act)
    publication.publish(
        version_id=draft.pk, since=date(2026, 11, 3), decision="9/QĐ-UBND", replaces=True, **act
    )

    dossier = reception.receive(code=world.a_dossier(at=TUESDAY).code, actor=world.an, at=TUESDAY)

    assert dossier.unit.code == testing.ELSEWHERE
