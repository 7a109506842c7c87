"""Once a day those who look after the installation are told what is broken, or that nothing is."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from motcua.capabilities.notifications import jobs as notices
from motcua.capabilities.notifications import message_port
from motcua.capabilities.notifications.tests.paper_post import PaperPost
from motcua.casework.dossiers import jobs, testing
from motcua.casework.dossiers.operations import reception, settlement
from motcua.casework.dossiers.queries import neglected
from motcua.casework.dossiers.rules import lookup_limits
from motcua.casework.dossiers.testing import World
from motcua.interfaces.console import digest
from motcua.interfaces.health import counting
from motcua.measurement.upkeep import operations
from motcua.measurement.upkeep.definition import Finding
from motcua.measurement.upkeep.models import Digest
from motcua.spine import clock
from motcua.spine.access import operations as access
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 9, 6, 30, tzinfo=VIETNAM)
BROKEN = Finding("deliveries", "wrong", "2 lượt bỏ cuộc", "2 gave up", "bấm Thử lại", "try again")
NOTE = Finding("tls", "note", "chưa biết tệp", "no file named")
WELL = Finding("disk", "ok", "còn 9 GB", "9 GB free")


def tell(*findings: Finding, later: timedelta = timedelta(0)) -> Digest | None:
    return operations.make_digest(
        (MORNING + later).date(), findings, errors_seen=0,
        maintainers=["van-hanh@motcua.example"], at=clock.now(), real_at=MORNING + later,
    )  # fmt: skip


@pytest.fixture
def post(installation: None, monkeypatch: pytest.MonkeyPatch) -> PaperPost:
    post = PaperPost()
    monkeypatch.setattr(message_port, "_installed", [post])
    return post


def test_it_is_told_once_a_day_well_or_not(post: PaperPost, as_role: Callable[..., Client]) -> None:
    assert tell(BROKEN, NOTE, WELL)
    assert tell(WELL) is None
    assert tell(NOTE, WELL, later=timedelta(days=1))

    assert notices.send_waiting() == 2
    assert [message.title for message in post.letters.values()] == [
        "Hệ thống một cửa: 1 chỗ đang hỏng", "Hệ thống một cửa: không có gì hỏng",
    ]  # fmt: skip
    assert "/quan-tri/tinh-trang/" in next(iter(post.letters.values())).text
    operator = as_role("operator")
    newest = operator.get("/quan-tri/tinh-trang/").content.decode()
    assert "Không có gì hỏng." in newest
    before = operator.get("/en/quan-tri/tinh-trang/?ngay=2026-11-09").content.decode()
    assert "2 gave up" in before
    assert "try again" in before
    assert "9 GB free" not in before


def test_officers_who_tried_numbers_out_are_counted(installation: None) -> None:
    assert list(digest.of_look_ups()) == []
    notes = [(lookup_limits.OF_NOBODY, "none"), ("number:1", "none")]
    for number in ("7", "7", "8"):
        access.record(notes, actor=Actor(id=number), act="desk:fill_in")

    [said] = digest.of_look_ups()
    assert said.en.startswith("2 officers were refused")


def test_the_worker_makes_it_when_the_hour_has_come(
    post: PaperPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(digest, "errors_seen", lambda: 7 if not seen else 9)

    def gather(*, errors: int) -> list[Finding]:
        seen.append(errors)
        return [WELL]

    monkeypatch.setattr(digest, "gather", gather)

    assert not digest.make_once_a_day(real_at=MORNING - timedelta(hours=1))
    assert digest.make_once_a_day(real_at=MORNING)
    assert not digest.make_once_a_day(real_at=MORNING + timedelta(hours=9))
    assert digest.make_once_a_day(real_at=MORNING + timedelta(days=1))
    assert seen == [7, 2]


def test_dossiers_that_nobody_holds_and_desks_that_do_not_answer_are_counted(
    installation: None,
) -> None:
    world: World = testing.world()
    at = datetime(2026, 11, 6, 9, tzinfo=VIETNAM)
    held, unheld, silent = (world.a_dossier(key, at=at) for key in ("k1", "k2", "k3"))
    for dossier in (held, unheld):
        reception.receive(code=dossier.code, actor=world.an, at=at)
    settlement.take(code=held.code, actor=world.chi, at=at)

    assert neglected.without_holder(at=at + timedelta(days=2)) == 0
    assert neglected.without_holder(at=at + timedelta(days=4)) == 1
    assert neglected.unacknowledged() == 0
    jobs.answer_online(at=at + timedelta(days=4))
    assert neglected.unacknowledged() == 1
    reception.receive(code=silent.code, actor=world.an, at=at + timedelta(days=4))
    assert neglected.unacknowledged() == 0


def test_our_own_errors_are_counted(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MOTCUA_HOME", tmp_path)
    counter = counting.Counter(counting.folder())
    for status in (200, 500, 502, 503, 404):
        counter.add("page", status, 0.1)

    assert digest.errors_seen() == 2


def test_on_the_day_itself_maintainers_read_which_agency_has_not_received_its_parts(
    post: PaperPost,
) -> None:
    at = clock.now()

    operations.tell_of_untaken({"H80.07": 2}, maintainers=["van-hanh@motcua.example"], at=at)

    assert notices.send_waiting() == 1
    assert [message.title for message in post.letters.values()] == [
        "Liên thông: H80.07 chưa báo nhận 2 phần việc"
    ]
