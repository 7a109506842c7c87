"""Steps beside each other are open at once, each with its holder and clock; the join waits."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from motcua.casework.dossiers import replay, testing
from motcua.casework.dossiers.life_models import Turn
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import (
    applicants,
    reception,
    results,
    settlement,
    step_dues,
    stopping,
)
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.queries import (
    access,
    control,
    queues,
    sheets,
    step_clocks,
    stories,
    turns,
)
from motcua.casework.dossiers.rules import steps
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import ELSEWHERE, MONDAY, OFFICE, World
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal

pytestmark = pytest.mark.django_db
EXAMINE, VERIFY, SIGN = 2, 3, 4
HOUR = timedelta(hours=1)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def kien(world: World) -> Actor:
    return testing.publish_with_steps_at_once()


def received(world: World, key: str = "k1", at: datetime = MONDAY) -> Dossier:
    dossier = world.a_dossier(key, at=at)
    return reception.receive(code=dossier.code, actor=world.an, at=at)


def open_now(dossier: Dossier) -> list[tuple[int, str, int | None]]:
    dossier = access.get(code=dossier.code, actor=Actor(id="0", roles=frozenset({"system"})))
    return [(one.order, one.unit.code, one.holder_id) for one in turns.opened(dossier)]


def lines(actor: Actor, at: datetime = MONDAY, tab: str = "all") -> list[tuple[str, bool, int]]:
    found = queues.page(actor=actor, tab=tab, at=at).lines
    assert len(found) == queues.counts(actor=actor, at=at)[tab]
    return [(line.step_vi, line.is_mine, line.beside) for line in found]


def test_both_steps_are_open_in_their_own_queues_and_hands(world: World, kien: Actor) -> None:
    dossier = received(world)

    assert open_now(dossier) == [(EXAMINE, OFFICE, None), (VERIFY, ELSEWHERE, None)]
    assert [mine for _, mine, _ in lines(world.chi)] == [False]
    assert lines(kien) == [("Xác minh nơi sinh", False, 1)]

    settlement.take(code=dossier.code, actor=world.chi, at=MONDAY + HOUR)
    settlement.take(code=dossier.code, actor=kien, at=MONDAY + HOUR)

    held = [(EXAMINE, OFFICE, int(world.chi.id)), (VERIFY, ELSEWHERE, int(kien.id))]
    assert open_now(dossier) == held
    assert lines(kien, tab="mine") == [("Xác minh nơi sinh", True, 1)]
    assert [mine for _, mine, _ in lines(world.chi, tab="mine")] == [True]
    assert len(lines(world.hien)) == 1, "The head leads one of the two units."


@pytest.mark.parametrize("first", ["the dossier's own", "the one beside"])
def test_the_join_opens_when_both_are_done(world: World, kien: Actor, first: str) -> None:
    dossier = received(world)
    settlement.take(code=dossier.code, actor=kien, at=MONDAY)
    order = [(world.chi, EXAMINE), (kien, VERIFY)]
    order = order if first == "the dossier's own" else order[::-1]

    (who, step), (other, left) = order
    settlement.pass_step(code=dossier.code, actor=who, step=step, at=MONDAY + HOUR)

    [(still, _, holder)] = open_now(dossier)
    assert (still, holder) == (left, int(kien.id) if left == VERIFY else None)
    assert list(replay.differences(Dossier.objects.all())) == []
    with pytest.raises(settlement.NotYourStep):  # The same button again is not the other's step.
        settlement.pass_step(code=dossier.code, actor=who, step=step, at=MONDAY + HOUR)

    after = settlement.pass_step(code=dossier.code, actor=other, at=MONDAY + 2 * HOUR)

    assert (after.step, after.awaits, after.beside, after.holder_id) == (SIGN, "head", 0, None)
    assert not Turn.objects.exists()
    assert list(replay.differences(Dossier.objects.all())) == []


def test_nobody_does_the_others_step_nor_approves_before(world: World, kien: Actor) -> None:
    dossier = received(world)
    settlement.take(code=dossier.code, actor=kien, at=MONDAY)

    with pytest.raises(settlement.NotYourStep):
        settlement.pass_step(code=dossier.code, actor=world.chi, step=VERIFY, at=MONDAY)
    with pytest.raises(results.NothingToSign):
        results.approve(codes=[dossier.code], actor=world.hien, at=MONDAY)
    with pytest.raises(settlement.StepsLeft):
        settlement.settle(code=dossier.code, actor=world.lan, at=MONDAY)


def test_each_step_has_its_own_clock_and_lateness(world: World, kien: Actor) -> None:
    dossier = received(world)
    settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY + HOUR)

    at = MONDAY + 5 * HOUR  # 14:00: two working hours are over, the dossier is in time.
    dossier.refresh_from_db()
    assert {one: due.code for one, due in step_clocks.states_of(dossier, at=at).items()} == {
        VERIFY: "late"
    }
    [line] = queues.page(actor=kien, tab="step_late", at=at).lines
    assert (line.due.code != "late", line.step_due and line.step_due.code) == (True, "late")
    assert lines(kien, MONDAY, "step_late") == []

    settlement.pass_step(code=dossier.code, actor=kien, at=at)

    told = stories.timeline(code=dossier.code, actor=world.an, language="vi")
    assert [bool(one.late) for one in told if one.kind == "dossier.step_passed"] == [False, True]
    assert [one.words for one in told if "song song" in one.words][-1].startswith("Xong bước")


def test_the_control_slip_says_who_had_which_part(world: World, kien: Actor) -> None:
    dossier = received(world)
    settlement.pass_step(code=dossier.code, actor=kien, at=MONDAY + HOUR)
    settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY + 2 * HOUR)

    rows = control.sheet(code=dossier.code, actor=world.an).rows
    said = [(row.note, row.result, "xã Tân Hưng" in row.giver, "xã Tân Hưng" in row.taker)
            for row in rows]  # fmt: skip
    assert (
        said[2:]
        == [
            ("Làm song song", "", False, True),
            ("Xong phần song song", "Trước hạn", True, False),
            ("", "Trước hạn", False, False),
        ]
        or said[2:]
    ), said


def test_a_request_for_papers_begins_all_anew(world: World, kien: Actor) -> None:
    dossier = received(world)
    settlement.take(code=dossier.code, actor=kien, at=MONDAY)
    reception.ask_supplement(
        code=dossier.code, components=["birth_notice"], reason="mờ", actor=world.chi, at=MONDAY
    )
    with pytest.raises(Refusal):
        settlement.pass_step(code=dossier.code, actor=kien, at=MONDAY)

    paper = PaperGiven(component="birth_notice", fulfilment="upload")
    dossier = applicants.complete(code=dossier.code, papers=[paper], actor=world.dung, at=MONDAY)
    assert (dossier.beside, open_now(dossier)) == (0, [])

    dossier = reception.receive(code=dossier.code, actor=world.an, at=MONDAY)
    assert [holder for _, _, holder in open_now(dossier)] == [None, None]
    stopping.withdraw(code=dossier.code, actor=world.dung, at=MONDAY)
    assert not Turn.objects.exists()


def test_a_page_of_a_queue_ends_between_the_lines_of_one_dossier(world: World, kien: Actor) -> None:
    leader = Actor(id=world.hien.id, roles=world.hien.roles, organisation="H80.40")
    for number in range(3):
        received(world, f"k{number}")

    seen, after = [], ""
    for _ in range(3):
        page = queues.page(actor=leader, tab="all", at=MONDAY, after=after, rows=1)
        seen += [line.code for line in page.lines]
        after = page.after
    assert (len(set(seen)), after) == (3, "")


def test_what_is_said_of_due_steps_is_mended_by_the_journal(world: World, kien: Actor) -> None:
    dossier = received(world)
    kept = Dossier.objects.get().step_due_at, Turn.objects.get().due_at
    Dossier.objects.update(step_due_at=None)
    Turn.objects.update(due_at=MONDAY)

    assert step_dues.bring_up_all(after=0, at=MONDAY) is None

    assert (Dossier.objects.get().step_due_at, Turn.objects.get().due_at) == kept
    assert sheets.sheet(code=dossier.code, actor=world.an).step is not None


def test_a_dossier_from_before_does_its_steps_one_by_one(world: World, kien: Actor) -> None:
    """It was received when only the first of them was opened: the other still gets its turn."""
    dossier = received(world)
    Turn.objects.all().delete()
    Dossier.objects.update(beside=0)

    after = settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY)

    assert after.step == VERIFY
    assert settlement.pass_step(code=dossier.code, actor=kien, at=MONDAY).step == SIGN


def acts(world: World, kien: Actor, code: str) -> list[Callable[[datetime], object]]:
    paper = PaperGiven(component="birth_notice", fulfilment="upload")

    def on(act: Callable[..., object], who: Actor, **given: object) -> Callable[..., object]:
        return lambda at: act(code=code, actor=who, at=at, **given)

    both = [on(act, who) for act in (settlement.take, settlement.pass_step)
            for who in (world.chi, kien, world.hien)]  # fmt: skip
    again = {"components": ["birth_notice"], "reason": "mờ"}
    return [
        *both,
        *both,
        on(reception.receive, world.an),
        on(reception.ask_supplement, world.chi, **again),
        on(applicants.complete, world.dung, papers=[paper]),
        on(settlement.settle, world.lan),
        on(reception.return_result, world.an, way="desk"),
    ]


def test_random_lives_agree_with_the_journal_and_the_graph(world: World, kien: Actor) -> None:
    dice, at, opened = random.Random(11), MONDAY, set()
    for life in range(8):
        dossier = world.a_dossier(f"life-{life}", at=at)
        for _ in range(40):
            at += timedelta(minutes=dice.randrange(1, 200))
            try:
                dice.choice(acts(world, kien, dossier.code))(at)
            except Refusal:
                continue
            dossier.refresh_from_db()
            opened.add(tuple(order for order, *_ in open_now(dossier)))
            if dossier.state == State.PROCESSING:
                runs = [run for run in step_clocks.of(dossier, at=at) if run.is_open]
                due = {one.order: one.due_at for one in turns.opened(dossier)}
                assert {run.order: run.due_at for run in runs} == due
                done = turns.done(dossier, access.steps_of(dossier))
                left = steps.remaining(access.steps_of(dossier), list(due))
                assert done == {step.order for step in access.steps_of(dossier)} - left

    assert list(replay.differences(Dossier.objects.all())) == []
    assert {(EXAMINE, VERIFY), (EXAMINE,), (VERIFY,), (SIGN,)} <= opened
