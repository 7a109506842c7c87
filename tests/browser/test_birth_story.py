"""A child is born: birth, residence and health card from one filing at another commune's counter.

The commune where the parents live registers the birth; the police and the health insurance stand
outside the system, and an officer records their answers and papers. A decree about holidays comes
in between, and the results go home by post.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import looking
from tests.browser.conftest import NOW
from tests.browser.main_story import a_scan
from tests.browser.office import COMMITTEE, OFFICE
from tests.browser.visiting import Hands, Opened, cookie_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db
DESK = "/ban-lam-viec/"
THREE_IN_ONE = "national/2.000986/"
ELSEWHERE = "H80.40.01"  # The centre of another commune than the parents' own.
DAYS = timedelta(days=20)  # What the procedure has, from receipt; the last must be a working day.
CHAIN = (
    "Liên thông điện tử: khai sinh, thường trú, thẻ BHYT, thẻ căn cước trẻ dưới 6 tuổi"
    " (NĐ 301/2026/NĐ-CP)"
)
FATHER = {
    "applicant.full_name": "Lê Văn Dũng",
    "applicant.phone": "0909123456",
    "request": "Khai sinh, thường trú và thẻ bảo hiểm y tế cho con là Lê Thị Bông.",
}
PEOPLE = {
    "reception": ("reception", ELSEWHERE, "Trần Minh Tâm"),
    "handler": ("handler", OFFICE, "Lưu Thị Hạnh"),
    "leader": ("leader", COMMITTEE, "Phan Nhật Quang"),
    "clerk": ("clerk", COMMITTEE, "Mai Ánh Tuyết"),
    "administrator": ("administrator", "H80.01", "Cao Minh Đức"),
}


@pytest.fixture(scope="module")
def cookies(province: str, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    from motcua.reference.people import testing
    from motcua.reference.workflows import operations as workflows
    from motcua.reference.workflows.definition import reading
    from motcua.spine import clock
    from motcua.spine.actors import SYSTEM

    with django_db_blocker.unblock():
        workflows.load(reading.FOLDER / "workflows.toml", actor=SYSTEM, at=clock.now())
        yield {
            who: cookie_of(testing.staff(role, unit, name=name), province)
            for who, (role, unit, name) in PEOPLE.items()
        }


class Story:
    """Everybody who has a part in it, each at their own screen."""

    def __init__(self, browser: "Browser", root: str, cookies: dict[str, Any]) -> None:
        self._browser, self._root, self._cookies = browser, root, cookies
        self.code = ""

    def at(self, who: str) -> Opened:
        return Opened(self._browser, [self._cookies[who]], looking.LAPTOP)

    def hands(self, page: Any) -> Hands:
        return Hands(page, self._root, is_quick=True)

    def take_in(self) -> None:
        """The father stands at the counter nearest to his work, not to his home."""
        with self.at("reception") as page:
            hands = self.hands(page)
            hands.go(f"{DESK}quay/{THREE_IN_ONE}")
            for name, text in FATHER.items():
                hands.write(f"[name='{name}']", text)
            hands.choose("[name=place]", "Ủy ban nhân dân xã Mỹ Lệ")
            hands.tick("[name=result_way][value=post]")
            hands.key("F9", to="**/giay-tiep-nhan/")
            slip = page.locator(".mc-slip")
            expect(slip).to_contain_text("Trung tâm Phục vụ hành chính công phường Long An")
            self.code = slip.inner_text().split("Mã hồ sơ:")[1].split()[0]
            assert self.code.startswith(ELSEWHERE)

    def send_on(self) -> None:
        """Whoever received it lets it follow the list of agencies."""
        with self.at("reception") as page:
            hands = self._at_the_dossier(page)
            hands.press("a[href$='/lien-thong/']", to="**/lien-thong/")
            hands.choose("[name=workflow]", CHAIN)
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")
            hands.reads("Công an")
            hands.reads("ngoài hệ thống")

    def register(self) -> None:
        """The commune of the parents does its part."""
        with self.at("handler") as page:
            hands = self.hands(page)
            hands.go(f"{DESK}lien-thong/")
            self._answer(hands, 1, "Đã ghi Sổ đăng ký khai sinh.")

    def enter_a_decree(self, on: date) -> None:
        """A day off is announced late; the officer sees whose date moves before it does."""
        with self.at("administrator") as page:
            hands = self.hands(page)
            hands.go("/quan-tri/lich/van-ban/them/")
            for name, text in {
                "number": "7001/TB-BNV", "title_vi": "Nghỉ thêm một ngày",
                "issued_on": NOW.date().isoformat(),
                "form-0-on": on.isoformat(), "form-0-name_vi": "Ngày nghỉ thêm",
            }.items():  # fmt: skip
                hands.write(f"[name='{name}']", text)
            hands.press("main button.go", to="**/xem-truoc/")
            hands.reads(self.code)
            hands.press("main button.go", to="**/lich/**")

    def record_what_others_did(self, scan: Path) -> None:
        """Police and insurance stand outside: their papers are recorded, one is scanned."""
        with self.at("handler") as page:
            hands = self.hands(page)
            for number, paper in ((2, "88/CAX"), (3, "12/BHXH")):
                self._answer(hands, number, "Đã làm xong.", paper=paper, scan=scan)
            hands.go(f"{DESK}ho-so/{self.code}/")
            hands.press("a[href$='/rut/']", to="**/rut/")  # No identity card was asked for.
            hands.write("[name=reason]", "Gia đình không đề nghị cấp thẻ căn cước.")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")
            expect(page.locator("main")).to_contain_text("11/12/2026")

    def decide(self) -> None:
        with self.at("handler") as page:
            hands = self._at_the_dossier(page)
            hands.key("n", to=f"**/{self.code}/")
            hands.key("d", to="**/du-thao/")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")
            hands.key("c", to=f"**/{self.code}/")
        for who, form in (("leader", "approving"), ("clerk", "numbering")):
            with self.at(who) as page:
                hands = self.hands(page)
                hands.go(f"{DESK}ky/")
                hands.tick(f'#{form} input[value="{self.code}"]')
                hands.press(f"#{form} button[type=submit]", to=f"**{DESK}ky/")

    def send_home(self) -> None:
        """The counter that took it in sends the results by post."""
        with self.at("reception") as page:
            hands = self._at_the_dossier(page)
            hands.key("t", to="**/tra/")
            expect(page.locator("[name=way][value=post]")).to_be_checked()
            hands.tick("#id_confirmed")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")
            expect(page.locator("main .mc-due").first).to_have_text("Đã trả")

    def is_followed_from_home(self) -> None:
        """Without an account: by its code and four digits of the father's telephone."""
        with Opened(self._browser, [], looking.PHONE) as page:
            hands = self.hands(page)
            hands.go("/tra-cuu/")
            hands.write("[name=code]", self.code)
            hands.write("[name=phone]", FATHER["applicant.phone"][-4:])
            hands.press("main button.go", to="**/tra-cuu/")
            expect(page.locator("main")).to_contain_text("Đã trả kết quả")

    def _answer(
        self, hands: Hands, number: int, words: str, *, paper: str = "", scan: Path | None = None
    ) -> None:
        hands.go(f"{DESK}ho-so/{self.code}/lien-thong/{number}/")
        hands.tick("[name=outcome] >> nth=0")
        hands.write("[name=words]", words)
        if paper:
            hands.write("[name=paper]", paper)
            hands.write("[name=paper_on]", NOW.date().isoformat())
            hands.write("[name=signed_by]", "Trần Phú, Trưởng Công an xã")
        if scan:
            hands.attach("[name=scan]", scan)
        with hands.page.expect_navigation():
            hands.page.click("form.mc-door button[type=submit]")
        assert hands.page.locator(".mc-err").count() == 0, hands.page.inner_text("main")

    def _at_the_dossier(self, page: Any) -> Hands:
        hands = self.hands(page)
        hands.go(f"{DESK}ho-so/{self.code}/")
        return hands


@pytest.fixture
def story(browser: "Browser", province: str, cookies: dict[str, Any]) -> Story:
    return Story(browser, province, cookies)


@pytest.mark.prove
def test_three_results_of_one_filing(story: Story, tmp_path: Path) -> None:
    story.take_in()
    story.send_on()
    story.register()
    story.enter_a_decree(NOW.date() + DAYS)
    story.record_what_others_did(a_scan(tmp_path))
    story.decide()
    story.send_home()
    story.is_followed_from_home()
