"""What every page must stand: axe, the keyboard, narrow screens, little weight, a strict policy."""

import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

KILOBYTE = 1000
FIRST_VIEW_BYTES_MAX = 100 * KILOBYTE
# Dark, and English with it: `make prove`, which also looks at every page there is.
both_themes = pytest.mark.parametrize(
    "theme", ["light", pytest.param("dark", marks=pytest.mark.prove)]
)
PHONE, LAPTOP, NARROWEST = (360, 740), (1366, 768), (320, 640)
# Answers that exclude each other are one stop: the chosen one, else the first; arrows do the rest.
_TABBABLE = """() => {
  const stop = (e) => {
    const group = [...document.getElementsByName(e.name)]
      .filter((one) => one.form === e.form && !one.disabled);
    return group.find((one) => one.checked) ?? group[0];
  };
  return [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
  )].filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.disabled
    && (e.type !== 'radio' || e === stop(e)))
  .map((e, i) => { e.dataset.tab = i; return e.outerHTML.slice(0, 90); }); }"""
_FOCUSED = """() => { const e = document.activeElement, s = getComputedStyle(e);
  const shown = (x) => x && parseFloat(getComputedStyle(x).outlineWidth) >= 2
    && getComputedStyle(x).outlineStyle !== 'none';
  return [e.dataset.tab ?? '', shown(e) || shown(e.nextElementSibling)]; }"""


@contextmanager
def opened(
    browser: "Browser",
    address: str,
    *,
    size: tuple[int, int] = LAPTOP,
    theme: str = "light",
    cookies: Sequence[Any] = (),
) -> Iterator["Page"]:
    """Open a page as a first visit; it fails if it is heavy, or the browser complains."""
    complaints: list[str] = []
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
    )
    context.add_cookies(cookies)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    weight = weight_of(page, address)
    assert weight <= FIRST_VIEW_BYTES_MAX, f"{address}: {weight} bytes"
    yield page
    context.close()
    # The browser reports every answer that is not a success; a page that is not there is meant.
    complaints = [said for said in complaints if "status of 404" not in said]
    assert complaints == [], f"{address}: {complaints}"


def weight_of(page: "Page", address: str) -> int:
    """Go there, and return what the first view loads."""
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    return sum(map(_packed, list(responses)))


def violations(page: "Page", *, only: str = "") -> list[str]:
    """Return what axe finds, one line a node; by one rule alone if it is named."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]} | ({"runOnly": [only]} if only else {})
    found = page.evaluate("(asked) => axe.run(asked).then((told) => told.violations)", options)
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in found
        for node in one["nodes"]
    ]


def out_of_reach(page: "Page") -> list[str]:
    """Walk the page with Tab; return what was not reached or did not show its focus."""
    wanted = page.evaluate(_TABBABLE)
    reached: dict[int, bool] = {}
    # A date or a time has a stop for each of its parts, so one field may take several presses.
    for _ in range(4 * len(wanted) + 1):
        if len(reached) == len(wanted):
            break
        page.keyboard.press("Tab")
        place, is_shown = page.evaluate(_FOCUSED)
        if place != "":
            reached[int(place)] = reached.get(int(place), False) or is_shown
    return [html for place, html in enumerate(wanted) if not reached.get(place)]


def overflow(page: "Page") -> int:
    """Return by how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return width


def _packed(response: "Response") -> int:
    """Return how much of it travels: texts packed with gzip as the web server packs them."""
    if 300 <= response.status < 400:
        return 0
    body = response.body()
    is_packed_already = response.url.endswith(".woff2")
    return len(body) if is_packed_already else len(gzip.compress(body, 6))
