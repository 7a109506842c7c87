"""Refusal, outage, bug: the three kinds of error, each answered once, as a page or as JSON."""

import errno
import logging
import sys
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, DiskFull

from motcua.spine.errors import Forbidden, NotFound, Outage, Refusal
from motcua.spine.journal.operations import MomentRefused

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 5
READ_ONLY = "25006"  # What a server says that became a standby under an open session.
TRIES_MAX = 3
COME_BACK = (429, 503)
OF_PAGES = ("GET", "HEAD", "POST")
Response = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Turns a Refusal raised anywhere below into an answer a person understands.

    That a moment grew old is nobody's mistake: its act waited for the processor, for a lock, or a
    simulation passed it. Nor is a deadlock, with tables that an upgrade changes for one. Nothing of
    it was written, so it is done again, with the moment it is now.
    """

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if _is_of_the_crowd(error):
            return self._again(request)
        if isinstance(error, Refusal):
            return answer(request, error)
        if isinstance(error, Outage):
            logger.warning("Outage: %s", error)
            return unavailable(request)
        return None

    def _again(self, request: HttpRequest) -> HttpResponse:
        for _try in range(TRIES_MAX - 1):
            try:
                return _once_more(request)
            except Exception as error:
                if _is_of_the_crowd(error):
                    continue
                said = self.process_exception(request, error)
                if said is None:
                    raise
                return said
        logger.warning("Not done in %s tries: too much at once, or clocks that differ.", TRIES_MAX)
        return unavailable(request)


class MethodMiddleware:
    """Pages are read and forms are sent; for a page there is nothing else to ask."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in OF_PAGES or request.path.startswith("/api/"):
            return self.get_response(request)
        return HttpResponseNotAllowed(OF_PAGES)


class OutageMiddleware:
    """Answers 503 with Retry-After while the database is away; it recovers by itself."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self._away(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if _is_of_a_full_disk(error):
            logger.warning("The disk is full: %s", type(error).__name__)
            return answer(request, NoRoom())
        if isinstance(error, OperationalError | InterfaceError):
            return self._away(request, error)
        if isinstance(error, DatabaseError) and _leads_no_more(error):
            return self._away(request, error)
        return None

    def _away(self, request: HttpRequest, error: DatabaseError | InterfaceError) -> HttpResponse:
        logger.warning("Database away: %s", str(error).splitlines()[:1])
        return unavailable(request)


def _once_more(request: HttpRequest) -> HttpResponse:
    """Ask the view again; what the request brought along is read from its beginning."""
    match = request.resolver_match
    assert match is not None, "A view was asked, so it was found."
    request.notebook.clear()  # type: ignore[attr-defined]
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def _is_of_the_crowd(error: Exception) -> bool:
    """Say whether an act was taken back only because of others who worked at the same time."""
    return isinstance(error, MomentRefused) or isinstance(error.__cause__, DeadlockDetected)


def _is_of_a_full_disk(error: BaseException | None) -> bool:
    """Say whether it is our disk that is full, or the database's."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return error is not None and isinstance(error.__cause__, DiskFull)


def _leads_no_more(error: DatabaseError) -> bool:
    """Say whether this server follows another by now; let go of it, so that the leader is found."""
    if getattr(error.__cause__, "sqlstate", "") != READ_ONLY:
        return False
    if connection.connection is not None:
        connection.connection.close()  # In a pool, too: closed, it is not handed out again.
    return True


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal, with what a machine needs to do better next time in headers."""
    response = _answer(request, refusal)
    if refusal.http_status in COME_BACK:
        seconds = refusal.details.get("retry_after_seconds", RETRY_AFTER_SECONDS)
        response.headers["Retry-After"] = str(seconds)
    if "methods" in refusal.details:
        response.headers["Allow"] = str(refusal.details["methods"])
    return response


def _answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(refusal.as_json(), status=refusal.http_status)
    sentence = refusal.sentence(get_language() or "vi")
    heading = {
        403: _("Trang này dành cho người khác"),
        404: _("Không có ở đây"),
    }.get(refusal.http_status, _("Chưa làm được"))
    context = {"heading": heading, "sentence": sentence, "status": refusal.http_status}
    return render(request, "motcua/refusal.html", context, status=refusal.http_status)


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or not request.accepts("text/html")


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503. The page asks nothing of the database."""
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse(Unavailable().as_json(), status=503)
    else:
        response = render(request, "motcua/unavailable.html", {"bare": True}, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, NotFound())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, Forbidden())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, Unreadable())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    return answer(request, StalePage())


def broken(request: HttpRequest) -> HttpResponse:
    """Answer our own mistake: say what is safe and what to do, and no more.

    What a middleware raises comes here straight, past OutageMiddleware: the key of a machine and
    the session of a person are asked for in one.
    """
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError) or _is_of_a_full_disk(error):
        return unavailable(request)
    if wants_json(request):
        return JsonResponse(OurMistake().as_json(), status=500)
    return render(request, "motcua/broken.html", {"bare": True}, status=500)


class Unreadable(Refusal):
    code = "bad_request"
    http_status = 400
    message_vi = "Máy chủ không đọc được yêu cầu này. Mở lại trang rồi làm lại."
    message_en = "The server could not read this request. Open the page again and retry."


class StalePage(Refusal):
    code = "stale_page"
    http_status = 403
    message_vi = "Trang đã mở quá lâu hoặc trình duyệt chặn cookie. Tải lại trang rồi bấm lại."
    message_en = (
        "The page was open too long, or the browser blocks cookies. Reload it and try again."
    )


class Unavailable(Refusal):
    code = "unavailable"
    http_status = 503
    message_vi = "Hệ thống tạm gián đoạn, không mất gì. Thử lại sau vài giây."
    message_en = "The system is away for a moment; nothing was lost. Try again in a few seconds."


class NoRoom(Refusal):
    code = "no_room"
    http_status = 503
    message_vi = (
        "Máy chủ sắp hết chỗ lưu nên tạm ngừng nhận. Việc vừa gửi chưa được ghi; những gì đã gửi "
        "vẫn còn nguyên và vẫn xem được. Gửi lại sau ít phút."
    )
    message_en = (
        "The server is running out of space and takes nothing in for now. What you just sent was "
        "not recorded; everything sent before is safe and can be read. Send it again in a few "
        "minutes."
    )

    def __init__(self) -> None:
        super().__init__(retry_after_seconds=60)


class OurMistake(Refusal):
    code = "bug"
    http_status = 500
    message_vi = "Lỗi của hệ thống, đã được ghi lại."
    message_en = "Our mistake. It has been recorded."
