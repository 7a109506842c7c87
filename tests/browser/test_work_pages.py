"""The pages of those who keep units, calendars, the catalogue and deliveries, looked at."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import looking
from tests.browser.visiting import cookie_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db
PAGES = {
    "units": "/quan-tri/co-quan/",
    "unit": "/quan-tri/co-quan/H80.88.01/",
    "office hours": "/quan-tri/co-quan/H80.88.01/gio-lam-viec/",
    "year": "/quan-tri/lich/",
    "decrees": "/quan-tri/lich/van-ban/",
    "new decree": "/quan-tri/lich/van-ban/them/",
    "deliveries": "/quan-tri/viec-gui-di/",
    "catalogue": "/danh-muc/",
    "procedure": "/danh-muc/thu-tuc/national/1.013225/",
    "differences": "/danh-muc/thu-tuc/national/1.013225/khac-biet/?tu=1&den=2",
    "draft": "/danh-muc/ban-thao/{draft}/",
    "draft of papers": "/danh-muc/ban-thao/{draft}/giay-to/",
    "process": "/danh-muc/ban-thao/{draft}/quy-trinh/",
    "step of a process": "/danh-muc/ban-thao/{draft}/quy-trinh/buoc/2/",
    "lists of a process": "/danh-muc/ban-thao/{draft}/giay-to-ket-qua/",
    "process of a version": "/danh-muc/ban/{draft}/quy-trinh/",
    "what the rules find": "/danh-muc/kiem-tra/",
    "publish": "/danh-muc/ban-thao/{draft}/cong-bo/",
    "agencies": "/danh-muc/co-quan/",
    "loads": "/danh-muc/lan-nap/",
}
every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


@pytest.fixture(scope="module")
def keeper(province: str, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Somebody who keeps everything: one post for each page's role; and a draft to look at."""
    from motcua.reference.people import testing
    from motcua.reference.procedures import queries
    from motcua.reference.procedures.operations import keeping
    from motcua.spine.actors import Actor
    from tests.browser.conftest import NOW

    with django_db_blocker.unblock():
        cookies = {
            role: cookie_of(testing.staff(role, "H80.01", name="Đinh Phương Thảo"), province)
            for role in ("administrator", "catalogue_keeper", "operator")
        }
        actor = Actor(id="1", roles=frozenset({"catalogue_keeper"}))
        version = queries.version_on(
            queries.procedure_of(jurisdiction="national", key="1.000656"), on=NOW.date()
        )
        assert version
        draft = keeping.draft(version_id=version.pk, actor=actor, at=NOW)
        yield {"cookies": cookies, "draft": draft.pk}


def _cookie(path: str, keeper: dict[str, Any]) -> list[Any]:
    role = "administrator" if path.startswith("/quan-tri/") else "catalogue_keeper"
    return [keeper["cookies"]["operator" if "viec-gui-di" in path else role]]


@every_page
@looking.both_themes
def test_axe_finds_nothing(
    browser: "Browser", province: str, keeper: dict[str, Any], path: str, theme: str
) -> None:
    prefix = "/en" if theme == "dark" else ""  # Both languages without looking at all twice.
    address = province + prefix + path.format(**keeper)
    with looking.opened(browser, address, theme=theme, cookies=_cookie(path, keeper)) as page:
        assert page.locator("h1").count() == 1
        assert looking.violations(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert looking.overflow(page) <= 0


@pytest.mark.parametrize("name", ["units", "new decree", "catalogue", "draft", "process"])
def test_the_keyboard_reaches_everything(
    browser: "Browser", province: str, keeper: dict[str, Any], name: str
) -> None:
    address = province + PAGES[name].format(**keeper)
    with looking.opened(browser, address, cookies=_cookie(PAGES[name], keeper)) as page:
        assert looking.out_of_reach(page) == []
