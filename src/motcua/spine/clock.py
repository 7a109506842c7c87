"""The one place that reads the clock. Only pages, connectors, simulation and jobs may import it."""

import time
from datetime import datetime, timedelta

from django.utils import timezone

from motcua.spine.journal import queries as journal

_CACHE_SECONDS = 1.0
_cached: tuple[float, datetime | None] = (float("-inf"), None)


def now() -> datetime:
    """Return the installation's present moment: the real one, or where its simulation stands."""
    simulated_at = _simulated_at()
    if simulated_at is None:
        return timezone.localtime()
    return simulated_at.astimezone(timezone.get_current_timezone())


def _simulated_at() -> datetime | None:
    global _cached
    asked_at, simulated_at = _cached
    if time.monotonic() - asked_at > _CACHE_SECONDS:
        clock = journal.clock()
        simulated_at = clock.simulated_at if clock else None
        _cached = (time.monotonic(), simulated_at)
        return simulated_at
    if simulated_at is not None:  # The simulation may have moved: only "real" is kept for a while.
        clock = journal.clock()
        return clock.simulated_at if clock else None
    return None


def forget() -> None:
    """Ask the installation anew. For tests and for the act that turns a simulation real."""
    global _cached
    _cached = (float("-inf"), None)


def real_time_passed(since: datetime) -> timedelta:
    """Return how long ago a real moment was: sessions and locks live in real time always."""
    return timezone.localtime() - since


def real_now() -> datetime:
    """Return the real moment, for sessions, locks and back-off, which no simulation slows down."""
    return timezone.localtime()
