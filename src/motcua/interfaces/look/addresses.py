"""Where pages are. Every page names a dozen of them, so each is worked out once a language."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language

KEPT_MAX = 512


def of(page: str, *named: str) -> str:
    """Return the address of a page in the language of this one; for names that come up again."""
    return _of(page, named, get_language())


@lru_cache(maxsize=KEPT_MAX)
def _of(page: str, named: tuple[str, ...], _language: str | None) -> str:
    return reverse(page, args=named)
