"""A number for every request, given back and in every line of the log; counted, timed, logged."""

import contextvars
import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from motcua.interfaces.health import counting

HEADER = "X-Request-ID"
_FIT = re.compile(r"[A-Za-z0-9-]{8,64}")  # Nothing that could forge a line of a log.
_PROBES = ("/healthz", "/readyz")
_READS = ("GET", "HEAD", "OPTIONS")

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
logger = logging.getLogger("motcua.requests")


class RequestMiddleware:
    """Must stand first of all: what the others answer is counted too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A proxy of ours names the request; what a stranger sends is only a name as well.
        given = request.headers.get(HEADER, "") if settings.PROXIES else ""
        name = given if _FIT.fullmatch(given) else new_name()
        token = request_id.set(name)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            self._count(request, response.status_code, time.perf_counter() - began)
        finally:
            request_id.reset(token)
        response.headers[HEADER] = name
        return response

    def _count(self, request: HttpRequest, status: int, seconds: float) -> None:
        of_class = class_named(str(request.method), request.path)
        counting.note(of_class, status, seconds)
        # The pattern, never the path: a path may name a dossier, a query a person.
        match = request.resolver_match
        facts = {
            "route": match.route if match else "",
            "method": request.method if request.method in (*_READS, "POST") else "other",
            "class": of_class,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        logger.info("request", extra={"facts": facts})


def new_name() -> str:
    return uuid.uuid4().hex


def class_named(method: str, path: str) -> str:
    """Return which of the counted classes a request belongs to."""
    if path in _PROBES:
        return "probe"
    if path.startswith(settings.STATIC_URL):
        return "static"
    is_read = method in _READS
    if path.startswith("/api/"):
        return "api_read" if is_read else "api_write"
    return "page" if is_read else "form"
