"""A child is born: birth, residence and health card from one filing at another commune's counter.

The commune where the parents live registers the birth; the police and the health insurance stand
outside the system, and an officer records their answers and papers. A decree about holidays comes
in between. The results are signed, the father pays the postage, follows the parcel by its number,
and takes the scan of what the police gave.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from motcua.capabilities.signatures.tests.ring import keyring
from motcua.spine import clock
from motcua.spine.dates import local_date
from tests.browser import carrier, looking, main_story, office, proof
from tests.browser.carrier import Carrier
from tests.browser.filing import NAME
from tests.browser.main_story import a_scan
from tests.browser.office import COMMITTEE, OFFICE, OfficeHere
from tests.browser.visiting import Hands, Opened, cookie_of, pay

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db
CLOCK = "real"
PARENT = "father"
DESK = "/ban-lam-viec/"
THREE_IN_ONE = "national/2.000986/"
ELSEWHERE = "H80.40.01"  # The centre of another commune than the parents' own.
CHAIN = (
    "Liên thông điện tử: khai sinh, thường trú, thẻ BHYT, thẻ căn cước trẻ dưới 6 tuổi"
    " (NĐ 301/2026/NĐ-CP)"
)
FATHER = {
    "applicant.full_name": NAME,
    "applicant.personal_number": "080190000123",
    "applicant.phone": "0909123456",
    "request": "Khai sinh, thường trú và thẻ bảo hiểm y tế cho con là Lê Thị Bông.",
}
PEOPLE = {
    "reception": ("reception", ELSEWHERE, "Trần Minh Tâm"),
    "handler": ("handler", OFFICE, "Lưu Thị Hạnh"),
    "leader": ("leader", COMMITTEE, "Phan Nhật Quang"),
    "clerk": ("clerk", COMMITTEE, "Mai Ánh Tuyết"),
}
ADMINISTRATOR = ("administrator", "H80.01", "Cao Minh Đức")


@pytest.fixture(scope="module")
def staff(province: str, bank: str, citizen: Any, django_db_blocker: Any) -> Iterator[OfficeHere]:
    from motcua.capabilities.signatures import pkcs8
    from motcua.reference.people import testing
    from motcua.reference.workflows import operations as workflows
    from motcua.reference.workflows.definition import reading
    from motcua.spine.actors import SYSTEM

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(pkcs8, "N", 2**8)  # Guessing is cheap here, and so is opening.
        workflows.load(reading.FOLDER / "workflows.toml", actor=SYSTEM, at=clock.now())
        found = office.opened(province, PEOPLE)
        role, unit, name = ADMINISTRATOR
        account = testing.staff(role, unit, name=name)
        found.cookies["administrator"] = cookie_of(account, province)
        found.cookies[PARENT] = citizen
        yield found


class Story(main_story.Story):
    """Everybody who has a part in it, each at their own screen."""

    def __init__(self, browser: "Browser", root: str, staff: OfficeHere, carrier: Carrier) -> None:
        super().__init__(browser, root, staff)
        self._carrier, self.number, self.is_quick = carrier, "", True

    def opened(self, who: str = PARENT) -> Opened:
        size = looking.PHONE if who == PARENT else looking.LAPTOP
        return Opened(self._browser, self._staff.cookies_of(who), size)

    def take_in(self) -> None:
        """The father stands at the counter nearest to his work, not to his home."""
        with self.opened("reception") as page:
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
            self._unlock(hands, "reception")
        self._staff.works(self.code, {"01": 1})

    def ask_the_post(self) -> None:
        """The father has the results brought home, and pays the post by its own code."""
        with self.opened() as page:
            hands = self.hands(page)
            hands.go(f"/ho-so/{self.code}/")
            hands.press("a[href$='/buu-chinh/']", to="**/buu-chinh/")
            hands.tick("[name=direction][value=to_home]")
            hands.tick("[name=zone][value=in_province]")
            hands.write("[name=address]", "Ấp 3, xã Mỹ Lệ, tỉnh Tây Ninh")
            hands.write("[name=phone]", FATHER["applicant.phone"])
            hands.press("main button.go", to=f"**/{self.code}/")
            hands.reads("Tổng công ty Bưu điện Việt Nam")
            hands.press("form[action*='/nop-tien/'] button", to="**/nop-tien/**")
            hands.reads("30.000")
            pay(page, "text=Đã nộp cước bưu chính")

    def send_on(self) -> None:
        """Whoever received it lets it follow the list of agencies."""
        with self.opened("reception") as page:
            hands = self._at_the_dossier(page)
            hands.press("a[href$='/lien-thong/']", to="**/lien-thong/")
            hands.choose("[name=workflow]", CHAIN)
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")
            hands.reads("Công an")
            hands.reads("ngoài hệ thống")

    def register(self) -> None:
        """The commune of the parents does its part."""
        with self.opened("handler") as page:
            hands = self.hands(page)
            hands.go(f"{DESK}lien-thong/")
            self._answer(hands, 1, "Đã ghi Sổ đăng ký khai sinh.")

    def enter_a_decree(self, on: date) -> None:
        """A day off is announced late; the officer sees whose date moves before it does."""
        with self.opened("administrator") as page:
            hands = self.hands(page)
            hands.go("/quan-tri/lich/van-ban/them/")
            for name, text in {
                "number": "7001/TB-BNV", "title_vi": "Nghỉ thêm một ngày",
                "issued_on": local_date(clock.real_now()).isoformat(),
                "form-0-on": on.isoformat(), "form-0-name_vi": "Ngày nghỉ thêm",
            }.items():  # fmt: skip
                hands.write(f"[name='{name}']", text)
            hands.press("main button.go", to="**/xem-truoc/")
            hands.reads(self.code)
            hands.press("main button.go", to="**/lich/**")

    def record_what_others_did(self, scan: Path) -> None:
        """Police and insurance stand outside: their papers are recorded, one is scanned."""
        with self.opened("handler") as page:
            hands = self.hands(page)
            for number, paper in ((2, "88/CAX"), (3, "12/BHXH")):
                self._answer(hands, number, "Đã làm xong.", paper=paper, scan=scan)
            hands.go(f"{DESK}ho-so/{self.code}/")
            hands.press("a[href$='/rut/']", to="**/rut/")  # No identity card was asked for.
            hands.write("[name=reason]", "Gia đình không đề nghị cấp thẻ căn cước.")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")

    def decide(self) -> None:
        self.examine()
        self.approve()
        self.number_and_seal()

    def send_home(self) -> None:
        """The counter that took it in hands the results to the post, as the father asked."""
        with self.opened("reception") as page:
            hands = self._at_the_dossier(page)
            hands.key("t", to="**/tra/")
            expect(page.locator("[name=way][value=post]")).to_be_checked()
            hands.tick("#id_confirmed")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")
        self.number = self._carrier.takes()

    def take_home(self, folder: Path) -> None:
        """The father sees where the parcel is, that it came, and takes every paper there is."""
        with self.opened() as page:
            hands = self.hands(page)
            hands.go(f"/ho-so/{self.code}/")
            hands.reads(self.number)
            self._carrier.brings(self.number)
            hands.go(f"/ho-so/{self.code}/")
            hands.reads("Đã phát")
            hands.reads(f"số báo phát PB-{self.number[2:11]}")
            with page.expect_download() as taken:
                page.click(".mc-door a[href*='/phieu/'], .mc-card a[href*='/phieu/']")
            result = taken.value.path().read_bytes()
            proof.is_signed(result, folder, times=2, root=self._staff.root())
            scans = page.locator("a[href*='/lien-thong/']")
            expect(scans).to_have_count(2)
            address = scans.first.get_attribute("href")
            answer = page.context.request.get(f"{self._root}{address}")
            assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")

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
            hands.write("[name=paper_on]", local_date(clock.real_now()).isoformat())
            hands.write("[name=signed_by]", "Trần Phú, Trưởng Công an xã")
        if scan:
            hands.attach("[name=scan]", scan)
        with hands.page.expect_navigation():
            hands.page.click("form.mc-door button[type=submit]")
        assert hands.page.locator(".mc-err").count() == 0, hands.page.inner_text("main")

    def last_day(self) -> date:
        """Return the day the dossier is due, as its tables say."""
        with ThreadPoolExecutor(1) as worker:
            return worker.submit(_due_on, self.code).result()

    def _at_the_dossier(self, page: Any) -> Hands:
        hands = self.hands(page)
        hands.go(f"{DESK}ho-so/{self.code}/")
        return hands


def _due_on(code: str) -> date:
    from django.db import connection

    from motcua.casework.dossiers.models import Dossier

    due_at = Dossier.objects.get(code=code).due_at
    connection.close()
    assert due_at is not None
    return local_date(due_at)


@pytest.fixture
def story(browser: "Browser", province: str, staff: OfficeHere, tmp_path: Path) -> Iterator[Story]:
    with keyring(), carrier.at_work(tmp_path, province) as post:
        yield Story(browser, province, staff, post)


@pytest.mark.prove
def test_three_results_of_one_filing(story: Story, tmp_path: Path) -> None:
    story.take_in()
    story.ask_the_post()
    story.send_on()
    story.register()
    due_on = story.last_day()
    story.enter_a_decree(due_on)
    assert story.last_day() > due_on
    story.record_what_others_did(a_scan(tmp_path))
    story.decide()
    story.send_home()
    story.take_home(tmp_path)
    story.is_followed_from_home()
