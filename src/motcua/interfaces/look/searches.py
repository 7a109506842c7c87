"""What a person looks for by a number or a telephone never stands in an address.

Addresses end up in logs of proxies, in histories and in what a browser tells the next page. So the
form is sent by POST, what was typed waits in the session, encrypted, and the address only says
that a search is held.
"""

import base64
from binascii import Error as NotBase64

from django.http import HttpRequest

from motcua.spine import secrecy

HELD = "co"  # What stands in the address in place of what was typed.
TEXT_CHARS_MAX = 80
_CONTEXT = "django_session.search"


def hold(request: HttpRequest, place: str, text: str) -> str:
    """Keep what was typed for a page; return what its address may say of it."""
    text = text.strip()[:TEXT_CHARS_MAX]
    if not text:
        return ""
    concealed = secrecy.conceal(text, context=_CONTEXT)
    request.session[_name(place)] = base64.b64encode(concealed).decode()
    return HELD


def held(request: HttpRequest, place: str, said: str) -> str:
    """Return what was typed last for a page, if its address says that a search is held."""
    kept = request.session.get(_name(place), "") if said == HELD else ""
    if not kept:
        return ""
    try:
        return secrecy.reveal(base64.b64decode(kept), context=_CONTEXT)
    except (secrecy.Unreadable, NotBase64):
        return ""  # The key was changed under an open session: they type it once more.


def _name(place: str) -> str:
    return f"motcua.search.{place}"
