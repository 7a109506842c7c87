from collections.abc import Iterator
from datetime import timedelta

import pytest

from motcua.spine.actors import SYSTEM
from motcua.spine.errors import Outage
from motcua.spine.journal import delivery, operations, queries, reactions
from motcua.spine.journal.models import Delivery, Entry
from motcua.spine.journal.tests.lamps import NOON, LampLit, light

heard: list[str] = []
failing: list[Exception] = []


def neighbour_sees_light(entry: Entry) -> None:
    heard.append(entry.subject)
    if failing:
        raise failing[0]


@pytest.fixture(autouse=True)
def _neighbour(installation: None) -> Iterator[None]:
    heard.clear()
    failing.clear()
    table: reactions.Reactions = {LampLit: (neighbour_sees_light,)}
    reactions.subscribe(table)
    yield
    reactions.unsubscribe(table)


def deliver_all(*, minutes: int = 0) -> int:
    count = 0
    at = Delivery.objects.earliest("id").entry.recorded_at + timedelta(minutes=minutes + 1)
    while delivery.deliver(at=at, limit=1):
        count += 1
    return count


def test_each_reaction_is_owed_the_entry_and_gets_it_once() -> None:
    light("1")
    light("2")

    assert deliver_all() == 2
    assert heard == ["lamp:1", "lamp:2"]
    assert deliver_all() == 0


def test_a_rolled_back_act_owes_nothing() -> None:
    with pytest.raises(operations.MomentRefused):
        light("1", at=NOON - timedelta(days=9000))

    assert not Delivery.objects.exists()


def test_a_failing_reaction_is_tried_later_and_later_then_given_up() -> None:
    light("1")
    failing.append(Outage("lamp shop", "closed"))
    waits = []
    for _ in range(delivery.ATTEMPTS_MAX):
        [owed] = Delivery.objects.all()
        assert owed.next_try_at is not None
        assert delivery.deliver(at=owed.next_try_at)
        assert not delivery.deliver(at=owed.next_try_at)
        [after] = Delivery.objects.all()
        if after.next_try_at:
            waits.append((after.next_try_at - owed.next_try_at).total_seconds())

    assert waits == [5 * 2**turn for turn in range(delivery.ATTEMPTS_MAX - 1)]
    [given_up] = queries.deliveries_given_up()
    assert given_up.last_error == "Outage: lamp shop: closed"


def test_a_permanent_outage_is_not_tried_again() -> None:
    light("1")
    failing.append(Outage("lamp shop", "gone", permanent=True))

    deliver_all()

    assert queries.deliveries_given_up().count() == 1


def test_what_only_another_release_knows_waits_for_its_worker() -> None:
    light("1")
    light("2")
    theirs = Delivery.objects.earliest("id")
    Delivery.objects.filter(pk=theirs.pk).update(reaction="motcua.of_tomorrow.lamp_is_painted")

    assert deliver_all() == 1
    assert heard == ["lamp:2"]
    [waiting] = queries.deliveries_waiting()
    assert (waiting.pk, waiting.attempts, waiting.last_error) == (theirs.pk, 0, "")


def test_a_bug_is_kept_without_its_words_which_may_hold_personal_data() -> None:
    light("1")
    failing.append(ValueError("Nguyễn Văn An, 0909 123 456"))

    deliver_all()

    assert Delivery.objects.get().last_error == "ValueError"


def test_an_operator_gives_it_a_fresh_set_of_tries() -> None:
    light("1")
    failing.append(Outage("lamp shop", "gone", permanent=True))
    deliver_all()
    failing.clear()
    owed = Delivery.objects.get()

    operations.retry_delivery(delivery_id=owed.pk, actor=SYSTEM, at=NOON)
    operations.retry_delivery(delivery_id=owed.pk, actor=SYSTEM, at=NOON)

    assert deliver_all() == 1
    assert Delivery.objects.get().done_at is not None
    assert queries.story_of(f"delivery:{owed.pk}").count() == 1
