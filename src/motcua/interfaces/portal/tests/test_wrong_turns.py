"""The pages for when something is wrong: they must do without database and session."""

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import translation

from motcua.interfaces import refusals


class TestWhenTheDatabaseIsAway:
    """No database is allowed here: the pages must do without."""

    @pytest.fixture(autouse=True)
    def _no_installation(self, django_db_blocker: object) -> None:
        django_db_blocker.block()  # type: ignore[attr-defined]

    @pytest.fixture
    def request_(self, rf: RequestFactory) -> HttpRequest:
        request = rf.get("/tim/?q=a")
        request.COOKIES["anything"] = "x"
        return request

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_the_page_unavailable_still_shows(self, request_: HttpRequest, language: str) -> None:
        with translation.override(language):
            answer = refusals.unavailable(request_)

        assert answer.status_code == 503
        assert "/tim/?q=a" in answer.content.decode()

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_the_page_broken_still_shows(self, request_: HttpRequest, language: str) -> None:
        with translation.override(language):
            answer = refusals.broken(request_)

        assert answer.status_code == 500


def test_a_refusal_is_a_page_with_a_way_on(client: Client) -> None:
    answer = client.get("/khong-co/")

    assert answer.status_code == 404
    assert "Tìm thủ tục" in answer.content.decode()
