"""The pretend VNeID's addresses: pages for people, JSON for machines."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIEnvironment

from motcua.connectors.sandbox.vneid import pages
from motcua.connectors.sandbox.vneid.provider import MODES, Provider, Refused

BODY_BYTES_MAX = 20_000
HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'"),
]
ALWAYS_UP = {"/sandbox/mode", "/style.css"}


@dataclass(frozen=True, slots=True)
class Request:
    query: dict[str, str]
    form: dict[str, str]
    authorization: str


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    kind: str
    body: str
    headers: list[tuple[str, str]] = field(default_factory=list)


class Application:
    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._routes: dict[tuple[str, str], Callable[[Request], Reply]] = {
            ("GET", "/"): lambda _: _page(pages.about()),
            ("GET", "/healthz"): lambda _: _json({"ok": True}),
            ("GET", "/style.css"): lambda _: Reply(200, "text/css; charset=utf-8", pages.style()),
            ("GET", "/.well-known/openid-configuration"): lambda _: _json(provider.description()),
            ("GET", "/jwks"): lambda _: _json(provider.public_keys()),
            ("GET", "/authorize"): self._authorize,
            ("POST", "/authorize"): self._decide,
            ("POST", "/token"): self._token,
            ("GET", "/userinfo"): self._userinfo,
            ("POST", "/sandbox/mode"): self._mode,
        }

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        reply = self._reply(environ)
        body = reply.body.encode()
        status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
        about = [("Content-Type", reply.kind), ("Content-Length", str(len(body)))]
        start(status, [*about, *reply.headers, *HEADERS])
        return [body]

    def _reply(self, environ: WSGIEnvironment) -> Reply:
        path, method = environ["PATH_INFO"] or "/", environ["REQUEST_METHOD"]
        if path not in ALWAYS_UP:
            if self.provider.mode == "down":
                return _json({"error": "temporarily_unavailable"}, status=503)
            if self.provider.mode == "slow":
                time.sleep(self.provider.slow_seconds)
        route = self._routes.get((method, path))
        if route is None:
            return _json({"error": "not_found"}, status=404)
        length = min(int(environ.get("CONTENT_LENGTH") or 0), BODY_BYTES_MAX)
        request = Request(
            query=dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
            form=dict(parse_qsl(environ["wsgi.input"].read(length).decode("utf-8", "replace"))),
            authorization=environ.get("HTTP_AUTHORIZATION", ""),
        )
        try:
            return route(request)
        except Refused as refused:
            status = 401 if refused.error in {"invalid_client", "invalid_token"} else 400
            return _json({"error": refused.error}, status=status)

    def _authorize(self, request: Request) -> Reply:
        asked = request.query
        if not self.provider.takes(asked):
            return _page(pages.stranger(asked), status=400)
        if problem := self.provider.problem_with(asked):
            return _back(asked, error=problem)
        return _page(pages.choose(asked, list(self.provider.citizens.values())))

    def _decide(self, request: Request) -> Reply:
        """Answer the choice of a citizen with the question of consent, and consent with a code."""
        asked = request.form
        if not self.provider.takes(asked) or self.provider.problem_with(asked):
            return _page(pages.stranger(asked), status=400)
        if asked.get("answer") == "no":
            return _back(asked, error="access_denied")
        citizen = self.provider.citizens.get(asked.get("citizen", ""))
        if citizen is None:
            everybody = list(self.provider.citizens.values())
            return _page(pages.choose(asked, everybody, is_missing=True), status=422)
        if asked.get("answer") != "yes":
            return _page(pages.consent(asked, citizen))
        return _back(asked, code=self.provider.grant(citizen, asked))

    def _token(self, request: Request) -> Reply:
        return _json(self.provider.exchange(request.form, request.authorization))

    def _userinfo(self, request: Request) -> Reply:
        return _json(self.provider.userinfo(request.authorization))

    def _mode(self, request: Request) -> Reply:
        mode = request.form.get("mode", "")
        if mode not in MODES:
            return _json({"error": "unknown_mode", "modes": list(MODES)}, status=400)
        self.provider.mode = mode
        return _json({"mode": mode})


def _json(said: dict[str, Any], *, status: int = 200) -> Reply:
    return Reply(status, "application/json", json.dumps(said, ensure_ascii=False))


def _page(html: str, *, status: int = 200) -> Reply:
    return Reply(status, "text/html; charset=utf-8", html)


def _back(asked: dict[str, str], **more: str) -> Reply:
    query = urlencode({**more, "state": asked.get("state", "")})
    location = f"{asked['redirect_uri']}?{query}"
    return Reply(303, "text/plain; charset=utf-8", "", [("Location", location)])
