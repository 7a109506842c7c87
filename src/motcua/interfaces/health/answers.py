"""/healthz and /readyz, answered before sessions, languages and hosts come into play."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from motcua.interfaces.health import checks


class HealthMiddleware:
    """Must stand before all that asks for more: a probe has no cookie, and any host name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.path:
            case "/healthz":
                return _answer({"up": True}, status=200)
            case "/readyz":
                return _readiness()
        return self.get_response(request)


def _readiness() -> HttpResponse:
    found = checks.all_checks()
    is_ready = all(state == "ok" for state in found.values())
    return _answer({"ready": is_ready, "checks": found}, status=200 if is_ready else 503)


def _answer(body: dict[str, object], *, status: int) -> HttpResponse:
    response = JsonResponse(body, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status != 200:
        response.headers["Retry-After"] = "5"
    return response
