"""What the front server answers itself is said in words, as a page or as JSON, with our headers."""

import base64
import hashlib
import json
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from motcua.interfaces import refusals
from motcua.interfaces.api.refused import BodyTooLarge
from motcua.spine.errors import NotFound, Refusal
from tests.access.test_policy import headers_wrong
from tests.deploy.fronts import FOLDER, HOST, SHIPPED, front
from tests.start.places import free_port

PAGES = sorted(FOLDER.glob("*.html"))
KINDS: dict[str, type[Refusal] | None] = {
    "busy": None,
    "too_large": BodyTooLarge,
    "unreadable": refusals.Unreadable,
    "not_here": NotFound,
}
Answer = tuple[int, dict[str, str], str]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_needs_nothing_else_and_its_style_is_the_one_allowed(page: Path) -> None:
    text = page.read_text("utf-8")
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"style-src 'sha256-{digest}'" in SHIPPED.read_text("utf-8")
    assert not re.search(r"<script|<link|<img|\bsrc=|\bstyle=|\bon\w+=|url\(|https?:", text)
    assert f'<html lang="{page.name.split(".")[1]}">' in text
    assert text.count("<h1>") == text.count("<main>") == text.count("<title>") == 1


def test_each_kind_stands_in_three_forms_and_machines_know_it_already() -> None:
    assert {page.name for page in PAGES} == {
        f"{kind}.{language}.html" for kind in KINDS for language in ("vi", "en")
    }
    for kind, refusal in KINDS.items():
        said = json.loads((FOLDER / f"{kind}.json").read_text("utf-8"))["error"]
        assert said.keys() == {"code", "message_vi", "message_en", "problems"}
        assert refusal is None or said["code"] == refusal.code


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Nobody stands behind it: every answer is its own."""
    first = free_port()
    with front(tmp_path_factory.mktemp("front"), port=first, behind=first + 2):
        yield first


def said_to(port: int, sent: str, *, tls: bool = True) -> Answer:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line: Any = socket.create_connection(("127.0.0.1", port), timeout=20)
    if tls:
        line = context.wrap_socket(line, server_hostname=HOST)
    line.sendall(sent.encode())
    got = b""
    while b"</html>" not in got and b'"problems"' not in got and (piece := line.recv(65_536)):
        got += piece
    line.close()
    head, _, body = got.decode().partition("\r\n\r\n")
    status, *rows = head.split("\r\n")
    return int(status.split()[1]), dict(row.split(": ", 1) for row in rows), body


def request(method: str, path: str, *more: str, version: str = "1.1") -> str:
    rows = [f"{method} {path} HTTP/{version}", f"Host: {HOST}", *more]
    return "\r\n".join(rows) + "\r\n\r\n"


TOO_LARGE = f"Content-Length: {64 * 1024 * 1024 + 1}"
# More than nginx holds (8 KB), and less than is encrypted at once: read whole before it is refused.
LONG, TWO_HOSTS = "x" * 9_000, "Host: b"
VI, EN = "Máy chủ không đọc được yêu cầu này", "The server could not read this request"
ANSWERS = {
    "413 vi": (413, request("POST", "/ban-nhap/x/giay-to/them/", TOO_LARGE), "quá lớn</h1>"),
    "413 en": (413, request("POST", "/en/ban-nhap/x/giay-to/them/", TOO_LARGE), "too large</h1>"),
    "413 api": (413, request("POST", "/api/v1/documents", TOO_LARGE), "body_too_large"),
    "400 vi": (400, request("GET", "/tim/", TWO_HOSTS), VI),
    "400 en": (400, request("GET", "/en/tim/", TWO_HOSTS), EN),
    "400 api": (400, request("GET", "/api/v1/me", TWO_HOSTS), "bad_request"),
    "400 of no request at all": (400, "\x16nonsense\r\n\r\n", VI),
    "400 of a bad length": (400, request("POST", "/api/v1/me", "Content-Length: x"), "bad_req"),
    "414": (414, request("GET", f"/tim/?q={LONG}"), EN),
    "431 vi": (431, request("GET", "/tim/", f"Cookie: a={LONG}"), "xóa cookie"),
    "431 api": (431, request("GET", "/api/v1/me", f"Cookie: a={LONG}"), "bad_request"),
    "405": (405, request("TRACE", "/tim/"), VI),
    "501": (501, request("POST", "/api/v1/me", "Transfer-Encoding: gzip"), "bad_request"),
    "505": (505, request("GET", "/tim/", version="3.0"), VI),
    "404 of our own words": (404, request("GET", "/motcua-words/busy.vi.html"), "Không có ở đây"),
    "404 for machines": (404, request("GET", "/motcua-words/nothing"), "Không có ở đây"),
}


@pytest.mark.parametrize(("status", "sent", "words"), ANSWERS.values(), ids=ANSWERS.keys())
def test_it_says_no_in_words(port: int, status: int, sent: str, words: str) -> None:
    got, headers, body = said_to(port, sent)

    assert got == status
    assert words in body
    _is_ours(headers, body, is_json="/api/" in sent)


def test_plain_http_where_there_should_be_tls_is_answered_too(port: int) -> None:
    got, headers, body = said_to(port, request("GET", "/en/tim/"), tls=False)

    assert (got, EN in body) == (400, True)
    _is_ours(headers, body, is_json=False)


def _is_ours(headers: dict[str, str], body: str, *, is_json: bool) -> None:
    assert not headers_wrong(headers)
    assert headers["Content-Type"].startswith("application/json" if is_json else "text/html")
    assert headers["X-Request-ID"]
    assert headers["Cache-Control"] == "private, no-store"
    assert "Retry-After" not in headers
    assert "nginx/" not in headers["Server"]
    assert "<center>" not in body
