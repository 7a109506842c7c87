"""Where a dossier's pages are. A page names a dozen of them, so each is worked out once."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language

PATTERNS_KEPT_MAX = 256
_CODE = "HS"  # Stands for a code; nothing else in an address of ours is in capitals.


def of(page: str, code: str, *more: str) -> str:
    """Return the address of a page of the desk about one dossier, in the page's language."""
    return _pattern(page, more, get_language()).replace(_CODE, code)


@lru_cache(maxsize=PATTERNS_KEPT_MAX)
def _pattern(page: str, more: tuple[str, ...], _language: str | None) -> str:
    return reverse(f"desk:{page}", args=[_CODE, *more])
