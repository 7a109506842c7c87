"""While the disk is nearly full, what would be written is refused and what is there is read."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from psycopg.errors import DiskFull

from motcua.interfaces import refusals
from motcua.interfaces.refusals import OutageMiddleware

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(installation: None) -> Client:
    return Client()


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ROOM_BYTES_MIN", 10**18)


@pytest.mark.usefixtures("full")
class TestNearlyFull:
    def test_forms_are_refused_in_both_languages(self, client: Client) -> None:
        ours, theirs = client.post("/tin-bao/da-doc/"), client.post("/en/tin-bao/da-doc/")

        assert "sắp hết chỗ lưu" in client.post("/tinh-han/").content.decode()
        assert {ours.status_code, theirs.status_code} <= {302, 503}

    def test_machines_are_told_so(self, client: Client) -> None:
        answer = client.post("/thanh-toan/vietqr/callback", "{}", "application/json")

        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")

    def test_pages_are_read_and_people_sign_in(self, client: Client) -> None:
        assert client.get("/").status_code == 200
        assert client.post("/can-bo/dang-nhap/", {"login": "x"}).status_code != 503
        assert client.post("/tra-cuu/", {"code": "x"}).status_code != 503


def test_with_room_nothing_is_refused(client: Client) -> None:
    assert client.post("/tinh-han/").status_code != 503


def database_is_full() -> None:
    raise OperationalError("could not extend file") from DiskFull("could not extend file")


def disk_is_full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("fails", [database_is_full, disk_is_full])
def test_what_fails_for_want_of_space_is_said_in_words(
    fails: Callable[[], None], rf: RequestFactory
) -> None:
    error: Any = None
    try:
        fails()
    except Exception as raised:
        error = raised

    def never(request: HttpRequest) -> HttpResponse:
        raise AssertionError

    answer = OutageMiddleware(never).process_exception(rf.post("/api/v1/documents"), error)

    assert answer is not None
    assert answer.status_code == refusals.NoRoom.http_status
    assert b"no_room" in answer.content
