"""Every answer carries the headers, also those that are given before or instead of a page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.handlers.base import BaseHandler
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from motcua.interfaces.health import admission
from motcua.interfaces.health.gate import Gate
from tests.access.test_policy import headers_wrong

pytestmark = pytest.mark.django_db


def answers(client: Client) -> Iterator[tuple[str, Any]]:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    yield "a page", client.get("/")
    yield "a probe", client.get("/healthz")
    yield "a probe that is not ready", client.get("/readyz")
    yield "no such page", client.get("/khong-co/")
    yield "a style", client.get("/static/motcua/motcua.css")
    yield "no such style", client.get("/static/motcua/no.css")
    yield "a strange host", client.get("/", headers={"Host": "evil.example"})
    yield "a method there is not", client.generic("TRACE", "/")
    yield "a form of another site", strict.post("/tra-cuu/", {})
    yield "the door", client.get("/ban-lam-viec/ho-so/")
    yield "a machine without a key", client.get("/api/v1/me")
    yield "a document", client.get("/api/v1/openapi.json")
    yield "a name with no slash", client.get("/tra-cuu")


def test_whatever_is_asked(installation: None) -> None:
    client = Client(raise_request_exception=False)

    statuses = set()
    for what, answer in answers(client):
        assert not headers_wrong(dict(answer.headers)), what
        assert answer.headers["X-Request-ID"], what
        statuses.add(answer.status_code)
        answer.close()

    assert statuses >= {200, 301, 302, 400, 401, 403, 404, 405}


@pytest.mark.parametrize("error", [ValueError("a bug"), OperationalError("away")])
def test_when_something_breaks(
    installation: None, monkeypatch: pytest.MonkeyPatch, rf: RequestFactory, error: Exception
) -> None:
    handler = BaseHandler()
    handler.load_middleware()

    @login_not_required
    def breaks(request: HttpRequest) -> HttpResponse:
        raise error

    request = rf.get("/")
    monkeypatch.setattr(handler, "resolve_request", lambda asked: _match(breaks))

    answer = handler.get_response(request)

    assert answer.status_code == (503 if isinstance(error, OperationalError) else 500)
    assert not headers_wrong(dict(answer.headers))


def test_when_the_gate_is_shut(installation: None) -> None:
    said: dict[str, str] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        said.update(headers, status=status)

    shut = admission.Admission(lambda environ, respond: [], Gate({}, places=0))
    shut._turn_away("GET", "/", start, 0.0)

    assert said["status"].startswith("503")
    assert not headers_wrong(said)


def test_under_https_they_ask_for_https_for_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "IS_HTTPS", True)
    monkeypatch.setattr(settings, "SECURE_HSTS_SECONDS", 31_536_000)

    answer = Client().get("/healthz")

    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def _match(view: Any) -> Any:
    from django.urls import ResolverMatch

    return ResolverMatch(view, (), {}, url_name="home", app_names=["portal"], namespaces=["portal"])
