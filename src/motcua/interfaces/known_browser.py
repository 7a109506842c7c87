"""A browser keeps, signed, where it has succeeded before: what strangers fail at leaves it be.

The cookie holds a name of its own and marks; nobody can read from them what they mark.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

KNOWN_SECONDS = 180 * 24 * 3600
MARKS_KEPT_MAX = 10


@dataclass(frozen=True, slots=True)
class Kept:
    """What one browser keeps for one purpose."""

    device: str
    marks: Sequence[str] = ()


def device(request: HttpRequest, mark: str, *, purpose: str) -> str:
    """Return the browser's own name if it has succeeded at this before, else ""."""
    kept = _kept(request, purpose)
    return kept.device if mark in kept.marks else ""


def remember(
    request: HttpRequest, response: HttpResponse, mark: str, *, purpose: str
) -> HttpResponse:
    """Let this browser keep that it has succeeded at this."""
    kept = _kept(request, purpose)
    marks = [*(one for one in kept.marks if one != mark), mark][-MARKS_KEPT_MAX:]
    name = cookie_name(purpose)
    response.set_cookie(
        name,
        signing.dumps({"device": kept.device, "marks": marks}, salt=name),
        max_age=KNOWN_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def cookie_name(purpose: str) -> str:
    return settings.SESSION_COOKIE_NAME.replace("_session", f"_{purpose}")


def _kept(request: HttpRequest, purpose: str) -> Kept:
    name = cookie_name(purpose)
    try:
        said = signing.loads(request.COOKIES.get(name, ""), salt=name, max_age=KNOWN_SECONDS)
        return Kept(said["device"], said["marks"])
    except (signing.BadSignature, KeyError):  # Somebody else's words, or of an older release.
        return Kept(secrets.token_urlsafe(12))
