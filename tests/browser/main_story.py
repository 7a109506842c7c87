"""From a citizen's need to a signed result, through every hand: the parts of the main story."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser import looking, proof
from tests.browser.filing import NAME, fill_in, pay_and_send
from tests.browser.office import Office
from tests.browser.visiting import Hands, Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUEUE, SIGNING, BOARD = "/ban-lam-viec/ho-so/", "/ban-lam-viec/ky/", "/dieu-hanh/"
CITIZEN = "citizen"


class Story:
    """One dossier on its way. Every part is one person at their own screen."""

    def __init__(self, browser: "Browser", root: str, staff: Office) -> None:
        self._browser, self._root, self._staff = browser, root, staff
        self.size, self.language = looking.PHONE, ""
        self.keyboard = self.is_quick = self.in_the_dark = False
        self.secrets: tuple[str, ...] = (NAME, "0909123456")
        self.figure = "main table a[href*='so=in_time']"  # What the leader looks behind.
        self.code = ""

    def tell(self, scan: Path, folder: Path) -> None:
        self.file()
        self.ask_for_a_paper()
        self.answer(scan)
        self.receive()
        self.examine()
        self.approve()
        self.number_and_seal()
        self.take_home(folder)
        self.give_back()
        self.rate()
        self.oversee()

    def opened(self, who: str = CITIZEN) -> Opened:
        return Opened(self._browser, self._staff.cookies_of(who), self.size)

    def hands(self, page: Any) -> Hands:
        root = self._root + self.language
        return Hands(
            page, root, keyboard=self.keyboard, is_quick=self.is_quick, in_the_dark=self.in_the_dark
        )

    def file(self) -> None:
        with self.opened() as page:
            hands = self.hands(page)
            fill_in(hands)
            self.code = pay_and_send(hands)
            hands.press("main a.go", to=f"**/{self.code}/")

    def ask_for_a_paper(self) -> None:
        with self.opened("reception") as page:
            hands = self._at_the_dossier(page)
            hands.press("a[href$='/tu-choi-tiep-nhan/']", to="**/tu-choi-tiep-nhan/")
            hands.press("form.mc-door a.quiet", to=f"**/{self.code}/")  # No: ask for more.
            hands.key("b", to="**/bo-sung/")
            hands.tick("[name=components][value=authorisation]")
            hands.write("[name=reason]", "Giấy ủy quyền mờ, chụp lại đủ bốn góc.")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")

    def answer(self, scan: Path) -> None:
        self._staff.works(self.code)
        with self.opened() as page:
            hands = self.hands(page)
            hands.go("/tin-bao/")
            hands.press("main li:first-child article button", to=f"**/{self.code}/")
            hands.press("main a.go", to="**/bo-sung/")
            hands.press("main button.go", to="**/bo-sung/")
            assert page.locator("[aria-invalid=true]").count() == 1  # Sent empty: it says so.
            hands.attach("#s-authorisation", scan)
            hands.press("main button.go", to=f"**/{self.code}/")

    def receive(self) -> None:
        with self.opened("reception") as page:
            hands = self._at_the_dossier(page)
            hands.key("r", to=f"**/{self.code}/")
            hands.key("p", to="**/giay-tiep-nhan/")
            expect(page.locator(".mc-slip")).to_contain_text(self.code)
            self._unlock(hands, "reception")
        self._staff.works(self.code, {"01": 1, "02": 1})

    def examine(self) -> None:
        with self.opened("handler") as page:
            hands = self._at_the_dossier(page)
            hands.key("n", to=f"**/{self.code}/")
            hands.key("d", to="**/du-thao/")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")
            hands.key("c", to=f"**/{self.code}/")

    def approve(self) -> None:
        with self.opened("leader") as page:
            hands = self.hands(page)
            hands.go(SIGNING)
            hands.tick(f'#approving input[value="{self.code}"]')
            if page.locator("#approving [name=passphrase]").count():
                hands.write("#approving [name=passphrase]", self._staff.passphrase_of("leader"))
            hands.press("#approving button[type=submit]", to=f"**{SIGNING}")

    def number_and_seal(self) -> None:
        with self.opened("clerk") as page:
            hands = self.hands(page)
            hands.go(SIGNING)
            hands.tick(f'#numbering input[value="{self.code}"]')
            hands.press("#numbering button[type=submit]", to=f"**{SIGNING}")
            # Printed, and signed with the key the leader has left open.
            self._staff.works(self.code, {"result": 1})
            self._unlock(hands, "clerk")
        self._staff.works(self.code, {"result": 2})

    def take_home(self, folder: Path) -> None:
        """Download every paper, and have others than us judge it."""
        with self.opened() as page:
            hands = self.hands(page)
            hands.go(f"/ho-so/{self.code}/")
            with page.expect_download() as taken:
                page.click(".mc-door a[href*='/phieu/'], .mc-card a[href*='/phieu/']")
            result = taken.value.path().read_bytes()
            proof.is_signed(result, folder, times=2, root=self._staff.root())
            slips = page.locator("ul a[href*='/phieu/']").evaluate_all(
                "all => all.map(a => a.href)"
            )
            papers = [page.context.request.get(address).body() for address in slips]
        assert len(papers) == 2  # 02, then 01
        for paper in papers:
            proof.is_signed(paper, folder, times=1, root=self._staff.root())
        for paper in (result, *papers):
            proof.is_for_archives(paper)
        self._follow(proof.address_on(papers[-1]))

    def _follow(self, address: str) -> None:
        """Open what the slip's code leads to, as somebody who has found the slip."""
        assert address.startswith(f"{self._root}/tra-cuu/")
        with Opened(self._browser, [], self.size) as page:
            hands = Hands(page, "", is_quick=self.is_quick)
            hands.go(address)
            hands.reads(self.code)
            hands.reads("Đã có kết quả")
            for secret in (*self.secrets, "hộ kinh doanh"):
                expect(page.locator("main")).not_to_contain_text(secret, ignore_case=True)

    def give_back(self) -> None:
        with self.opened("reception") as page:
            hands = self._at_the_dossier(page)
            hands.key("t", to="**/tra/")
            hands.tick("#id_confirmed")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")

    def rate(self) -> None:
        with self.opened() as page:
            hands = self.hands(page)
            hands.go(f"/ho-so/{self.code}/")
            hands.press("a[href$='/danh-gia/']", to="**/danh-gia/")
            hands.tick("[name=score][value='5']")
            hands.press("main button.go", to=f"**/{self.code}/")

    def oversee(self) -> None:
        """Read the board, and open the list behind a figure."""
        self._staff.works(self.code)
        with self.opened("leader") as page:
            hands = self.hands(page)
            hands.go(BOARD)
            hands.press(self.figure, to=f"**{BOARD}ho-so/?**")
            hands.reads(self.code)
            hands.go(f"{BOARD}ho-so/?so=late")

    def _at_the_dossier(self, page: Any) -> Hands:
        hands = self.hands(page)
        hands.go(QUEUE)
        hands.press(f"td.m a[title='{self.code}']", to=f"**/{self.code}/")
        return hands

    def _unlock(self, hands: Hands, who: str) -> None:
        hands.go(SIGNING)
        if hands.page.locator("#key_passphrase").count():
            hands.write("#key_passphrase", self._staff.passphrase_of(who))
            hands.press("form[action$='/mo-khoa/'] button", to=f"**{SIGNING}")


def a_scan(folder: Path) -> Path:
    """Return a paper somebody has scanned."""
    from motcua.capabilities.documents import render
    from motcua.capabilities.documents.tests.papers import PAPERS
    from tests.browser.conftest import NOW

    file = folder / "uy quyen.pdf"
    file.write_bytes(render.pdf("slip-02", PAPERS["slip-02"], at=NOW, is_simulated=True))
    return file
