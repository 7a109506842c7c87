"""`make run` from a fresh clone, and both stories in it as people live them, from the first page.

Its own web server, worker, keyring and pretend outside systems; nothing is called from here. A
picture of every page is left in the folder of the test.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from motcua.interfaces.console import surroundings
from tests.browser import counter_story, looking, main_story
from tests.browser.conftest import chromium
from tests.browser.filing import answer, begin, pay_and_send
from tests.browser.main_story import CITIZEN, a_scan
from tests.browser.office import ECONOMY
from tests.browser.running import OfficeThere
from tests.browser.visiting import Hands
from tests.start.clones import Clone, clone
from tests.start.places import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COLD_SECONDS_MAX = 600  # How fast it is on an idle machine is for others to measure.
GROCER, GROCERS_NAME, GROCERS_PHONE = "TECH-4B47F6C68D98", "Lê Thị Kim Ngân", "0900000003"
COMMUNE = {
    "reception": "lan.bc",
    "handler": "phuc.xa",
    "clerk of civil status": "hanh.xa",
    "leader": "quang.ct",
    "clerk": "tuyet.vt",
}


class FromHome(main_story.Story):
    """The main story, by somebody who has only heard of the address."""

    album: Path
    scan: Path

    def tell(self, scan: Path, folder: Path) -> None:
        self.scan, self.secrets = scan, (GROCERS_NAME, GROCERS_PHONE)
        self.figure += f"[href*='{ECONOMY}']"  # There are others beside ours.
        super().tell(scan, folder)

    def hands(self, page: Any) -> Hands:
        hands = super().hands(page)
        hands.album = self.album
        return hands

    def file(self) -> None:
        with self.opened() as page:
            hands = self.hands(page)
            hands.go("/")
            hands.write("main input[name=q]", "mở tiệm tạp hóa")
            hands.press("main form[role=search] button", to="**/tim/?**")
            hands.press("main a[href$='/national/1.001612/']", to="**/1.001612/")
            hands.press("aside a.go", to="**/dang-nhap/**")
            self._come_through_vneid(hands)
            begin(hands)
            self._is_kept_by_itself(hands)
            answer(hands)
            with page.expect_navigation():
                hands.attach("main input[type=file] >> nth=0", self.scan)
            hands.look()
            hands.press("main a.go", to="**/noi-nop/")
            hands.press("main button.go", to="**/xem-lai/")
            self.code = pay_and_send(hands)
            hands.press("main a.go", to=f"**/{self.code}/")
            assert isinstance(self._staff, OfficeThere)
            self._staff.keep(CITIZEN, page.context.cookies())

    def _come_through_vneid(self, hands: Hands) -> None:
        hands.press("main form button.go", to="**/authorize?**")
        hands.tick(f"[value='{GROCER}']")
        hands.press("button.main", to="**/authorize")
        hands.press("button.main", to="**/nop-ho-so/**")

    def _is_kept_by_itself(self, hands: Hands) -> None:
        """Write something, and find it again without having pressed anything."""
        with hands.page.expect_response("**/luu/") as kept:
            hands.write("[name='owner.email']", "ngan@vidu.vn")
        assert kept.value.ok
        hands.page.reload()
        expect(hands.page.locator("[name='owner.email']")).to_have_value("ngan@vidu.vn")


class AtTheCounter(counter_story.Story):
    """The counter story; what is printed is signed before it is given back."""

    album: Path

    def _hands(self, page: Any) -> Hands:
        hands = super()._hands(page)
        hands.album = self.album
        return hands

    def _take(self, hands: Hands) -> None:
        """Look it up by its code: weeks of others wait in the queue."""
        hands.write("#find", self.code)
        with hands.page.expect_navigation():
            hands.page.press("#find", "Enter")
        hands.look()
        hands.press(f"td.m a[title='{self.code}']", to=f"**/{self.code}/")
        hands.key("n", to=f"**/{self.code}/")


@pytest.fixture(scope="module")
def running() -> Iterator[Clone]:
    with clone() as made:
        made.dossiers = surroundings.DEMO_DOSSIERS
        made.process = made.make("run")
        until(made.is_ready, "a cold start", seconds=COLD_SECONDS_MAX, or_ended=made.process)
        yield made


@pytest.fixture(scope="module")
def anybody(running: Clone) -> Iterator["Browser"]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def told(running: Clone) -> str:
    return running.motcua("demo", "accounts", "--json").stdout


@pytest.mark.prove
@pytest.mark.parametrize(
    ("size", "language"), [(looking.PHONE, ""), (looking.LAPTOP, "/en")], ids=["phone", "English"]
)
def test_the_main_story(
    running: Clone,
    anybody: "Browser",
    told: str,
    tmp_path: Path,
    size: tuple[int, int],
    language: str,
) -> None:
    staff = OfficeThere(anybody, running, told, COMMUNE)
    story = FromHome(anybody, staff.address, staff)
    story.size, story.language, story.album = size, language, tmp_path

    story.tell(a_scan(tmp_path), tmp_path)


@pytest.mark.prove
def test_the_counter_story(running: Clone, anybody: "Browser", told: str, tmp_path: Path) -> None:
    commune = COMMUNE | {"handler": COMMUNE["clerk of civil status"]}
    staff = OfficeThere(anybody, running, told, commune)
    story = AtTheCounter(anybody, staff.address, staff)
    story.keyboard, story.album = False, tmp_path

    story.tell()
