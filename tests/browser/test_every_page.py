"""Every page there is, opened by somebody it is for: axe in both themes, the keyboard reaches
everything, it is light, no scrolling sideways.

The pages come from the table of access, so a new address cannot be forgotten.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse

from tests.access.policy import POLICY
from tests.access.province import province as a_province
from tests.access.visitors import Visitor, everybody
from tests.browser import looking, rare

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

PAGES_MIN = 110
WHITE = "#fff"
PAPER = "getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"
# Not pages: files, and answers to machines.
ELSEWHERE = ("api:", "health:", "national_portal:", "vietqr_bank:")
# Addresses that only ever lead on, to a page that has a row of its own.
LEAD_ON = frozenset({"citizen:resume", "desk:desk", "desk:fill_in", "vneid:callback"})
# Of nothing: a field the small province has no procedure in.
NOT_THERE = frozenset({"portal:field"})


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_every_page_is_clean(installation: None, live_server: Any, a_browser: "Browser") -> None:
    found = a_province()
    cast, asked = everybody(found), rare.objects(found)
    contexts: dict[str, BrowserContext] = {}
    seen = Seen()
    for name, row in sorted(POLICY.items()):
        if "GET" not in row.may or name.startswith(ELSEWHERE):
            continue
        who = next(one for one in cast if one.role in row.who and one.role != "api_client")
        arguments = asked.get(name, who.own[row.of] if row.of else {})
        address = live_server.url + reverse(name, kwargs=arguments) + rare.QUERIES.get(name, "")
        if who.name not in contexts:
            contexts[who.name] = _signed_in(a_browser, who, live_server.url)
        _look(contexts[who.name], f"{name} ({who.name})", address, seen)
    for context in contexts.values():
        context.close()
    print(f"\n{seen}")
    assert not seen.wrong, "\n".join(seen.wrong)
    assert seen.only_lead_on == LEAD_ON, "A page was counted that nobody has looked at."
    assert seen.not_there == NOT_THERE
    assert len(seen.pages) >= PAGES_MIN


@dataclass
class Seen:
    """What came of each address. A page stands here once, under the address that is its own."""

    pages: dict[str, str] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    no_pages: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def only_lead_on(self) -> set[str]:
        return {name.split(" ")[0] for name in self.leads}

    @property
    def not_there(self) -> set[str]:
        return {name.split(" ")[0] for name in self.missing}

    def __str__(self) -> str:
        led = "; ".join(f"{name} → {path}" for name, path in self.leads.items())
        return (
            f"{len(self.pages)} pages looked at in light and dark, and walked through with Tab; "
            f"{len(self.leads)} addresses only lead to another page ({led}); "
            f"{len(self.no_pages)} are files or data; not there: {', '.join(self.missing)}"
        )


def _signed_in(browser: "Browser", who: Visitor, url: str) -> "BrowserContext":
    context = browser.new_context(
        viewport={"width": looking.LAPTOP[0], "height": looking.LAPTOP[1]}, reduced_motion="reduce"
    )
    context.add_cookies(
        [{"name": name, "value": value, "url": url} for name, value in who.cookies.items()]
    )
    assert not who.cookies or settings.SESSION_COOKIE_NAME in who.cookies
    return context


def _look(context: "BrowserContext", name: str, address: str, seen: Seen) -> None:
    """Look at a page, or note what the address is instead."""
    answer = context.request.get(address, max_redirects=0)
    if answer.status in (301, 302):
        seen.leads[name] = urlsplit(answer.headers["location"]).path
    elif answer.status == HTTPStatus.NOT_FOUND:
        seen.missing.append(name)
    elif not answer.headers.get("content-type", "").startswith("text/html"):
        seen.no_pages.append(name)
    elif address in seen.pages:
        seen.wrong.append(f"{name} was looked at as {seen.pages[address]}")
    else:
        seen.pages[address] = name
        seen.wrong += [f"{name}: {one}" for one in _wrong_with(context, address)]


def _wrong_with(context: "BrowserContext", address: str) -> list[str]:
    page = context.new_page()
    weight = looking.weight_of(page, address)
    wrong = looking.violations(page)
    wrong += [f"no key leads to {html}" for html in looking.out_of_reach(page)]
    if weight > looking.FIRST_VIEW_BYTES_MAX:
        wrong.append(f"{weight} bytes")
    page.emulate_media(color_scheme="dark")
    wrong += [f"dark: {one}" for one in looking.violations(page, only="color-contrast")]
    page.emulate_media(media="print", color_scheme="dark")
    if (paper := page.evaluate(PAPER)) != WHITE:
        wrong.append(f"printed in the dark theme on {paper}")
    page.emulate_media(media="screen", color_scheme="dark")
    page.set_viewport_size({"width": looking.NARROWEST[0], "height": looking.NARROWEST[1]})
    if (pixels := looking.overflow(page)) > 0:
        wrong.append(f"{pixels} pixels too wide at {looking.NARROWEST[0]}")
    page.close()
    return wrong
