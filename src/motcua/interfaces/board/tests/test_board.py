"""A leader sees how things stand, and opens what is behind every figure."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from motcua.casework.dossiers import testing
from motcua.measurement.facts import operations
from motcua.measurement.facts.tests.test_facts import some_lives

pytestmark = pytest.mark.django_db(transaction=True)


class Links(HTMLParser):
    """Every figure of the page with the address it opens."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._address = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._address = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        if (
            "dieu-hanh/ho-so/" in self._address
            and "%" not in data
            and (n := re.match(r"\d+", data))
        ):
            self.found.append((int(n[0]), self._address))


@pytest.fixture
def leader(as_role: Callable[..., Client]) -> Client:
    world = testing.world()
    later = some_lives(world)
    world.a_dossier("one more", at=later)  # Time goes on with what happens.
    operations.follow(later)
    return as_role("leader", unit=testing.COMMITTEE)


@pytest.mark.parametrize(
    ("prefix", "said"), [("", "2 hồ sơ quá hạn"), ("/en", "2 dossiers are late")]
)
def test_the_sentence_comes_first(leader: Client, prefix: str, said: str) -> None:
    assert said in leader.get(f"{prefix}/dieu-hanh/").content.decode()


def test_every_figure_opens_the_list_behind_it(leader: Client) -> None:
    links = Links(leader.get("/dieu-hanh/").content.decode()).found
    assert len(links) > 10
    for count, address in links:
        page = leader.get(address).content.decode()
        assert f"{count} hồ sơ" in page, address
        assert page.count('<a class="num" href="/ban-lam-viec/ho-so/') == count, address


def test_a_handler_is_told_that_it_is_not_theirs(as_role: Callable[..., Client]) -> None:
    testing.world()
    assert as_role("handler", unit=testing.OFFICE).get("/dieu-hanh/").status_code == 403


def test_an_empty_unit_says_so(as_role: Callable[..., Client]) -> None:
    testing.world()
    page = as_role("leader", unit="H80.40").get("/dieu-hanh/").content.decode()
    assert "Chưa có hồ sơ nào" in page


def test_the_board_asks_little(leader: Client, django_assert_max_num_queries: Any) -> None:
    leader.get("/dieu-hanh/")

    with django_assert_max_num_queries(8):
        leader.get("/dieu-hanh/")
