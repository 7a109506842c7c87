"""Calls outside: a turn for each receiver, no try counted that was not made."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from motcua.spine.errors import Outage
from motcua.spine.journal import calls, delivery, reactions
from motcua.spine.journal.models import Delivery, Entry
from motcua.spine.journal.tests.lamps import LampLit, light

heard: list[str] = []
deaf: list[str] = []


def street_of(entry: Entry) -> str:
    return entry.subject.removeprefix("lamp:").partition("/")[0]


def street_is_called(entry: Entry) -> None:
    if street_of(entry) in deaf:
        raise Outage("street", "does not answer")
    heard.append(entry.subject)


@pytest.fixture(autouse=True)
def _streets(installation: None) -> Iterator[None]:
    heard.clear()
    deaf.clear()
    table: reactions.Reactions = {LampLit: (street_is_called,)}
    reactions.subscribe(table, calls=street_of)
    yield
    reactions.unsubscribe(table)


@pytest.fixture
def at() -> datetime:
    for lamp in ("a/1", "b/1", "a/2"):
        light(lamp)
    return Delivery.objects.latest("id").entry.recorded_at + timedelta(minutes=1)


def test_a_turn_holds_the_calls_of_one_receiver(at: datetime) -> None:
    turns = calls.take(at=at)

    assert [(turn.receiver, len(turn.calls)) for turn in turns] == [("a", 2), ("b", 1)]
    assert calls.take(at=at) == []
    assert delivery.deliver(at=at) == 0


def test_what_waits_behind_a_busy_receiver_is_put_off_untried(at: datetime) -> None:
    [turn] = calls.take(at=at, busy={"a"})

    assert turn.receiver == "b"
    assert list(Delivery.objects.filter(attempts=0, next_try_at__gt=at).values_list("pk")) != []
    [later] = calls.take(at=at + timedelta(seconds=5))
    assert (later.receiver, len(later.calls)) == ("a", 2)


def test_a_call_that_fails_waits_longer_and_the_rest_of_its_turn_is_given_back(
    at: datetime,
) -> None:
    deaf.append("a")
    ours, theirs = calls.take(at=at)

    assert not calls.make(ours.calls[0], at=at)
    calls.put_back(ours.calls[1:], until=at + timedelta(seconds=30))
    assert calls.make(theirs.calls[0], at=at)

    failed, called, rest = Delivery.objects.order_by("id")
    assert (failed.attempts, failed.next_try_at) == (1, at + timedelta(seconds=5))
    assert (called.attempts, called.done_at) == (1, at)
    assert (rest.attempts, rest.next_try_at) == (0, at + timedelta(seconds=30))
    assert heard == ["lamp:b/1"]


def test_a_process_that_dies_in_a_turn_loses_the_turn_and_no_call(at: datetime) -> None:
    calls.take(at=at)

    again = calls.take(at=at + calls.TURN)

    assert [len(turn.calls) for turn in again] == [2, 1]


def test_a_twin_that_comes_later_changes_nothing(at: datetime) -> None:
    [call] = calls.take(at=at, busy={"a"})[0].calls
    assert calls.make(call, at=at)
    deaf.append("b")

    calls.make(call, at=at + timedelta(seconds=9))

    assert Delivery.objects.get(pk=call.pk).done_at == at
