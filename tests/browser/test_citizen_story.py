"""A citizen's form in a browser: filled in, kept by itself, opened further, paid for and sent."""

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import looking
from tests.browser.filing import BUSINESS, fill_in, pay_and_send
from tests.browser.visiting import Hands, Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db


def test_in_english_with_the_keyboard_only(
    browser: "Browser", province: str, bank: str, citizen: Any
) -> None:
    with Opened(browser, [citizen], looking.LAPTOP) as page:
        hands = Hands(page, f"{province}/en", keyboard=True, is_quick=True)
        fill_in(hands)
        code = pay_and_send(hands)

        expect(page.locator("h1")).to_contain_text("Your dossier has arrived")
        hands.look()
        hands.go("/ho-so/")
        hands.reads("Waiting to be received")
        Hands(page, province).look()
        _follow_and_withdraw(hands, code)


def _follow_and_withdraw(hands: Hands, code: str) -> None:
    hands.go("/tra-cuu/")
    hands.write("[name=code]", code)
    hands.write("[name=phone]", "0000")
    hands.press("main button.go", to="**/tra-cuu/")
    hands.reads("No dossier matches.")
    hands.write("[name=phone]", "3456")
    hands.press("main button.go", to="**/tra-cuu/")
    expect(hands.page.locator(".mc-code")).to_have_text(code)
    hands.go(f"/ho-so/{code}/")
    hands.press("a[href$='/rut/']", to="**/rut/")
    hands.press("main form button[type=submit]", to=f"**/{code}/")
    expect(hands.page.locator("h1")).to_contain_text("You have withdrawn")


def test_an_answer_opens_a_question_with_and_without_script(
    browser: "Browser", province: str, citizen: Any
) -> None:
    for has_script in (True, False):
        with Opened(browser, [citizen], looking.PHONE, java_script_enabled=has_script) as page:
            page.goto(province + BUSINESS)
            page.click("main button.go")
            page.wait_for_url("**/khai/owner/")
            expect(page.locator("[name='members.0.full_name']")).to_be_hidden()
            page.check("[name='owner.sex'][value=female]")
            page.check("[name=founder][value=family]")
            if not has_script:
                page.click("main button.go")

            expect(page.locator("[name='members.0.full_name']")).to_be_visible()

            page.click("text=Thêm dòng")
            expect(page.locator("[name='members.1.full_name']")).to_be_visible()
            assert looking.overflow(page) <= 0


def test_what_is_written_is_kept_without_pressing_anything(
    browser: "Browser", province: str, citizen: Any
) -> None:
    with Opened(browser, [citizen], looking.PHONE) as page:
        page.goto(province + BUSINESS)
        page.click("main button.go")
        page.wait_for_url("**/khai/**", wait_until="load")  # The script listens from then on.
        with page.expect_response("**/luu/") as answer:
            page.fill("[name='owner.email']", "thao@vidu.vn")
        assert answer.value.ok
        address = page.url

    with Opened(browser, [citizen], looking.LAPTOP) as other:
        other.goto(address)

        expect(other.locator("[name='owner.email']")).to_have_value("thao@vidu.vn")


def test_pages_before_anything_was_sent(browser: "Browser", province: str, citizen: Any) -> None:
    with Opened(browser, [citizen], looking.LAPTOP) as page:
        hands = Hands(page, province)
        for path in ("/tin-bao/", "/tra-cuu/", "/ho-so/", BUSINESS):
            hands.go(path)
