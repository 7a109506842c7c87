"""A web server of the standard library, one thread a request, on this machine only."""

import argparse
import json
import secrets
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, NoReturn
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

HOST = "127.0.0.1"
BODY_BYTES_MAX = 50_000
HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'",
    ),
]


@dataclass(frozen=True, slots=True)
class Uploaded:
    field: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query_string: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        if self.headers.get("content-type", "").startswith("multipart/form-data"):
            parts = [one for one in self._parts() if one.get_filename() is None]
            return {_field(one): _content(one).decode("utf-8", "replace") for one in parts}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def files(self) -> list[Uploaded]:
        """Return the files chosen in a form; a field where none was chosen has none."""
        chosen = [(one, one.get_filename()) for one in self._parts()]
        return [Uploaded(_field(one), name, _content(one)) for one, name in chosen if name]

    def _parts(self) -> list[Message]:
        kind = self.headers.get("content-type", "")
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        whole = message_from_bytes(head + self.body, policy=policy.HTTP)
        return [one for one in whole.walk() if not one.is_multipart()]

    @property
    def language(self) -> str:
        """Return "vi" or "en": chosen in the address, or what the browser prefers."""
        chosen = self.query.get("lang") or self.headers.get("accept-language", "vi")
        return "en" if chosen.lower().startswith("en") else "vi"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    kind: str
    body: str | bytes
    headers: list[tuple[str, str]] = field(default_factory=list)
    breaks_off: bool = False  # Half of it is sent, as if the line had gone.


Route = Callable[[Request], Reply]


class Application:
    """Answers by method and path; anything else is 404."""

    def __init__(
        self, routes: Mapping[tuple[str, str], Route], *, body_bytes_max: int = BODY_BYTES_MAX
    ) -> None:
        self._routes, self._body_bytes_max = dict(routes), body_bytes_max

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        reply = self.reply(_request(environ, self._body_bytes_max))
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        about = [("Content-Type", reply.kind), ("Content-Length", str(len(body)))]
        start(
            f"{reply.status} {HTTPStatus(reply.status).phrase}",
            [*about, *reply.headers, *HEADERS],
        )
        return [body[: len(body) // 2] if reply.breaks_off else body]

    def reply(self, request: Request) -> Reply:
        if len(request.body) > self._body_bytes_max:
            return as_json({"error": "too_large"}, status=413)
        route = self._routes.get((request.method, request.path))
        return route(request) if route else as_json({"error": "not_found"}, status=404)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: addresses of pages hold what people do."""

    def address_string(self) -> str:
        return str(self.client_address[0])


def serving(application: Application, port: int) -> Server:
    """Return a bound server; port 0 takes a free one.

    :raises OSError: the port is taken.
    """
    server = Server((HOST, port), Quiet)
    server.set_app(application)
    return server


def arguments(name: str) -> argparse.ArgumentParser:
    """Return what every pretend system is started with."""
    asked = argparse.ArgumentParser(prog=f"python -m motcua.connectors.sandbox.{name}")
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--home", type=Path, required=True, help="where it keeps what it knows")
    asked.add_argument(
        "--client-secret-file", type=Path, help="shared with motcua; made if missing"
    )
    return asked


def serve(name: str, application: Application, port: int) -> int:
    """Serve until told to stop. Return the exit status."""
    try:
        server = serving(application, port)
    except OSError as reason:
        sys.stderr.write(f"{name} sandbox: port {port}: {reason.strerror}\n")
        return 1
    signal.signal(signal.SIGTERM, _stop)
    try:
        server.serve_forever()
    except (KeyboardInterrupt, SystemExit):
        server.server_close()
    return 0


def secret_in(path: Path) -> str:
    """Return the secret shared with motcua; make it at the first start."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(32))
        part.rename(path)
    return path.read_text().strip()


def as_json(said: Any, *, status: int = 200) -> Reply:
    return Reply(status, "application/json", json.dumps(said, ensure_ascii=False))


def as_page(html: str, *, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Reply:
    return Reply(status, "text/html; charset=utf-8", html, list(headers))


def see_other(address: str) -> Reply:
    return Reply(303, "text/plain; charset=utf-8", "", [("Location", address)])


def _field(part: Message) -> str:
    return str(part.get_param("name", "", header="content-disposition"))


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _request(environ: WSGIEnvironment, body_bytes_max: int) -> Request:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = str(environ.get("CONTENT_TYPE", ""))
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"] or "/",
        query_string=environ.get("QUERY_STRING", ""),
        body=environ["wsgi.input"].read(min(length, body_bytes_max + 1)),
        headers=headers,
    )


def _stop(number: int, frame: object) -> NoReturn:
    raise SystemExit(0)
