"""/healthz and /readyz, answered before sessions, languages and hosts come into play."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse(json.dumps({"up": True}), content_type="application/json")
        return self.get_response(request)
