"""Files of dossiers filed at the portal: fetched after, looked at, put with their paper."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from motcua.capabilities.documents import queries as documents
from motcua.capabilities.documents import storage
from motcua.capabilities.documents.tests import bombs
from motcua.casework.dossiers.models import Dossier, Paper
from motcua.casework.dossiers.operations import awaited_files, reception
from motcua.casework.dossiers.testing import CENTRE, MONDAY, World
from motcua.casework.national import jobs, reactions
from motcua.casework.national.models import Link
from motcua.casework.national.queries import books
from motcua.casework.national.rules.books import Cause, Gap
from motcua.connectors.sandbox.national_portal.application import SESSIONS_MAX
from motcua.connectors.sandbox.national_portal.weather import FAIR, Weather
from motcua.interfaces.console import digest
from motcua.spine import clock
from motcua.spine.dates import local_date
from motcua.spine.errors import Outage
from motcua.spine.journal.models import Delivery, Entry
from tests.national.conftest import Line, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]
SCAN = bombs.photo("JPEG", (64, 48), comment=b"a birth")
PNG = bombs.photo("PNG", (32, 32))


def gaps(*, after: timedelta = timedelta()) -> list[tuple[str, str, str]]:
    comparison = jobs.compare_day(local_date(MONDAY + after))
    return [(one.gap, one.cause, one.detail) for one in books.differences(comparison)]


def page_of(dossier: Dossier, browser: Client) -> str:
    return browser.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()


@pytest.fixture
def officer(as_role: Callable[..., Client]) -> Client:
    return as_role("reception", unit=CENTRE)


def change(line: Line, dossier: Dossier, content: bytes | None) -> None:
    """Let the file of a dossier lie there with other content, or not at all."""
    [named] = line.kept(Link.objects.get(dossier=dossier).code).files
    path = line.registry._files / named["TepDinhKemId"]
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


def test_the_dossier_enters_at_once_and_its_file_is_opened_as_any_other(
    line: Line, world: World, officer: Client
) -> None:
    dossier = line.filed(papers=[SCAN])
    waiting = page_of(dossier, officer)
    assert gaps() == [(Gap.FILES, Cause.FILE_WAITING, "")]
    line.deliver()

    paper = Paper.objects.get(dossier=dossier)
    assert paper.document is not None
    assert paper.document.sha256 == paper.document_hash == hashlib.sha256(SCAN).hexdigest()
    assert documents.content(paper.document) == SCAN
    kept = storage.file_store()._place(paper.document_hash)
    assert SCAN[-20:] not in kept.read_bytes()
    page = page_of(dossier, officer)
    address = f"/ban-lam-viec/ho-so/{dossier.code}/tai/handed_in/{paper.pk}/"
    assert "tệp đang về" in waiting
    assert address in page
    assert "tệp đang về" not in page
    assert officer.get(address).content == SCAN
    assert gaps() == []
    told = "".join(Entry.objects.values_list("canonical", flat=True))
    assert "chứng sinh.jpg" not in told


def test_every_paper_gets_its_own_file(line: Line, world: World) -> None:
    scans = [bombs.photo("PNG", (20 + number, 20)) for number in range(6)]
    dossier = line.filed(papers=[*scans, scans[0]])
    line.deliver()

    found = [one.document for one in Paper.objects.filter(dossier=dossier) if one.document]
    assert sorted(documents.content(one) for one in found) == sorted([*scans, scans[0]])
    hashes = Paper.objects.filter(dossier=dossier).values_list("document_hash", flat=True)
    assert sorted(one.sha256 for one in found) == sorted(hashes)
    assert gaps() == []


def test_what_was_asked_for_brings_its_files_the_same_way(line: Line, world: World) -> None:
    dossier = line.filed()
    code = Link.objects.get(dossier=dossier).code
    reception.ask_supplement(
        code=dossier.code, components=["birth_paper"], reason="Thiếu giấy chứng sinh",
        actor=world.an, at=clock.now(),
    )  # fmt: skip
    line.deliver()
    said = {"code": code, "request": f"{code}-BS1"}
    line.browser.post(
        f"{line.url}/answer", data=said, files={"birth_paper": ("scan.png", PNG)}, timeout=5
    )
    wait_until(lambda: f"{code}-BS1" in line.kept(code).heard)
    line.deliver()

    paper = Paper.objects.get(dossier=dossier, round=1)
    assert paper.document is not None
    assert documents.content(paper.document) == PNG
    assert gaps() == []


@pytest.mark.parametrize(
    ("content", "cause", "words"),
    [
        (SCAN + b"!", "file_differs", "không khớp mã băm"),
        (b"", "file_differs", "không khớp mã băm"),
    ],
)
def test_a_file_that_is_not_the_announced_one_is_told_and_asked_for_again(
    line: Line, world: World, officer: Client, content: bytes, cause: str, words: str
) -> None:
    dossier = line.filed(papers=[SCAN])
    change(line, dossier, content)
    line.deliver()

    assert words in page_of(dossier, officer)
    assert gaps() == [(Gap.FILES, Cause.FILE_FAILED, cause)]
    assert "1 tệp nộp trên Cổng quốc gia" in " ".join(one.vi for one in digest.of_the_nation())
    change(line, dossier, SCAN)
    paper = Paper.objects.get(dossier=dossier)
    asked = officer.post(f"/ban-lam-viec/ho-so/{dossier.code}/lay-tep/{paper.pk}/", follow=True)
    assert "Đã yêu cầu lấy lại tệp" in asked.content.decode()
    twice = officer.post(f"/ban-lam-viec/ho-so/{dossier.code}/lay-tep/{paper.pk}/")
    assert twice.status_code == 409
    line.deliver()
    paper.refresh_from_db()
    assert paper.document is not None
    assert gaps() == []


def test_a_file_of_another_kind_is_refused_as_every_upload(
    line: Line, world: World, officer: Client
) -> None:
    dossier = line.filed(papers=[bombs.archive()])
    line.deliver()

    assert "Tệp không phải PDF, JPEG hay PNG" in page_of(dossier, officer)
    assert Paper.objects.get(dossier=dossier).document is None


def test_a_file_that_comes_late_is_waited_for_and_after_days_told(
    line: Line, world: World, officer: Client
) -> None:
    dossier = line.filed(papers=[SCAN])
    change(line, dossier, None)
    line.deliver()
    spent = Delivery.objects.get(reaction=reactions.FETCHING)
    assert (spent.attempts, spent.next_try_at) == (10, None)
    assert "tệp đang về" in page_of(dossier, officer)

    jobs.look_after_files()  # Half an hour later it has come.
    change(line, dossier, SCAN)
    line.deliver()

    assert Paper.objects.get(dossier=dossier).document is not None
    late = line.filed(papers=[SCAN], name="Người Khác")
    change(line, late, None)
    line.deliver()
    reception.receive(code=late.code, actor=world.an, at=MONDAY + timedelta(days=4))
    jobs.look_after_files()
    assert "Ba ngày liền không lấy được tệp" in page_of(late, officer)
    line.deliver()
    assert not Delivery.objects.filter(done_at=None).exists()


def test_a_line_that_breaks_off_leaves_no_half_a_file(line: Line, world: World) -> None:
    large = bombs.photo("PNG", (900, 900))
    dossier = line.filed(papers=[large])
    line.client._session = "long over"
    line.portal.set_weather(Weather(loss=1.0, seed=3))
    jobs.follow(clock.now())
    delivery = Delivery.objects.get(reaction=reactions.FETCHING)
    for _ in range(4):
        with pytest.raises(Outage, match=r"file: answered 503|broke off"):
            reactions.national_file_is_fetched(delivery.entry)
    line.portal.set_weather(FAIR)

    line.deliver()

    paper = Paper.objects.get(dossier=dossier)
    assert paper.document is not None
    assert documents.content(paper.document) == large
    assert len(line.portal._sessions) < SESSIONS_MAX


def test_a_file_that_comes_twice_is_kept_once(line: Line, world: World) -> None:
    dossier = line.filed(papers=[SCAN])
    line.deliver()
    entry = Delivery.objects.get(reaction=reactions.FETCHING).entry
    paper = Paper.objects.get(dossier=dossier)
    assert paper.document is not None

    reactions.national_file_is_fetched(entry)
    awaited_files.arrive(
        paper_id=paper.pk, document=paper.document, actor=world.an, at=clock.now()
    )  # fmt: skip

    assert Entry.objects.filter(kind="file.arrived").count() == 1
    assert Entry.objects.filter(kind="document.uploaded").count() == 1


def test_somebody_elses_officer_cannot_ask(
    line: Line, world: World, as_role: Callable[..., Client]
) -> None:
    dossier = line.filed(papers=[SCAN])
    paper = Paper.objects.get(dossier=dossier)
    address = f"/ban-lam-viec/ho-so/{dossier.code}/lay-tep/{paper.pk}/"

    assert as_role("reception", unit="H80.40.01").post(address).status_code == 404
