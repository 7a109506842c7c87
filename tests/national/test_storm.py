"""One in ten lost, one in ten doubled, all mixed up: nothing is lost and nothing is twice.

Filings and files come from the portal; reports go there, also of dossiers that were filed here.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from motcua.capabilities.documents import queries as documents
from motcua.capabilities.documents.models import Document
from motcua.capabilities.documents.tests import bombs
from motcua.casework.dossiers.models import Dossier, Paper
from motcua.casework.dossiers.operations import intake, reception
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.casework.national import jobs, reactions
from motcua.casework.national.models import Link
from motcua.casework.national.queries import books
from motcua.casework.national.rules.books import Cause
from motcua.casework.national.rules.messages import ACTOR_ID
from motcua.connectors.sandbox.national_portal.weather import FAIR, Fate, storm
from motcua.spine import clock
from motcua.spine.dates import local_date
from motcua.spine.journal.models import Delivery
from tests.national.conftest import Line, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]
# It is filed there, with a file; its filing and its receipt are told back.
OF_ONE_FILED_THERE, OF_ONE_FILED_HERE = 4, 2
FILED_SECONDS_MAX = 3600


@pytest.fixture(autouse=True)
def _played_lives_are_told(settings: Any) -> None:
    settings.NATIONAL_REPORTS_SIMULATED = True


@dataclass
class Came:
    """What came of a storm, counted on both sides."""

    messages: int
    lost: int
    doubled: int
    files: int
    troubles: int
    seconds: float


Scans = dict[str, bytes]  # What was handed in at the portal, by the number of its dossier.


def filed_in_a_storm(line: Line, world: World, *, there: int, here: int) -> Scans:
    """File so many on each side while the line is bad, and receive them all."""
    scans = {}
    for number in range(there):
        scan = bombs.photo("JPEG", (32, 24), comment=f"scan {number}".encode())
        scans[line.file(name=f"Người thứ {number}", papers=[scan])] = scan
    for number in range(here):
        filing = world.at_counter(f"c{number}") if number % 2 else world.filing(f"k{number}")
        actor = world.an if number % 2 else world.dung
        intake.submit(filing, actor=actor, at=clock.now())
    wait_until(
        lambda: all("filed" in line.kept(code).heard for code in scans), seconds=FILED_SECONDS_MAX
    )
    for code in Dossier.objects.order_by("id").values_list("code", flat=True):
        reception.receive(code=code, actor=world.an, at=clock.now(), wants_slip=False)
    return scans


def weathered(
    line: Line,
    world: World,
    *,
    there: int,
    here: int,
    harm: Callable[[Sequence[str]], object] = len,
) -> Came:
    """Let it storm, do harm, let everything be delivered, and count what both sides then hold."""
    weather, since = storm(seed=5), time.monotonic()
    line.portal.set_weather(weather)
    scans = filed_in_a_storm(line, world, there=there, here=here)
    while jobs.follow(clock.now()):
        pass
    owed = Delivery.objects.filter(reaction=reactions.TELLING).count()
    harm([*scans])
    line.deliver()
    line.portal.let_the_late_come()
    line.portal.set_weather(FAIR)
    told = line.registry.all()
    missing = owed - sum(len(one.steps) for one in told)
    missing += there + here - Link.objects.count() + len(scans) - files_here(line, scans)
    extra = sum(len(one.doubled) for one in told) + Dossier.objects.count() - there - here
    extra += max(0, Document.objects.filter(added_by=ACTOR_ID).count() - len(scans))
    troubles = sum(count for fate, count in weather.counted.items() if fate is not Fate.SENT)
    messages = there + len(scans) + owed
    return Came(messages, missing, extra, len(scans), troubles, time.monotonic() - since)


def files_here(line: Line, scans: Scans) -> int:
    """Return how many files lie here, with their paper, exactly as they were handed in there."""
    papers = Paper.objects.filter(dossier__national_link__code__in=scans)
    found = papers.select_related("document", "dossier__national_link")
    return sum(
        paper.document is not None
        and paper.document_hash == hashlib.sha256(scans[_code_of(paper)]).hexdigest()
        and documents.content(paper.document) == scans[_code_of(paper)]
        for paper in found
    )


def _code_of(paper: Paper) -> str:
    return paper.dossier.national_link.code


def check(line: Line, came: Came, *, there: int, here: int) -> None:
    assert came.messages == there * OF_ONE_FILED_THERE + here * OF_ONE_FILED_HERE
    assert came.troubles > came.messages // 10, "It was no storm."
    assert (came.lost, came.doubled, came.files) == (0, 0, there)
    assert {one.block["TrangThaiHoSo"] for one in line.registry.all()} == {"2"}
    for one in line.registry.all():
        assert [*one.steps] == sorted(one.steps, key=lambda key: int(key.rpartition("-")[2]))
    comparison = jobs.compare_day(local_date(MONDAY))
    assert (comparison.ours, comparison.theirs) == (there + here, there + here)
    assert list(books.differences(comparison)) == []


def test_three_hundred_messages_in_a_storm(line: Line, world: World) -> None:
    check(line, weathered(line, world, there=50, here=50), there=50, here=50)


@pytest.mark.prove
def test_ten_thousand_messages_in_a_storm(line: Line, world: World) -> None:
    came = weathered(line, world, there=1667, here=1667)

    print(f"{came.messages} messages ({came.files} of them files),"
          f" {came.troubles} lost, doubled, broken off or unanswered on the way:"
          f" {came.lost} lost, {came.doubled} doubled, {came.seconds:.0f} s")  # fmt: skip
    check(line, came, there=1667, here=1667)


def test_without_keys_the_same_storm_doubles(connect: Callable[..., Line], world: World) -> None:
    line = connect(heeds_keys=False)

    assert weathered(line, world, there=10, here=15).doubled > 0


def test_a_loss_would_be_seen_and_explained(line: Line, world: World) -> None:
    """The test of the test: a file that is not the one announced, and a report that is dropped."""

    def harm(codes: Sequence[str]) -> None:
        [named] = line.kept(codes[0]).files
        (line.registry._files / named["TepDinhKemId"]).write_bytes(b"another")
        Delivery.objects.filter(reaction=reactions.TELLING).latest("entry_id").delete()

    came = weathered(line, world, there=6, here=4, harm=harm)

    assert (came.lost, came.doubled) == (2, 0)
    comparison = jobs.compare_day(local_date(MONDAY))
    causes = {one.cause for one in books.differences(comparison)}
    assert causes == {Cause.FILE_FAILED, Cause.NOT_OWED_YET}
