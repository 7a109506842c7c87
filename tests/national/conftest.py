"""Both sides over real HTTP on this machine: the pretend portal, and motcua's own server."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.testing import CENTRE, MONDAY, World
from motcua.casework.national import gateway, jobs
from motcua.casework.national.models import Link
from motcua.connectors.national_portal.client import NationalPortal
from motcua.connectors.sandbox.frame import serving
from motcua.connectors.sandbox.national_portal.application import Portal
from motcua.connectors.sandbox.national_portal.registry import VIETNAM, Kept, Registry
from motcua.connectors.sandbox.national_portal.sender import FILED, Sender
from motcua.reference.procedures.definition import reading
from motcua.spine import clock
from motcua.spine.journal import calls, delivery
from motcua.spine.journal.models import Delivery

LATER = timedelta(minutes=45)  # Longer than any wait between two tries.


@dataclass
class Line:
    """The portal as a person sees it, what it keeps, and what it owes and is owed."""

    url: str
    portal: Portal
    registry: Registry
    sender: Sender
    client: NationalPortal
    browser: requests.Session

    def file(
        self, *, name: str = "Lê Văn Dũng", papers: Sequence[bytes] = (), **more: object
    ) -> str:
        """File a birth as somebody at the portal does; return its number there."""
        files = [
            self.registry.keep_file(content, name="chứng sinh.jpg", component="birth_paper")
            for content in papers
        ]
        values = reading.values_of(testing.birth_registration())
        block = {
            "MaTTHC": testing.birth_registration().stem, "TenTTHC": values["name_vi"],
            "TenLinhVuc": "Hộ tịch", "KenhThucHien": "2", "ChuHoSo": name,
            "DinhDanhCHS": {"LoaiDinhDanh": "1", "SoDinhDanh": "080090001234"},
            "SoDienThoai": "0909123456", "TrichYeuHoSo": "Đăng ký khai sinh",
            "NoiNopHoSo": CENTRE, "DonViXuLy": testing.COMMITTEE,
            "ThongTinKhac": testing.a_birth(), "TaiLieuNop": files, **more,
        }  # fmt: skip
        code, _ = self.registry.file(block)
        self.sender.send(FILED, self.kept(code).block)
        return code

    def kept(self, code: str) -> Kept:
        found = self.registry.get(code)
        assert found is not None
        return found

    def filed(self, **more: object) -> Dossier:
        """File, and wait until motcua has taken it."""
        code = self.file(**more)  # type: ignore[arg-type]
        wait_until(lambda: "filed" in self.kept(code).heard)
        return Link.objects.select_related("dossier").get(code=code).dossier

    def deliver(self) -> int:
        """Let the worker do what it would until nothing is owed; return how many tries it took."""
        tries, at = 0, clock.real_now()
        while jobs.follow(clock.now()):
            pass
        while Delivery.objects.filter(next_try_at__isnull=False).exists():
            at += LATER
            while delivery.deliver(at=at):
                pass
            for turn in calls.take(at=at):
                tries += len(turn.calls)
                for call in turn.calls:
                    calls.make(call, at=at)
        return tries


def wait_until(happened: Callable[[], bool], *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"It did not happen in {seconds} seconds."
        time.sleep(0.01)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def connect(world: World, live_server: object, tmp_path: Path) -> Iterator[Callable[..., Line]]:
    """Return what starts a portal; by default one that heeds keys."""
    ends: list[Callable[[], object]] = []

    def start(*, heeds_keys: bool = True) -> Line:
        secret_file = tmp_path / "national_portal.secret"
        secret = serving.secret_in(secret_file)
        registry = Registry(tmp_path / "portal", now=_office_day, heeds_keys=heeds_keys)
        arrivals = f"{live_server}/ket-noi/cong-quoc-gia/ho-so"
        sender = Sender(registry, url=arrivals, secret=secret, first_wait=0.02)
        sender.start()
        portal = Portal(registry, sender, secret=secret, slow_seconds=0.0)
        server = serving.serving(portal.application(), 0)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        url = f"http://localhost:{server.server_port}"
        client = NationalPortal(
            url=url, username="motcua", destination="VN:GOV:DVCQG", secret_file=secret_file
        )
        kept = gateway.installed()
        gateway.install(client)
        browser = requests.Session()
        browser.trust_env = False
        ends.extend((
            sender.stop, server.shutdown, thread.join, server.server_close, client.close,
            browser.close, lambda: gateway.install(kept),
        ))  # fmt: skip
        return Line(url, portal, registry, sender, client, browser)

    yield start
    for end in ends:
        end()


@pytest.fixture
def line(connect: Callable[..., Line]) -> Line:
    return connect()


def _office_day() -> datetime:
    return MONDAY.astimezone(VIETNAM)
