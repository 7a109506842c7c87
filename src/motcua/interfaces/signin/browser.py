"""What the browser tells about itself: where it is, what it is, whether a login is known there."""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from motcua.interfaces import session
from motcua.reference.people.operations import lockout
from motcua.reference.people.operations.lockout import Source

KNOWN_SECONDS = 180 * 24 * 3600
LOGINS_KEPT_MAX = 10
BROWSERS = (
    ("Edg", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def source_of(request: HttpRequest, login: str = "") -> Source:
    """Return where this try comes from; with the browser's own mark if it knows the login."""
    known = _known(request)
    is_known = bool(login) and lockout.mark_of(login.strip().lower()) in known["logins"]
    return Source(
        address=session.address_of(request),
        browser=label_of(request.headers.get("User-Agent", "")),
        device=known["device"] if is_known else "",
    )


def remember(request: HttpRequest, response: HttpResponse, login: str) -> HttpResponse:
    """Let this browser keep that the login has succeeded here: strangers' failures leave it be."""
    known = _known(request)
    logins = [mark for mark in known["logins"] if mark != lockout.mark_of(login)]
    kept = [*logins, lockout.mark_of(login)][-LOGINS_KEPT_MAX:]
    response.set_cookie(
        cookie_name(),
        signing.dumps({"device": known["device"], "logins": kept}, salt=cookie_name()),
        max_age=KNOWN_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def cookie_name() -> str:
    return settings.SESSION_COOKIE_NAME.replace("_session", "_known")


def label_of(user_agent: str) -> str:
    """Return what a person calls this browser, e.g. "Firefox · Windows"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "?")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "?")
    return f"{browser} · {system}"


def safe_next(request: HttpRequest, wanted: str) -> str:
    """Return the address to go on to if it is ours, else ""."""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and wanted.startswith("/") else ""


def _known(request: HttpRequest) -> dict[str, Any]:
    try:
        cookie = request.COOKIES.get(cookie_name(), "")
        known: dict[str, Any] = signing.loads(cookie, salt=cookie_name(), max_age=KNOWN_SECONDS)
    except signing.BadSignature:
        return {"device": secrets.token_urlsafe(12), "logins": []}
    return known
