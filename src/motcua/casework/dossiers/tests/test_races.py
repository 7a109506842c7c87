"""Two at once, in threads and with real commits: nothing doubled, nothing lost."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from motcua.capabilities.payments.models import Charge
from motcua.casework.dossiers import replay, testing
from motcua.casework.dossiers.models import Dossier, DossierCharge, Slip
from motcua.casework.dossiers.operations import intake, reception, settlement, tracking
from motcua.casework.dossiers.operations.settlement import HeldByAnother
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.errors import Refusal
from motcua.spine.journal.models import Entry
from motcua.spine.lifecycle import WrongState
from motcua.spine.numbering.models import Series

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]
FEW = 40
SOME = pytest.param(200, id="200 pairs")
MANY = pytest.param(1000, id="1000 pairs", marks=pytest.mark.prove)


def raced(first: list[Callable[[], Any]], second: list[Callable[[], Any]]) -> list[list[Any]]:
    """Run the pairs one after the other, both of a pair at once; return what each gave."""
    gate = threading.Barrier(2)
    results: list[list[Any]] = [[None, None] for _ in first]

    def run(side: int, acts: list[Callable[[], Any]]) -> None:
        for number, act in enumerate(acts):
            gate.wait()
            try:
                results[number][side] = act()
            except Refusal as refusal:
                results[number][side] = refusal
            except Exception as error:
                results[number][side] = error
        connection.close()

    sides = [threading.Thread(target=run, args=pair) for pair in enumerate((first, second))]
    for side in sides:
        side.start()
    for side in sides:
        side.join()
    return results


def same_key(world: World, count: int) -> list[list[Any]]:
    def submit(number: int) -> Callable[[], Any]:
        filing = world.filing(f"key-{number}")
        return lambda: intake.submit(filing, actor=world.dung, at=MONDAY)

    acts = [submit(number) for number in range(count)]
    return raced(acts, acts)


@pytest.mark.parametrize("pairs", [SOME, MANY])
def test_the_same_key_twice_is_one_dossier(pairs: int) -> None:
    results = same_key(testing.world(), pairs)

    assert all(isinstance(one, Dossier) for pair in results for one in pair), results[0]
    assert all(first.pk == second.pk for first, second in results)
    assert Dossier.objects.count() == pairs
    assert Entry.objects.filter(kind="dossier.submitted").count() == pairs
    # A key that lost took no number: the series of the day has no gap.
    assert Series.objects.get(key__startswith="dossier:").last == pairs


def test_the_same_key_twice_owes_its_fee_once() -> None:
    world = testing.world()
    late = testing.a_birth() | {"late": True}

    def submit(number: int) -> Callable[[], Any]:
        filing = replace(world.at_counter(f"key-{number}"), answers=late, account_id=None)
        return lambda: intake.submit(filing, actor=world.an, at=MONDAY)

    acts = [submit(number) for number in range(FEW)]
    results = raced(acts, acts)

    assert all(first.pk == second.pk for first, second in results), results[0]
    assert Charge.objects.count() == DossierCharge.objects.count() == FEW
    assert Entry.objects.filter(kind="charge.owed").count() == FEW
    assert Series.objects.get(key__startswith="dossier:").last == FEW


@pytest.mark.parametrize("pairs", [SOME, MANY])
def test_two_officers_on_one_button(pairs: int) -> None:
    world = testing.world()
    codes = [world.a_dossier(f"k{number}").code for number in range(pairs)]
    another = testing._staff("reception", testing.CENTRE)

    def receive(code: str, actor: Any) -> Callable[[], Any]:
        return lambda: reception.receive(code=code, actor=actor, at=MONDAY)

    results = raced(
        [receive(code, world.an) for code in codes], [receive(code, another) for code in codes]
    )

    outcomes = Counter(tuple(sorted(type(one).__name__ for one in pair)) for pair in results)
    assert outcomes == {("Dossier", WrongState.__name__): pairs}
    assert Entry.objects.filter(kind="dossier.received").count() == pairs
    numbers = Slip.objects.filter(form="01").values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, pairs + 1))
    assert list(replay.differences(Dossier.objects.all())) == []


def test_two_handlers_take_one_dossier() -> None:
    world = testing.world()
    codes = [world.a_dossier(f"k{number}").code for number in range(20)]
    for code in codes:
        reception.receive(code=code, actor=world.an, at=MONDAY)
    another = testing._staff("handler", testing.OFFICE)

    def take(code: str, actor: Any) -> Callable[[], Any]:
        return lambda: settlement.take(code=code, actor=actor, at=MONDAY)

    results = raced([take(c, world.chi) for c in codes], [take(c, another) for c in codes])

    outcomes = Counter(tuple(sorted(type(one).__name__ for one in pair)) for pair in results)
    assert outcomes == {("Dossier", HeldByAnother.__name__): 20}


def test_look_ups_while_the_worker_forgets_them() -> None:
    code = testing.world().a_dossier().code

    def ask(number: int) -> Callable[[], Any]:
        source = tracking.Source(network=f"192.0.2.{number % 3}/32")
        return lambda: tracking.find(code=code, phone_digits="0000", source=source, real_at=MONDAY)

    def forget() -> int:
        return tracking.forget_old(real_at=MONDAY + timedelta(hours=2))

    pairs = 200
    results = raced([ask(number) for number in range(pairs)], [forget] * pairs)

    tried = Counter(type(asked) for asked, _ in results)
    assert set(tried) <= {tracking.NothingFound, tracking.TriedTooOften}
    assert all(isinstance(gone, int) for _, gone in results)
    assert sum(gone for _, gone in results) > 0
