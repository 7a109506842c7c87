"""Stands before Django and turns away what cannot be served: in words, and for next to nothing.

A request that is turned away has read nothing and changed nothing: whoever sent it may send it
again. See docs/decisions/ for why the queue is here and not in the server before us.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation

from motcua.interfaces.health import counting, requests, urgency
from motcua.interfaces.health.gate import Gate
from motcua.interfaces.look.headers import HeadersMiddleware
from motcua.spine.errors import Refusal

# Not the same for all: they would all come back at once.
RETRY_AFTER_SECONDS = (4, 12)
# The kernel spreads connections by chance, and those that last stay where they fell: of eight, six
# may be with one process of two. One that is crowded ends some of its own; whoever has more ends
# more, until all have about as many.
CLOSED_OF_CROWDED = 0.25
CLOSE = "Connection", "close"
STATUS = "503 Service Unavailable"

Environment = dict[str, Any]
Said = tuple[list[tuple[str, str]], list[bytes]]
StartResponse = Callable[..., Any]
Application = Callable[[Environment, StartResponse], Iterable[bytes]]


class TooManyAtOnce(Refusal):
    code = "too_busy"
    http_status = 503
    message_vi = "Đang có quá nhiều người dùng cùng lúc. Việc vừa gửi chưa được ghi; gửi lại sau."
    message_en = "Too many people at once. What you just sent was not recorded; send it again."


class Admission:
    """A WSGI application around Django's."""

    def __init__(self, application: Application, gate: Gate) -> None:
        self._application, self._gate = application, gate
        self._said: dict[tuple[str, bool], Said] = {}

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/")
        how = urgency.urgency_of(method, path)
        if not how:
            return self._application(environ, start_response)
        began = time.perf_counter()
        if not self._gate.enter(how):
            return self._turn_away(method, path, start_response, began)
        place = _Place(self._gate, how)
        try:
            response: Any = self._application(environ, self._spread(environ, start_response))
            if getattr(response, "streaming", True):
                return _Streamed(response, place)
            # Whole already: the place is free before a slow reader has read it.
            content = [response.content]
            response.close()
        except BaseException:
            place.leave()
            raise
        place.leave()
        return content

    def _spread(self, environ: Environment, start_response: StartResponse) -> StartResponse:
        """End the connection with the answer, now and then, when too much comes to this process."""
        if environ.get("SERVER_PROTOCOL") != "HTTP/1.1":  # Two requests at a time on others.
            return start_response

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if self._gate.is_crowded and random.random() < CLOSED_OF_CROWDED:  # noqa: S311 - no secret.
                headers = [*headers, CLOSE]
            return start_response(status, headers, *more)

        return start

    def _turn_away(
        self, method: str, path: str, start_response: StartResponse, began: float
    ) -> Iterable[bytes]:
        which = _language_of(path), method not in urgency.READS
        if which not in self._said:
            self._said[which] = _made(*which)
        headers, body = self._said[which]
        seconds = random.randint(*RETRY_AFTER_SECONDS)  # noqa: S311 - no secret.
        name = requests.new_name()
        start_response(STATUS, [*headers, ("Retry-After", str(seconds)), (requests.HEADER, name)])
        of_class = requests.class_named(method, path)
        counting.note(of_class, counting.SHED, time.perf_counter() - began)
        return body


class _Place:
    """A place in the gate; given back once, whoever asks for it."""

    def __init__(self, gate: Gate, how: str) -> None:
        self._gate, self._how = gate, how

    def leave(self) -> None:
        how, self._how = self._how, ""
        if how:
            self._gate.leave(how)


class _Streamed:
    """A body that is still being read. Its place is free when the server is done with it."""

    def __init__(self, response: Iterable[bytes], place: _Place) -> None:
        self._response, self._place = response, place

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._response)

    def close(self) -> None:
        try:
            getattr(self._response, "close", lambda: None)()
        finally:
            self._place.leave()

    def __del__(self) -> None:
        self._place.leave()  # A server that forgets to close loses no place for ever.


def _language_of(path: str) -> str:
    if path.startswith("/api/"):
        return ""
    return "en" if path.startswith("/en/") else "vi"


def _made(language: str, is_form: bool) -> Said:
    """Make the answer once, with the headers every answer has; it asks nothing of the database."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not language:
            return JsonResponse(TooManyAtOnce().as_json(), status=503)
        with translation.override(language):
            page = render_to_string("motcua/busy.html", {"is_form": is_form}, request=request)
        return HttpResponse(page, status=503)

    nobodys = HttpRequest()
    nobodys.method, nobodys.path = "GET", "/"
    response = HeadersMiddleware(answer)(nobodys)
    content = response.content
    response.headers["Content-Length"] = str(len(content))
    return list(response.items()), [content]


def guarded(application: Application) -> Admission:
    """Put the gate of this process before an application."""
    return Admission(application, Gate(urgency.SHARES, places=urgency.PLACES))
