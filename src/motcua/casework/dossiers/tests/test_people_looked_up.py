"""A person is looked up by the number they say: so many an hour, and never unseen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from motcua.casework.dossiers import jobs, testing
from motcua.casework.dossiers.life_models import LookupTries
from motcua.casework.dossiers.operations import lookups
from motcua.casework.dossiers.queries import accesses
from motcua.casework.dossiers.rules import life_limits
from motcua.casework.dossiers.testing import World
from motcua.reference.people import queries as people
from motcua.reference.people import testing as cast
from motcua.reference.people.models import Account
from motcua.reference.procedures.definition import plain, reading
from motcua.spine.access import operations as log
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)  # Accesses lie in real time, whatever an installation's clock says.
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FORM = reading.from_values(
    plain.values(code="1", name_vi="Thử", name_en="Trial", jurisdiction="national"), source="trial"
)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture(autouse=True)
def _few_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {"numbers_of_nobody": 3, "people_looked_up": 2}
    monkeypatch.setattr(life_limits, "times", lambda code, *, on: few[code])


def looks_up(officer: Actor, number: str, *, later: timedelta = timedelta(0)) -> tuple[bool, str]:
    """Look up as a page does; return whether somebody was found, and the refusal's code."""
    reader = replace(officer, notebook=[])
    try:
        known = lookups.known_by_number(
            number=number, definition=FORM, actor=reader, real_at=NOW + later
        )
    except Refusal as refusal:
        return False, refusal.code
    finally:
        log.record(reader.notebook or [], actor=reader, act="desk:fill_in")
    return bool(known), ""


def citizen(number: str) -> Account:
    account = cast.citizen(name=f"Lê Văn {number[-1]}")
    assert account.person
    account.person.personal_number = number
    account.person.save()
    return account


def test_numbers_of_nobody_are_counted_for_each_officer_and_hour(world: World) -> None:
    known = citizen("080090000001")
    for number in range(3):
        assert looks_up(world.an, f"08009000010{number}", later=number * MINUTE) == (False, "")

    # Also of a number that is somebody's: who is over the limit learns nothing of it.
    over = looks_up(world.an, "080090000001", later=4 * MINUTE)
    assert over == (False, "too_many_numbers_of_nobody")
    assert looks_up(world.binh, "080090000001") == (True, "")
    # From the first try, not from the last: a counter that is never quiet begins anew too.
    assert looks_up(world.an, "080090000001", later=HOUR - MINUTE)[1]
    assert looks_up(world.an, "080090000001", later=HOUR) == (True, "")
    mine = accesses.of_oneself(actor=Actor(id=str(known.pk), roles=frozenset({"applicant"})))
    assert sorted((one.extent, one.times) for one in mine) == [
        ("none", 2), ("whole", 1), ("whole", 1),
    ]  # fmt: skip


def test_different_people_are_counted_and_the_same_again_is_not(world: World) -> None:
    for number in range(3):
        citizen(f"08009000000{number}")

    looked = [looks_up(world.an, f"0800 9000 000{number}")[0] for number in (0, 0, 1, 1)]
    assert looked == [True, True, True, False]
    assert looks_up(world.an, "080090000002") == (False, "too_many_people_looked_up")
    assert looks_up(world.an, "080090000002", later=HOUR + MINUTE) == (True, "")
    inspector = Actor(id="1", roles=frozenset({"inspector"}))
    [refused] = accesses.at_limit(actor=inspector, since=NOW - HOUR)
    assert (refused.who, refused.times) == ("Nguyễn Thị Thử", 2)
    assert accesses.count_at_limit(since=NOW - HOUR) == 1
    assert accesses.at_limit(actor=inspector, since=NOW + HOUR) == []


def test_what_is_no_number_is_no_look_up(world: World) -> None:
    for _ in range(5):
        assert looks_up(world.an, "Lê Văn Dũng") == (False, "")

    assert not LookupTries.objects.exists()


def test_a_number_stands_nowhere_in_clear_and_counters_are_forgotten(world: World) -> None:
    looks_up(world.an, "080090000009")

    [found] = accesses.search(
        actor=Actor(id="1", roles=frozenset({"inspector"})), personal_number="080090000009"
    )
    assert (found.extent, found.act, found.who) == ("none", "desk:fill_in", "Nguyễn Thị Thử")
    assert found.subjects == (people.subject_of_number("080090000009"),)
    assert "080090000009" not in found.subjects[0]
    assert LookupTries.objects.filter(failures=1).count() == 1
    LookupTries.objects.update(failed_at=NOW - HOUR)
    jobs.forget_lookups()
    assert not LookupTries.objects.exists()


def test_a_busy_counter_never_meets_the_limits() -> None:
    figures = {one.code: one.value for one in life_limits.every()}

    assert figures["numbers_of_nobody"] >= 30
    assert figures["people_looked_up"] >= 120
