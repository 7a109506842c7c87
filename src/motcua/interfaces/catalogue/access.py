"""Who may read the catalogue's work screens, who may change it, and what day it is there."""

from datetime import date
from typing import Any

from django.views.decorators.http import require_safe

from motcua.interfaces.session import View, needs_role
from motcua.spine import clock
from motcua.spine.dates import local_date

KEEPER = "catalogue_keeper"
_readers = needs_role(KEEPER, "administrator", "head", "leader", "inspector")
keeps = needs_role(KEEPER)


def reads(view: View) -> View:
    """Let those in who may read here; nothing is sent to these pages."""
    return _readers(require_safe(view))


def today() -> date:
    return local_date(clock.now())


def chosen(given: Any, allowed: Any) -> str:
    """Return the word of an address if it is one of those offered; nothing otherwise."""
    word = str(given or "")
    return word if word in allowed else ""
