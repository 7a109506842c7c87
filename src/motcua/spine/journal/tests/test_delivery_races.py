"""Two workers beside each other, and one that fails in the middle: effects happen once."""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection

from motcua.spine.actors import SYSTEM
from motcua.spine.journal import delivery, reactions
from motcua.spine.journal import operations as journal
from motcua.spine.journal.events import Event
from motcua.spine.journal.models import Delivery, Entry
from motcua.spine.journal.tests.lamps import NOON, LampLit, light

LAMPS = 60


@dataclass(frozen=True, kw_only=True)
class MothCame(Event):
    kind = "moth.came"


class PowerCut(Exception):
    pass


cut: set[str] = set()


def moth_comes(entry: Entry) -> None:
    journal.record(MothCame(), subject=f"moth:{entry.subject}", actor=SYSTEM, at=NOON)
    if entry.subject in cut:
        raise PowerCut


@pytest.fixture(autouse=True)
def _moths() -> Iterator[None]:
    cut.clear()
    table: reactions.Reactions = {LampLit: (moth_comes,)}
    reactions.subscribe(table)
    yield
    reactions.unsubscribe(table)


def moths() -> Counter[str]:
    return Counter(
        Entry.objects.filter(subject__startswith="moth:lamp").values_list("subject", flat=True)
    )


@pytest.mark.usefixtures("installation")
def test_one_that_fails_takes_no_other_along_and_leaves_nothing_behind() -> None:
    for name in ("1", "2", "3"):
        light(name)
    cut.add("lamp:2")
    at = Delivery.objects.latest("id").entry.recorded_at + timedelta(seconds=1)

    assert delivery.deliver(at=at) == 3

    assert set(moths()) == {"moth:lamp:1", "moth:lamp:3"}
    failed = Delivery.objects.get(entry__subject="lamp:2")
    assert (failed.attempts, failed.last_error) == (1, "PowerCut")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "installation")
def test_two_workers_do_everything_once() -> None:
    for number in range(LAMPS):
        light(f"{number}")
    owed = [*Delivery.objects.values_list("pk", flat=True)]
    cut.add("lamp:7")
    at = Delivery.objects.latest("id").entry.recorded_at + timedelta(seconds=1)
    gate = threading.Barrier(2)

    def work() -> None:
        gate.wait()
        while Delivery.objects.filter(pk__in=owed, next_try_at__lte=at).exists():
            delivery.deliver(at=at, limit=7)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert moths() == {f"moth:lamp:{number}": 1 for number in range(LAMPS) if number != 7}
    assert Delivery.objects.filter(pk__in=owed, done_at=None).count() == 1
