"""Whichever statement of an act fails, and however: it is done or it is not, and can be done again.

The control loses what holds an act together: a connection that commits after each statement.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import psycopg
import pytest
from django.db import Error, connection

from motcua.capabilities.signatures import pkcs8
from motcua.casework.dossiers import replay, testing
from motcua.casework.dossiers.models import Dossier
from motcua.spine.errors import Refusal
from tests.faults.acts import LIVES, REPEATABLE, Case, Office, at_once, extended, office
from tests.faults.interrupting import (
    Break,
    Interruption,
    Store,
    careless,
    counted_commits,
    interrupted,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]
SOME = {"submit", "receive", "number", "refuse", "pay"}
QUICK = pytest.param(SOME, [Break.UNANSWERED], id="some acts, in one way")
ALL = pytest.param(None, [*Break], id="all acts, in every way", marks=pytest.mark.prove)
STATEMENTS_MAX = 200


@pytest.fixture
def stored(application_url: str) -> Iterator[Store]:
    store = Store(application_url)
    yield store
    store.close()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(pkcs8, "N", 2**8)
    return office(testing.world())


def lives(desk: Office, key: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Do what goes before; give the acts of each life, one after the other."""
    for life in LIVES:
        before, acts = life(Case(desk, f"{key}-{life.__name__}"))
        for act in before.values():
            act()
        yield from acts.items()


def broken_everywhere(
    act: Callable[[], Any], ways: Sequence[Break]
) -> Iterator[tuple[int, Interruption]]:
    """Break each statement in turn, until none is left to break: then the act was done."""
    for number in range(1, STATEMENTS_MAX):
        for way in ways:
            with interrupted(number, way) as interruption:
                try:
                    act()
                except Error:
                    assert interruption.has_struck
                    connection.close_if_unusable_or_obsolete()  # As after each request.
                else:
                    assert not interruption.has_struck, f"{interruption.seen[-1]} failed unheard"
                    return
            yield number, interruption
    raise AssertionError("The act never ends.")


def whole_or_not_at_all(
    name: str, act: Callable[[], Any], ways: Sequence[Break], stored: Store
) -> int:
    """See that an act leaves all as it was, wherever it breaks; return how often it was broken."""
    before = stands = stored.now()
    broken = 0
    for number, interruption in broken_everywhere(act, ways):
        after = stored.now()
        if interruption.is_kept and stands == before:
            stands = after  # Done, and unheard: from here on it is seen to be done.
        where = f"{name}, statement {number}, {interruption.how}"
        assert after == stands, f"{where}: {after.added(stands)}"
        broken = number * len(ways)
    assert stored.now() != before, name
    assert stands in (before, stored.now()), name
    return broken


@pytest.mark.parametrize(("names", "ways"), [QUICK, ALL])
def test_a_statement_that_fails_leaves_all_as_it_was(
    names: set[str] | None, ways: list[Break], desk: Office, stored: Store
) -> None:
    broken = {}
    for name, act in lives(desk, "k"):
        if names is not None and name not in names:
            act()
            continue
        broken[name] = whole_or_not_at_all(name, act, ways, stored)

    assert list(replay.differences(Dossier.objects.all())) == []
    print(f"\n{sum(broken.values())} statements broken, no act half done: {broken}")


def test_steps_at_once_are_opened_and_done_all_or_not(desk: Office, stored: Store) -> None:
    verifier = testing.publish_with_steps_at_once()

    for name, act in at_once(Case(desk, "k"), verifier).items():
        whole_or_not_at_all(name, act, [Break.UNANSWERED], stored)

    assert list(replay.differences(Dossier.objects.all())) == []


def test_the_longer_limit_is_taken_or_not(desk: Office, stored: Store) -> None:
    usual, longer = ({"value": days, "unit": "working_day"} for days in (3, 5))
    testing.publish_with_limits([{"limit": usual, "extended": longer}])
    before, acts = extended(Case(desk, "k"))
    for act in before.values():
        act()

    for name, act in acts.items():
        whole_or_not_at_all(name, act, [Break.UNANSWERED], stored)

    assert list(replay.differences(Dossier.objects.all())) == []


def test_a_lost_commit_is_before_or_after_and_is_seen_by_who_tries_again(
    desk: Office, stored: Store
) -> None:
    usual = {}
    for key in ("first", "usual"):  # The first one begins the series of numbers.
        for name, act in lives(desk, key):
            before = stored.now()
            with counted_commits() as commits, interrupted(0, Break.UNSENT) as watched:
                act()
            usual[name] = stored.now().added(before), len(commits), len(watched.seen)

    for name, act in lives(desk, "k"):
        added, *ends = usual[name]
        before = stored.now()
        with lost_at_the_end(*ends, is_done=False), pytest.raises(Error):
            act()
        connection.close_if_unusable_or_obsolete()
        assert stored.now() == before, name
        with lost_at_the_end(*ends, is_done=True), pytest.raises(Error):
            act()
        connection.close_if_unusable_or_obsolete()
        done = stored.now()
        assert done.added(before) == added, name

        answer = answer_of(act)

        assert stored.now() == done or name in REPEATABLE, (name, answer)
    assert list(replay.differences(Dossier.objects.all())) == []


def lost_at_the_end(commits: int, statements: int, *, is_done: bool) -> AbstractContextManager[Any]:
    """Lose the connection at the last COMMIT, or at the statement that is the whole transaction."""
    if commits:
        return counted_commits(lose=commits, is_done=is_done)
    return interrupted(statements, Break.UNANSWERED if is_done else Break.UNSENT)


def answer_of(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Refusal as refusal:
        return refusal


@pytest.mark.parametrize(
    "names", [pytest.param({"receive", "refuse"}, id="two acts"),
              pytest.param(None, id="all acts", marks=pytest.mark.prove)],
)  # fmt: skip
def test_without_a_transaction_it_is_caught_half_done(
    names: set[str] | None, desk: Office, stored: Store
) -> None:
    counts = {}
    for key in ("first", "counted"):  # What is kept in memory is read once.
        for name, act in lives(desk, key):
            with interrupted(0, Break.UNSENT) as watched:
                act()
            counts[name] = len(watched.seen)

    half_done, kept_whole = set[str](), set[str]()
    for number, name in enumerate(counts):
        if names is None or name in names:
            act = alone(desk, name, f"k{number}")
            before = stored.now()
            with (
                careless(),
                interrupted(counts[name], Break.UNSENT),
                pytest.raises((Error, psycopg.Error)),
            ):
                act()
            (kept_whole if stored.now() == before else half_done).add(name)
    # Money that does not balance, the database itself refuses to keep; a submit is one statement.
    assert kept_whole <= {"owe", "pay", "submit"}
    assert half_done >= {"receive", "refuse"}
    print(f"\ncontrol: half done {sorted(half_done)}; kept whole by constraints {kept_whole}")


def alone(desk: Office, name: str, key: str) -> Callable[[], Any]:
    """Return an act in a life of its own, in which all that goes before has been done."""
    for life in LIVES:
        before, acts = life(Case(desk, key))
        if name in acts:
            for act in before.values():
                act()
            for other, act in acts.items():
                if other == name:
                    return act
                act()
    raise AssertionError(name)
