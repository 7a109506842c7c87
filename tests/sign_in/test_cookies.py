"""Cookies: none for those who only look; by their names and flags nobody else can read or plant."""

import runpy
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.interfaces.signin import browser


def settings_with(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    spec = find_spec("motcua.config.settings")
    assert spec
    assert spec.origin
    return runpy.run_path(spec.origin)


def test_under_https_they_are_bound_to_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = settings_with(monkeypatch, MOTCUA_URL="https://dvc.example.vn", MOTCUA_PORT="8000")

    assert ours["SESSION_COOKIE_NAME"] == "__Host-motcua_8000_session"
    assert ours["CSRF_COOKIE_NAME"] == "__Host-motcua_8000_csrf"
    assert ours["SESSION_COOKIE_SECURE"]
    assert ours["CSRF_COOKIE_SECURE"]
    assert ours["SECURE_HSTS_SECONDS"] >= 31_536_000


def test_two_installations_on_one_machine_do_not_share_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = {
        settings_with(monkeypatch, MOTCUA_URL="", MOTCUA_PORT=port)["SESSION_COOKIE_NAME"]
        for port in ("8000", "8100")
    }

    assert names == {"motcua_8000_session", "motcua_8100_session"}


@pytest.mark.django_db
def test_somebody_who_only_looks_gets_none_and_is_not_asked_for(
    installation: None, client: Client
) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse("look:design"))

    assert not answer.cookies
    sql = " ".join(query["sql"] for query in asked.captured_queries)
    assert "people_" not in sql
    assert "django_session" not in sql


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["nonsense", "", "a" * 5000])
def test_made_up_ones_open_nothing(installation: None, client: Client, cookie: str) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    client.cookies[browser.cookie_name()] = cookie

    assert client.get(reverse("signin:sessions")).status_code == 302
    answer = client.post(reverse("signin:staff"), {"login": "lan", "password": "x"})
    assert answer.status_code == 422
