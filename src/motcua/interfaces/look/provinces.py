"""Whose installation this is, for the head of every page. Asked of the database rarely."""

import time
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

from motcua.reference.organisations import queries as organisations
from motcua.spine import clock
from motcua.spine.dates import local_date

KEPT_SECONDS = 300  # A province changes its name once in a generation.


@dataclass(frozen=True, slots=True)
class Names:
    vi: str = ""
    en: str = ""


_kept: tuple[float, Names] = (float("-inf"), Names())


def name_now() -> Names:
    """Return the province that exists today; empty names where there is none, or no database."""
    global _kept
    asked_at, names = _kept
    if time.monotonic() - asked_at < KEPT_SECONDS:
        return names
    try:
        found = organisations.of_kind("province", on=local_date(clock.now())).first()
    except (OperationalError, InterfaceError):
        return Names()  # Not kept: asked again as soon as the database is back.
    names = Names(vi=found.name_vi, en=found.name_en or found.name_vi) if found else Names()
    _kept = (time.monotonic(), names)
    return names
