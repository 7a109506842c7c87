"""Calls outside: a turn for each receiver, no try counted that was not made."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from motcua.spine.errors import Outage, Overtaken
from motcua.spine.journal import calls, delivery, reactions
from motcua.spine.journal import operations as journal
from motcua.spine.journal.models import Delivery, Entry
from motcua.spine.journal.tests.lamps import LampLit, light

heard: list[str] = []
deaf: list[str] = []
overtaken: list[datetime] = []


def street_of(entry: Entry) -> str:
    return entry.subject.removeprefix("lamp:").partition("/")[0]


def street_is_called(entry: Entry) -> None:
    if overtaken:
        raise Overtaken("street", until=overtaken.pop())
    if street_of(entry) in deaf:
        raise Outage("street", "does not answer")
    heard.append(entry.subject)


def street_is_remembered(entry: Entry) -> None:
    heard.append(f"remembered {entry.subject}")


@pytest.fixture(autouse=True)
def _streets(installation: None) -> Iterator[None]:
    heard.clear()
    deaf.clear()
    table: reactions.Reactions = {LampLit: (street_is_called,)}
    reactions.subscribe(table, calls=street_of)
    yield
    reactions.unsubscribe(table)
    reactions.unsubscribe_afterwards(street_is_remembered)


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


def test_one_that_lets_another_go_first_is_put_off_and_counts_no_try(at: datetime) -> None:
    [turn] = calls.take(at=at, busy={"b"})
    overtaken.append(at + timedelta(seconds=40))

    assert calls.make(turn.calls[0], at=at)

    put_off = Delivery.objects.get(pk=turn.calls[0].pk)
    assert (put_off.attempts, put_off.next_try_at) == (0, at + timedelta(seconds=40))


def test_an_entry_is_owed_afterwards_once(at: datetime) -> None:
    entry = Entry.objects.get(subject="lamp:b/1")
    reactions.subscribe_afterwards(street_is_remembered, calls=street_of)
    for _ in range(2):
        journal.owe([entry.pk], to=street_is_remembered)

    later = Delivery.objects.filter(reaction=reactions.name_of(street_is_remembered))
    delivery.note(later.get(), delivery.outcome(later.get()), at=at)

    assert later.get().done_at == at
    assert heard == ["remembered lamp:b/1"]


def test_a_twin_that_comes_later_changes_nothing(at: datetime) -> None:
    [call] = calls.take(at=at, busy={"a"})[0].calls
    assert calls.make(call, at=at)
    deaf.append("b")

    calls.make(call, at=at + timedelta(seconds=9))

    assert Delivery.objects.get(pk=call.pk).done_at == at
