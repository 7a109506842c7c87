"""Who may read the catalogue's work screens, who may change it, and what day it is there."""

from datetime import date
from typing import Any

from motcua.interfaces.session import needs_role
from motcua.spine import clock
from motcua.spine.dates import local_date

KEEPER = "catalogue_keeper"
reads = needs_role(KEEPER, "administrator", "head", "leader", "inspector")
keeps = needs_role(KEEPER)


def today() -> date:
    return local_date(clock.now())


def chosen(given: Any, allowed: Any) -> str:
    """Return the word of an address if it is one of those offered; nothing otherwise."""
    word = str(given or "")
    return word if word in allowed else ""
