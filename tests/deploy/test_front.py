"""The front server of deploy/nginx: takes the file, and says no in words where no place is left."""

import json
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from motcua.interfaces.health import urgency
from tests.access.test_policy import headers_wrong
from tests.deploy.fronts import HOST, SHIPPED, configuration, front, run
from tests.start.places import free_port, until

Answer = tuple[int, dict[str, str], str]


def test_nginx_itself_takes_the_file(tmp_path: Path) -> None:
    whole = configuration(tmp_path, port=free_port(), behind=9, has_tls=True)

    assert _taken(tmp_path, whole) == 0
    assert _taken(tmp_path, whole.replace("proxy_next_upstream", "proxy_next")) != 0


def _taken(folder: Path, text: str) -> int:
    process = run(folder, text, "-t")
    process.communicate()
    return process.returncode


def lines() -> list[tuple[re.Pattern[str], str]]:
    """Read the map of the file: which line a method and an address stand in."""
    block = re.search(r"\$motcua_line \{(.*?)\n\}", SHIPPED.read_text("utf-8"), re.DOTALL)
    assert block
    rows = re.findall(r'^\s+(?:"~(.+)"|default)\s+motcua_(\w+);', block[1], re.MULTILINE)
    return [(re.compile(pattern), line) for pattern, line in rows]


def line_of(method: str, path: str) -> str:
    return next(line for pattern, line in lines() if pattern.match(f"{method} {path}"))


def addresses(patterns: list[Any] | None = None, before: str = "/") -> Iterator[str]:
    """Return an address of every pattern there is."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        whole = before + str(one.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, whole)
        elif isinstance(one, URLPattern):
            yield re.sub(r"<[^>]+>|\(\?P<[^)]+\)", "x1", whole)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_everybody_stands_in_the_line_the_gate_would_give(method: str) -> None:
    found = {""}
    for path in [*addresses(), "/static/motcua/motcua.css", "/healthz", "/readyz"]:
        for each in (path, f"/en{path}"):
            expected = urgency.urgency_of(method, each)
            assert line_of(method, each) == expected or expected == ""
            found.add(expected)
    assert found == {"", *urgency.SHARES} - (
        {"submit", "upload"} if method in urgency.READS else {"page", "list"}
    )


def test_a_line_is_no_longer_than_what_one_process_lets_in_and_lets_wait() -> None:
    """Where all have come to one process it need not turn away whom the front let through."""
    given = lengths()

    assert given.keys() == urgency.SHARES.keys()
    for name, share in urgency.SHARES.items():
        assert share.at_once_max <= given[name] <= share.at_once_max + share.waiting_max, name


def lengths() -> dict[str, int]:
    pattern = r"upstream motcua_(\w+) \{\s+server .* max_conns=(\d+)"
    return {name: int(most) for name, most in re.findall(pattern, SHIPPED.read_text())}


@contextmanager
def nobody_answers(port: int) -> Iterator[list[socket.socket]]:
    """Take every connection and say nothing: a server where each request takes for ever."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", port), backlog=200) as server:

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        try:
            yield taken
        finally:
            server.shutdown(socket.SHUT_RDWR)
            for one in taken:
                one.close()


def send(port: int, method: str, path: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    line = context.wrap_socket(plain, server_hostname=HOST)
    head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
    line.sendall(f"{head}Content-Length: 0\r\n\r\n".encode())
    return line


def heard(line: ssl.SSLSocket) -> Answer:
    got = b""
    while piece := line.recv(65_536):
        got += piece
    line.close()
    head, _, body = got.decode().partition("\r\n\r\n")
    status, *rows = head.split("\r\n")
    return int(status.split()[1]), dict(row.split(": ", 1) for row in rows), body


@contextmanager
def answers(port: int) -> Iterator[None]:
    """Answer five megabytes to /ho-so/, and a word to everything else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"x" * 5_000_000 if self.path.startswith("/ho-so/") else b"here"
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    first = free_port()
    with front(tmp_path / "front", port=first, behind=first + 2):
        yield first, first + 2


WORDS = [
    ("GET", "/tim/", "Hệ thống đang bận, chưa trả lời được"),
    ("GET", "/en/tim/", "The system is busy and could not answer"),
    ("GET", "/api/v1/dossiers", "Idempotency-Key"),
]


@pytest.mark.parametrize(("method", "path", "words"), WORDS, ids=["vi", "en", "api"])
def test_who_finds_no_place_reads_when_to_come_back_and_the_urgent_still_get_in(
    ports: tuple[int, int], method: str, path: str, words: str
) -> None:
    port, behind = ports
    places = lengths()["list"]
    with nobody_answers(behind) as taken:
        waiting = [send(port, "GET", "/ban-lam-viec/ho-so/") for _ in range(places)]
        _wait(taken, places)

        status, headers, body = heard(send(port, method, path))

        assert status == 503
        assert words in body
        assert headers["Retry-After"] in {"4", "6", "9", "12"}
        assert headers["X-Request-ID"]
        assert not headers_wrong(headers)
        assert "nginx/" not in headers["Server"]
        if path.startswith("/api/"):
            assert json.loads(body)["error"]["code"] == "too_busy"
        waiting.append(send(port, "POST", "/ban-nhap/x/gui/"))
        _wait(taken, places + 1)
        assert len(taken) == places + 1
    for line in waiting:
        line.close()


def _wait(taken: list[socket.socket], count: int) -> None:
    until(lambda: len(taken) >= count, f"{count} connections")


@pytest.mark.parametrize(("method", "path", "words"), WORDS, ids=["vi", "en", "api"])
def test_when_nobody_is_there_it_is_said_in_words(
    ports: tuple[int, int], method: str, path: str, words: str
) -> None:
    status, headers, body = heard(send(ports[0], method, path))

    assert status == 503
    assert words in body
    assert not headers_wrong(headers)


def test_who_reads_slowly_takes_no_place(ports: tuple[int, int]) -> None:
    port, behind = ports
    with answers(behind):
        slow = [send(port, "GET", f"/ho-so/{number}/") for number in range(30)]
        assert all(line.recv(1) == b"H" for line in slow)

        status, _, body = heard(send(port, "GET", "/"))

        assert (status, body) == (200, "here")
        for line in slow:
            line.close()
