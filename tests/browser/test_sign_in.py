"""Sign-in, one's own account and the administrator's pages, looked at and used with a browser."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import looking
from tests.browser.visiting import cookie_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

pytestmark = pytest.mark.django_db
EVERYBODYS = {"door": "/dang-nhap/", "staff": "/can-bo/dang-nhap/"}
STAFFS = {
    "mine": "/tai-khoan/",
    "password": "/tai-khoan/mat-khau/",
    "accounts": "/quan-tri/tai-khoan/",
    "account": "/quan-tri/tai-khoan/{account}/",
    "open an account": "/quan-tri/tai-khoan/mo/",
    "give a post": "/quan-tri/tai-khoan/{account}/chuc-danh/",
    "end a post": "/quan-tri/tai-khoan/{account}/chuc-danh/{post}/",
    "locks": "/quan-tri/phai-cho/",
    "keys": "/quan-tri/khoa-ket-noi/",
    "new key": "/quan-tri/khoa-ket-noi/them/",
}
PAGES = EVERYBODYS | STAFFS
every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


@pytest.fixture(scope="module")
def duc(province: str, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """An administrator with two posts, signed in; his cookie and his numbers."""
    from motcua.reference.people import testing

    with django_db_blocker.unblock():
        account = testing.staff("administrator", "H80.01", name="Cao Minh Đức")
        post = account.posts.create(
            organisation_id="H80.12", role="inspector", since_on=testing.LONG_AGO
        )
        yield {"account": account.pk, "post": post.pk, "cookies": [cookie_of(account, province)]}


def cookies_for(path: str, duc: dict[str, Any]) -> list[Any]:
    cookies: list[Any] = duc["cookies"] if path in STAFFS.values() else []
    return cookies


@every_page
@looking.both_themes
def test_axe_finds_nothing(
    browser: "Browser", province: str, duc: dict[str, Any], path: str, theme: str
) -> None:
    prefix = "/en" if theme == "dark" else ""
    address = province + prefix + path.format(**duc)
    cookies = cookies_for(path, duc)
    with looking.opened(browser, address, theme=theme, cookies=cookies) as page:
        assert looking.violations(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert looking.overflow(page) <= 0


@pytest.mark.parametrize("name", ["staff", "mine", "accounts", "account"])
def test_the_keyboard_reaches_everything(
    browser: "Browser", province: str, duc: dict[str, Any], name: str
) -> None:
    path = PAGES[name]
    cookies = cookies_for(path, duc)
    with looking.opened(browser, province + path.format(**duc), cookies=cookies) as page:
        assert looking.out_of_reach(page) == []


def test_posts_are_changed_in_the_frame(
    browser: "Browser", province: str, duc: dict[str, Any]
) -> None:
    with looking.opened(browser, province + "/tai-khoan/", cookies=duc["cookies"]) as page:
        page.click(".mc-who summary")
        with page.expect_navigation():
            page.click(".mc-who button:has-text('Thanh tra')")
        page.goto(province + "/tai-khoan/")
        expect(page.locator("li:has(.mc-tag)").first).to_contain_text("Thanh tra")

        page.click(".mc-who summary")
        page.click(".mc-who button:has-text('Quản trị tài khoản')")
        page.wait_for_url("**/quan-tri/**")


def test_a_passkey_is_made_and_signs_in(
    browser: "Browser", province: str, duc: dict[str, Any]
) -> None:
    with looking.opened(browser, province + "/tai-khoan/", cookies=duc["cookies"]) as page:
        _give_authenticator(page)
        page.fill("#id_passkey-label", "Máy ở văn phòng")
        page.click("form[data-passkey] button")
        page.wait_for_selector("text=Đã thêm khóa")
        page.context.clear_cookies()

        page.goto(province + "/can-bo/dang-nhap/")
        page.click("form[data-passkey] button")

        page.wait_for_url("**/quan-tri/**")
        expect(page.locator("header")).to_contain_text("Cao Minh Đức")


def _give_authenticator(page: "Page") -> "CDPSession":
    """Put a fingerprint reader that always agrees into the browser."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices
