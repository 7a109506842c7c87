"""What everybody sees, looked at with a browser: both themes, both languages, every size."""

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser import looking

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

# The pages are read by the server's own connections; the mark only asks for the database.
pytestmark = pytest.mark.django_db
PAGES = {
    "home": "/",
    "search": "/tim/?q=khai+sinh",
    "corrected search": "/tim/?q=giay+fep+lai+xe",
    "search that finds nothing": "/tim/?q=zzzqqqxxx",
    "procedure with a form of its own": "/thu-tuc/national/1.013225/",
    "procedure of the source": "/thu-tuc/national/1.001193/?noi=none",
    "form": "/thu-tuc/national/1.013225/to-khai/",
    "life event": "/su-kien/",
    "fields": "/linh-vuc/",
    "field": "/linh-vuc/ho-tich/",
    "centres": "/noi-nop/?thu-tuc=national/1.013225",
    "design": "/design",
    "not found": "/khong-co/",
}
every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


@every_page
@looking.both_themes
def test_it_is_light_axe_finds_nothing_and_a_phone_reads_it_without_sideways_scrolling(
    browser: "Browser", province: str, path: str, theme: str
) -> None:
    prefix = "/en" if theme == "dark" else ""  # Both languages without looking at all twice.
    with looking.opened(browser, province + prefix + path, theme=theme) as page:
        assert looking.violations(page) == []
        for width, height in (looking.NARROWEST, looking.PHONE):
            page.set_viewport_size({"width": width, "height": height})
            assert looking.overflow(page) <= 0


@pytest.mark.parametrize("name", ["home", "search", "procedure with a form of its own", "centres"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    browser: "Browser", province: str, name: str
) -> None:
    with looking.opened(browser, province + PAGES[name]) as page:
        assert looking.out_of_reach(page) == []


def test_the_theme_is_switched_and_remembered(browser: "Browser", province: str) -> None:
    with looking.opened(browser, province + "/") as page:
        page.click("[data-theme-switch]")
        page.goto(province + "/linh-vuc/")

        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_theme_is_kept_in_a_secure_cookie_under_https(
    browser: "Browser", province: str, scheme: str
) -> None:
    front = f"{scheme}://motcua.example"

    def forward(route: "Route") -> None:
        route.fulfill(
            response=route.fetch(url=route.request.url.replace(front, province), timeout=30_000)
        )

    context = browser.new_context()
    context.route(f"{front}/**", forward)
    page = context.new_page()
    page.goto(front)
    page.click("[data-theme-switch]")
    page.wait_for_function("document.cookie.includes('_theme=dark')")

    [kept] = [one for one in context.cookies(front) if one["name"] == settings.THEME_COOKIE_NAME]
    assert (kept["value"], kept["sameSite"], kept["path"]) == ("dark", "Lax", "/")
    assert kept["secure"] is (scheme == "https")
    context.close()


def test_the_list_of_centres_narrows_while_one_types(browser: "Browser", province: str) -> None:
    with looking.opened(browser, province + "/noi-nop/") as page:
        page.fill("#narrow", "hau nghia")

        expect(page.locator("#centres li:visible")).to_have_text(["Xã Hậu Nghĩa"])

        page.fill("#narrow", "không có xã này")

        expect(page.locator("#centres-nothing")).to_be_visible()


def test_a_person_finds_where_to_file(browser: "Browser", province: str) -> None:
    with looking.opened(browser, province + "/", size=looking.PHONE) as page:
        page.fill("[name=q] >> nth=0", "giấy phép xây nhà")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Cấp giấy phép xây dựng").first.click()
        page.get_by_role("link", name="Chọn nơi nộp").click()
        page.get_by_role("link", name="Xã Hậu Nghĩa").click()

        door = page.locator(".mc-door")
        expect(door).to_contain_text("Trung tâm Phục vụ hành chính công xã Hậu Nghĩa")
