"""A person in front of a browser: signed in, with a mouse or with the keyboard alone."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from playwright.sync_api import expect

from tests.browser import looking

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from motcua.reference.people.models import Account

PRESSES_MAX = 120
_IS_OF_GROUP = """(s) => { const e = document.querySelector(s), a = document.activeElement;
  return e?.type === 'radio' && a?.name === e.name; }"""


def cookie_of(account: "Account", address: str) -> Any:
    """Sign somebody in, as if the door had let them in just now."""
    from motcua.interfaces.session import HANDLE
    from motcua.interfaces.session_store import SessionStore
    from motcua.reference.people import testing

    session = SessionStore()
    session[HANDLE] = str(testing.a_session(account).handle)
    session.create()
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": str(session.session_key),
        "url": address,
    }


class Opened:
    """A browser in which the person is signed in; anything it complains about fails."""

    def __init__(
        self,
        browser: "Browser",
        cookies: Sequence[Any],
        size: tuple[int, int] = looking.LAPTOP,
        theme: str = "light",
        **more: Any,
    ) -> None:
        self._context: BrowserContext = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            **more,
        )
        self._context.add_cookies(cookies)
        self._complaints: list[str] = []

    def __enter__(self) -> "Page":
        page = self._context.new_page()
        page.on("console", lambda said: self._complaints.append(said.text))
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        return page

    def __exit__(self, kind: object, *rest: object) -> None:
        self._context.close()
        if kind is None:
            # The browser reports every answer that is not a success; these two are meant.
            meant = re.compile("status of (404|422)")
            assert [said for said in self._complaints if not meant.search(said)] == []


class Hands:
    """What a person does on a page. With `keyboard` they never touch a mouse.

    Every page that is come to is looked at, unless `is_quick`; its picture goes into the `album`.
    """

    def __init__(
        self,
        page: "Page",
        root: str,
        *,
        keyboard: bool = False,
        is_quick: bool = False,
        in_the_dark: bool = True,
        album: Path | None = None,
    ) -> None:
        self.page, self.root = page, root
        self.album = album
        self._keyboard, self._is_quick, self._in_the_dark = keyboard, is_quick, in_the_dark

    def go(self, path: str) -> None:
        self.page.goto(self.root + path)
        self.look()

    def press(self, selector: str, *, to: str) -> None:
        """Press a button or link, and arrive at an address like this."""
        # Also where the address stays the same, the page has to be a new one.
        with self.page.expect_navigation(url=to):
            if self._keyboard:
                reach(self.page, selector)
                self.page.keyboard.press("Enter")
            else:
                self.page.click(selector)
        self.look()

    def key(self, letter: str, *, to: str) -> None:
        """Press a key that the page knows as an act, or its button without a keyboard."""
        with self.page.expect_navigation(url=to):
            if self._keyboard:
                self.page.keyboard.press(letter)
            else:
                self.page.click(f'[data-key="{letter}"]')
        self.look()

    def write(self, selector: str, text: str) -> None:
        if self._keyboard:
            reach(self.page, selector)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
        else:
            self.page.fill(selector, text)

    def tick(self, selector: str) -> None:
        """Choose an answer, or tick a box."""
        if self._keyboard:
            reach(self.page, selector)
            if not self.page.is_checked(selector):
                self.page.keyboard.press("Space")
        else:
            self.page.check(selector)
        expect(self.page.locator(selector)).to_be_checked()

    def choose(self, selector: str, label: str) -> None:
        """Choose from a list that drops down."""
        if self._keyboard:
            reach(self.page, selector)
            self.page.keyboard.type(label)
        else:
            self.page.select_option(selector, label=label)
        expect(self.page.locator(f"{selector} option:checked")).to_have_text(label)

    def attach(self, selector: str, file: Path) -> None:
        if not self._keyboard:
            self.page.set_input_files(selector, file)
            return
        # Awaited before the walk: the browser is told in passing that its dialog is ours, and a key
        # pressed right after that overtakes it in one of three tries, with no dialog for anybody.
        with self.page.expect_file_chooser() as chooser:
            reach(self.page, selector)
            self.page.keyboard.press("Enter")
        chooser.value.set_files(file)

    def reads(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def reads_at(self, selector: str, *names: str) -> None:
        """Read a summary of what is wrong that leads to these questions."""
        for name in names:
            expect(self.page.locator(f"{selector} a[href='#q-{name}']")).to_be_visible()

    def look(self) -> None:
        """Let axe look at it, in the dark too if asked; nobody scrolls sideways."""
        if self.album is not None:
            taken = len(list(self.album.glob("*.png")))
            self.page.screenshot(path=self.album / f"{taken:02}.png", full_page=True)
        assert looking.overflow(self.page) <= 0, self.page.url
        if self._is_quick:
            return
        self.page.evaluate("document.fonts.ready.then(() => true)")
        # Colours are all that differs between the themes.
        assert (self.page.url, looking.violations(self.page)) == (self.page.url, [])
        if self._in_the_dark:
            self.page.emulate_media(color_scheme="dark")
            found = looking.violations(self.page, only="color-contrast")
            assert (self.page.url, found) == (self.page.url, [])
            self.page.emulate_media(color_scheme="light")


def reach(page: "Page", selector: str) -> None:
    """Walk with Tab, and with arrows among answers, until the thing has the focus."""
    page.locator(selector).first.wait_for(state="attached")
    for _ in range(PRESSES_MAX):
        if page.evaluate("(s) => document.activeElement?.matches(s)", selector):
            return
        page.keyboard.press("ArrowDown" if page.evaluate(_IS_OF_GROUP, selector) else "Tab")
    raise AssertionError(f"{page.url}: the keyboard does not reach {selector}")


def pay(page: "Page", then: str) -> None:
    """Pay in the tab of the bank; the page notices by itself and shows `then`."""
    address = page.locator("a[target=_blank]").get_attribute("href")
    assert address is not None
    tab = page.context.new_page()
    tab.goto(address)
    tab.locator("button.main, .acts button").first.click()
    tab.wait_for_url("**/done?**")
    tab.close()
    page.wait_for_selector(then, timeout=30_000)
