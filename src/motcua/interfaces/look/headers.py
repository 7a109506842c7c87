"""The headers on every answer, also on errors and files."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'{issuer};"
    " base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # Browsers apply form-action to the redirect after a form, and ours leads to VNeID.
        policy = CONTENT_SECURITY_POLICY.format(issuer=f" {settings.VNEID_ISSUER}")
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
        }
        if settings.IS_HTTPS:
            seconds = settings.SECURE_HSTS_SECONDS
            self._headers["Strict-Transport-Security"] = f"max-age={seconds}; includeSubDomains"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response
