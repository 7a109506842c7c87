"""What the browser tells about itself: where it is, what it is, whether a login is known there."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from motcua.interfaces import known_browser, session
from motcua.reference.people.operations import lockout
from motcua.reference.people.operations.lockout import Source

PURPOSE = "known"
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
    login = login.strip().lower()
    device = known_browser.device(request, lockout.mark_of(login), purpose=PURPOSE) if login else ""
    return Source(
        address=session.address_of(request),
        browser=label_of(request.headers.get("User-Agent", "")),
        device=device,
    )


def remember(request: HttpRequest, response: HttpResponse, login: str) -> HttpResponse:
    """Let this browser keep that the login has succeeded here: strangers' failures leave it be."""
    return known_browser.remember(request, response, lockout.mark_of(login), purpose=PURPOSE)


def cookie_name() -> str:
    return known_browser.cookie_name(PURPOSE)


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
