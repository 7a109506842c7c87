"""One in ten lost, one in ten doubled, all mixed up: nothing is lost and nothing is twice."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import reception
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.casework.national import jobs, reactions
from motcua.casework.national.models import Link
from motcua.casework.national.queries import books
from motcua.connectors.sandbox.national_portal.weather import FAIR, Fate, storm
from motcua.spine import clock
from motcua.spine.dates import local_date
from motcua.spine.journal.models import Delivery
from tests.national.conftest import Line, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]
MESSAGES_A_DOSSIER = 3  # It is filed there; its filing and its receipt are told back.


@dataclass
class Came:
    """What came of a storm, counted on both sides."""

    messages: int
    lost: int
    doubled: int
    troubles: int
    seconds: float


def weathered(line: Line, world: World, *, dossiers: int) -> Came:
    """File so many in a storm, receive them, and count what the two sides then hold."""
    weather, since = storm(seed=5), time.monotonic()
    line.portal.set_weather(weather)
    codes = [line.file(name=f"Người thứ {number}") for number in range(dossiers)]
    wait_until(lambda: all("filed" in line.kept(code).heard for code in codes), seconds=900)
    for code in Dossier.objects.order_by("id").values_list("code", flat=True):
        reception.receive(code=code, actor=world.an, at=clock.now(), wants_slip=False)
    line.deliver()
    line.portal.let_the_late_come()
    line.portal.set_weather(FAIR)
    told = [line.kept(code) for code in codes]
    owed = Delivery.objects.filter(reaction=reactions.TELLING).count()
    arrived = sum(len(one.steps) for one in told)
    extra = sum(len(one.doubled) for one in told) + Dossier.objects.count() - dossiers
    missing = owed - arrived + dossiers - Link.objects.filter(code__in=codes).count()
    troubles = sum(count for fate, count in weather.counted.items() if fate is not Fate.SENT)
    return Came(dossiers + owed, missing, extra, troubles, time.monotonic() - since)


def check(line: Line, came: Came, *, dossiers: int) -> None:
    assert came.messages == dossiers * MESSAGES_A_DOSSIER
    assert came.troubles > came.messages // 10, "It was no storm."
    assert (came.lost, came.doubled) == (0, 0)
    assert {one.block["TrangThaiHoSo"] for one in line.registry.all()} == {"2"}
    comparison = jobs.compare_day(local_date(MONDAY))
    assert (comparison.ours, comparison.theirs) == (dossiers, dossiers)
    assert list(books.differences(comparison)) == []


def test_three_hundred_messages_in_a_storm(line: Line, world: World) -> None:
    check(line, weathered(line, world, dossiers=100), dossiers=100)


@pytest.mark.prove
def test_ten_thousand_messages_in_a_storm(line: Line, world: World) -> None:
    came = weathered(line, world, dossiers=3334)

    print(f"{came.messages} messages, {came.troubles} lost, doubled or unanswered on the way:"
          f" {came.lost} lost, {came.doubled} doubled, {came.seconds:.0f} s")  # fmt: skip
    check(line, came, dossiers=3334)


def test_without_keys_the_same_storm_doubles(connect: Callable[..., Line], world: World) -> None:
    line = connect(heeds_keys=False)

    assert weathered(line, world, dossiers=20).doubled > 0
