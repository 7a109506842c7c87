"""Every page there is, opened by somebody it is for: axe in both themes, the keyboard reaches
everything, it is light, no scrolling sideways.

The pages come from the table of access, so a new address cannot be forgotten.
"""

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.urls import reverse

from tests.access.policy import POLICY
from tests.access.province import province as a_province
from tests.access.visitors import Visitor, everybody
from tests.browser import looking

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

PAGES_MIN = 90
# Not pages: files, and answers to machines.
ELSEWHERE = ("api:", "health:", "national_portal:", "vietqr_bank:")


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_every_page_is_clean(installation: None, live_server: Any, a_browser: "Browser") -> None:
    cast = everybody(a_province())
    contexts: dict[str, BrowserContext] = {}
    wrong, looked_at = [], 0
    for name, row in sorted(POLICY.items()):
        if "GET" not in row.may or name.startswith(ELSEWHERE):
            continue
        who = next(one for one in cast if one.role in row.who and one.role != "api_client")
        address = live_server.url + reverse(name, kwargs=who.own[row.of] if row.of else {})
        if who.name not in contexts:
            contexts[who.name] = _signed_in(a_browser, who, live_server.url)
        found = _look(contexts[who.name], address)
        looked_at += found is not None
        wrong += [f"{name} ({who.name}): {one}" for one in found or ()]
    for context in contexts.values():
        context.close()
    print(f"\n{looked_at} pages looked at in light and dark, and walked through with Tab")
    assert not wrong, "\n".join(wrong)
    assert looked_at >= PAGES_MIN


def _signed_in(browser: "Browser", who: Visitor, url: str) -> "BrowserContext":
    context = browser.new_context(
        viewport={"width": looking.LAPTOP[0], "height": looking.LAPTOP[1]}, reduced_motion="reduce"
    )
    context.add_cookies(
        [{"name": name, "value": value, "url": url} for name, value in who.cookies.items()]
    )
    assert not who.cookies or settings.SESSION_COOKIE_NAME in who.cookies
    return context


def _look(context: "BrowserContext", address: str) -> list[str] | None:
    """Return what is wrong with a page; nothing at all if it is none, or is not there yet."""
    kind = context.request.get(address, max_redirects=5)
    if kind.status != 200 or not kind.headers.get("content-type", "").startswith("text/html"):
        return None
    page = context.new_page()
    weight = looking.weight_of(page, address)
    wrong = looking.violations(page)
    wrong += [f"no key leads to {html}" for html in looking.out_of_reach(page)]
    if weight > looking.FIRST_VIEW_BYTES_MAX:
        wrong.append(f"{weight} bytes")
    page.emulate_media(color_scheme="dark")
    wrong += [f"dark: {one}" for one in looking.violations(page, only="color-contrast")]
    page.set_viewport_size({"width": looking.NARROWEST[0], "height": looking.NARROWEST[1]})
    if (pixels := looking.overflow(page)) > 0:
        wrong.append(f"{pixels} pixels too wide at {looking.NARROWEST[0]}")
    page.close()
    return wrong
