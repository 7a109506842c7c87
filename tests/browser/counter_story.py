"""A dossier goes from a person at the counter through every desk: the parts of that story."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser import looking
from tests.browser.office import Office
from tests.browser.visiting import Hands, Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUEUE, COUNTER, SIGNING = (f"/ban-lam-viec/{path}/" for path in ("ho-so", "quay", "ky"))
BIRTH = "national/1.001193/"
NUMBER, PHONE_NUMBER = "080090001234", "0909123456"
ADDRESS = {"province": "Tây Ninh", "commune": "Xã Mỹ Lệ", "detail": "Ấp 3"}
# In the order of the page; None is an answer that is chosen, not written.
ANSWERS: tuple[tuple[str, str | None], ...] = (
    ("[name='requester.full_name']", "Lê Văn Dũng"),
    ("[name='requester.date_of_birth']", "17/05/1990"),
    *((f"[name='requester.address.{part}']", text) for part, text in ADDRESS.items()),
    ("[name=relation][value=father]", None),
    ("[name=child_name]", "Lê Thị Bông"),
    ("[name=child_born_on]", "20/10/2026"),
    ("[name=child_sex][value=female]", None),
    ("[name=child_ethnicity]", "Kinh"),
    ("[name=child_nationality]", "Việt Nam"),
    ("[name=born_where][value=facility]", None),
    ("[name=birth_facility]", "Bệnh viện đa khoa Long An"),
    *((f"[name='birth_place.{part}']", text) for part, text in ADDRESS.items()),
    *((f"[name='home_town.{part}']", text) for part, text in ADDRESS.items()),
    ("[name='mother.full_name']", "Trần Thị Hoa"),
    ("[name='mother.year_of_birth']", "1992"),
    ("[name='mother.nationality']", "Việt Nam"),
    ("[name=married][value=no]", None),
    ("[name=copies]", "2"),
    ("[name=seen][value=birth_notice]", None),
)


class Story:
    """One person at the counter. They may have a number and a telephone, or neither."""

    def __init__(self, browser: "Browser", root: str, staff: Office) -> None:
        self._browser, self._root, self._staff = browser, root, staff
        self.size, self.language, self.keyboard = looking.LAPTOP, "", True
        self.is_known = False
        self.code = ""

    def tell(self) -> None:
        self.take_in()
        self.handle()
        self.approve()
        self.number()
        self.seal()
        self.give_back()

    def take_in(self) -> None:
        with self._opened("reception") as page:
            hands = self._hands(page)
            hands.go(COUNTER)
            hands.write("main input[name=q]", "khai sinh")
            hands.press("main form[role=search] button", to="**/quay/?q=*")
            hands.press(f'main a[href$="/{BIRTH}"]', to=f"**/{BIRTH}")
            if self.is_known:
                hands.write("#so", NUMBER)
                hands.press("aside form button", to=f"**/{BIRTH}dien-san/")
                expect(page.locator("[name='requester.phone']")).to_have_value(PHONE_NUMBER)
            for selector, text in ANSWERS:
                if text is None:
                    hands.tick(selector)
                else:
                    hands.write(selector, text)
            hands.key("F9", to="**/giay-tiep-nhan/")
            slip = page.locator(".mc-slip")
            expect(slip).to_contain_text("GIẤY TIẾP NHẬN HỒ SƠ")
            expect(slip).to_contain_text("Lê Văn Dũng")
            self.code = slip.inner_text().split("Mã hồ sơ:")[1].split()[0]

    def handle(self) -> None:
        with self._opened("handler") as page:
            hands = self._hands(page)
            hands.go(QUEUE)
            self._take(hands)
            hands.key("d", to="**/du-thao/")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")
            while page.locator('[data-key="c"]').count():
                hands.key("c", to=f"**/{self.code}/")

    def _take(self, hands: Hands) -> None:
        expect(hands.page.locator("#ho-so")).to_contain_text(self.code)
        hands.key("n", to=f"**{QUEUE}?**")  # Take it; the queue stays.
        self._open_first(hands)

    def approve(self) -> None:
        self._batch("leader", "approving")

    def number(self) -> None:
        self._batch("clerk", "numbering")

    def seal(self) -> None:
        """Open the seal, where papers are signed at all; the leader's key is still open."""
        passphrase = self._staff.passphrase_of("clerk")
        if not passphrase:
            return
        self._staff.works(self.code, {"result": 1})
        with self._opened("clerk") as page:
            hands = self._hands(page)
            hands.go(SIGNING)
            if page.locator("#key_passphrase").count():
                hands.write("#key_passphrase", passphrase)
                hands.press("form[action$='/mo-khoa/'] button", to=f"**{SIGNING}")
        self._staff.works(self.code, {"result": 2})

    def give_back(self) -> None:
        """Two extracts cost something: first the money, then the result."""
        with self._opened("reception") as page:
            hands = self._hands(page)
            hands.go(f"{QUEUE}{self.code}/")
            hands.key("t", to="**/thu-tien/")
            hands.write("[name=receipt_number]", f"BL-{self.code[-4:]}")
            hands.press("form button.go", to="**/tra/")
            hands.tick("#id_confirmed")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")
            expect(page.locator("main .mc-due").first).to_have_text(
                "Returned" if self.language else "Đã trả"
            )

    def _batch(self, who: str, form: str) -> None:
        with self._opened(who) as page:
            hands = self._hands(page)
            hands.go(SIGNING)
            hands.tick(f'#{form} input[value="{self.code}"]')
            if page.locator(f"#{form} [name=passphrase]").count():
                hands.write(f"#{form} [name=passphrase]", self._staff.passphrase_of(who))
            hands.press(f"#{form} button[type=submit]", to=f"**{SIGNING}")
            expect(page.locator(f'input[value="{self.code}"]')).to_have_count(0)

    def _open_first(self, hands: Hands) -> None:
        if not self.keyboard:
            return hands.press(f"td.m a[title='{self.code}']", to=f"**/{self.code}/")
        with hands.page.expect_navigation(url=f"**/{self.code}/"):
            hands.page.keyboard.press("Enter")

    def _opened(self, who: str) -> Opened:
        return Opened(self._browser, self._staff.cookies_of(who), self.size)

    def _hands(self, page: "Page") -> Hands:
        return Hands(page, self._root + self.language, keyboard=self.keyboard)
