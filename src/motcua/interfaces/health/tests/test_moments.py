"""An act that waited until its moment was old is done again: nobody who asks can help that."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from motcua.interfaces.refusals import RefusalMiddleware
from motcua.spine.errors import NotFound
from motcua.spine.journal import operations as journal
from motcua.spine.journal import queries
from motcua.spine.journal.tests.lamps import light

LATE, NOW = timedelta(seconds=7), timedelta()
Ages = Iterator[timedelta]


@pytest.fixture(autouse=True)
def real(db: None) -> None:
    journal.create_installation(clock="real", is_demo=False, at=datetime.now(UTC))


def lit(ages: Ages) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view that lights a lamp at the moment its process saw so long ago."""

    def view(request: HttpRequest) -> HttpResponse:
        if (age := next(ages, None)) is None:
            raise NotFound()
        read: Any = request.FILES["paper"]
        content = read.read()
        light(at=datetime.now(UTC) - age)
        return HttpResponse(content)

    return view


def asked(view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Ask as Django does: what a view raises is shown to the middleware."""
    request: Any = RequestFactory().post("/", {"paper": SimpleUploadedFile("a.txt", b"whole")})
    request.notebook, request.resolver_match = [], ResolverMatch(view, (), {})
    try:
        return view(request)
    except Exception as error:
        answer = RefusalMiddleware(view).process_exception(request, error)
        assert answer is not None
        return answer


def test_with_the_moment_it_is_by_then() -> None:
    answer = asked(lit(iter([LATE, NOW])))

    assert (answer.status_code, answer.content) == (200, b"whole")
    assert queries.story_of("lamp:1").count() == 1


def test_twice_if_need_be() -> None:
    assert asked(lit(iter([LATE, LATE, NOW]))).content == b"whole"
    assert queries.story_of("lamp:1").count() == 1


def test_and_then_told_to_come_back() -> None:
    ages = iter([LATE] * 9)

    answer = asked(lit(ages))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert len(list(ages)) == 6
    assert not queries.story_of("lamp:1").exists()


def test_what_else_is_wrong_by_then_is_said() -> None:
    assert asked(lit(iter([LATE]))).status_code == 404
