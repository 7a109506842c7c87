"""The counter story in a real browser: a dossier goes from a person through every desk."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import looking
from tests.browser.office import CENTRE, COMMITTEE, OFFICE
from tests.browser.visiting import Hands, Opened, cookie_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.django_db
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


@pytest.fixture(scope="module")
def cast(province: str, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Officers of one commune, signed in; and somebody who has signed in with VNeID before."""
    from motcua.reference.people import testing

    people = {
        "reception": (CENTRE, "Nguyễn Thị Lan"),
        "handler": (OFFICE, "Huỳnh Tấn Phúc"),
        "leader": (COMMITTEE, "Phan Nhật Quang"),
        "clerk": (COMMITTEE, "Mai Ánh Tuyết"),
    }
    with django_db_blocker.unblock():
        known = testing.citizen(name="Lê Văn Dũng").person
        assert known is not None
        known.personal_number, known.phone = NUMBER, PHONE_NUMBER
        known.save()
        yield {
            role: cookie_of(testing.staff(role, unit, name=name), province)
            for role, (unit, name) in people.items()
        }


class Story:
    """One person at the counter. They may have a number and a telephone, or neither."""

    def __init__(self, browser: "Browser", root: str, cast: dict[str, Any]) -> None:
        self._browser, self._root, self._cast = browser, root, cast
        self.size, self.language, self.keyboard = looking.LAPTOP, "", True
        self.is_known = False
        self.code = ""

    def tell(self) -> None:
        self.take_in()
        self.handle()
        self.approve()
        self.number()
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
            expect(page.locator("#ho-so")).to_contain_text(self.code)
            hands.key("n", to=f"**{QUEUE}?**")  # Take it; the queue stays.
            self._open_first(hands)
            hands.key("d", to="**/du-thao/")
            hands.press("form.mc-door button[type=submit]", to=f"**/{self.code}/")
            while page.locator('[data-key="c"]').count():
                hands.key("c", to=f"**/{self.code}/")

    def approve(self) -> None:
        self._batch("leader", "approving")

    def number(self) -> None:
        self._batch("clerk", "numbering")

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
            hands.press(f"#{form} button[type=submit]", to=f"**{SIGNING}")
            expect(page.locator(f'input[value="{self.code}"]')).to_have_count(0)

    def _open_first(self, hands: Hands) -> None:
        if not self.keyboard:
            return hands.press(f"td.m a[title='{self.code}']", to=f"**/{self.code}/")
        with hands.page.expect_navigation(url=f"**/{self.code}/"):
            hands.page.keyboard.press("Enter")

    def _opened(self, who: str) -> Opened:
        return Opened(self._browser, [self._cast[who]], self.size)

    def _hands(self, page: "Page") -> Hands:
        return Hands(page, self._root + self.language, keyboard=self.keyboard)


@pytest.fixture
def story(browser: "Browser", province: str, cast: dict[str, Any]) -> Story:
    return Story(browser, province, cast)


def test_a_person_without_telephone_and_number_with_the_keyboard_only(story: Story) -> None:
    story.tell()


@pytest.mark.prove
@pytest.mark.parametrize(
    ("size", "language", "is_known"),
    [
        (looking.PHONE, "", True),
        (looking.PHONE, "/en", False),
        (looking.LAPTOP, "/en", True),
    ],
    ids=["phone, known", "phone, English, unknown", "laptop, English, known"],
)
def test_every_other_way(
    story: Story, size: tuple[int, int], language: str, is_known: bool
) -> None:
    story.size, story.language, story.is_known = size, language, is_known
    story.keyboard = False

    story.tell()


def test_the_queue_is_light(browser: "Browser", province: str, cast: dict[str, Any]) -> None:
    with looking.opened(browser, province + QUEUE, cookies=[cast["reception"]]) as page:
        expect(page.locator("h1")).to_have_count(1)
