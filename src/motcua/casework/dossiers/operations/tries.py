"""Counters of tries, each under a blind index: neither who tries nor what is tried stands in them.

What was counted counts for an hour from the first; the worker removes it (`tracking.forget_old`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from motcua.casework.dossiers.life_models import LookupTries
from motcua.spine import secrecy

REST = timedelta(hours=1)


def locked(names: Sequence[str], *, real_at: datetime) -> list[LookupTries]:
    """Return the counters of these names, made where there are none, each locked."""
    keys = [secrecy.blind_index(name, purpose="lookup") for name in names]
    # One statement makes and locks, because the worker may be removing them at the same moment;
    # always in the same order, so that two tries never wait for each other.
    LookupTries.objects.bulk_create(
        [LookupTries(key=key) for key in sorted(keys)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["key"],
    )
    rows = LookupTries.objects.filter(key__in=keys)
    found = {bytes(row.key): row for row in rows}
    for row in found.values():
        if row.since_at is None or real_at - row.since_at >= REST:
            row.failures, row.since_at = 0, None
        if row.free_at is not None and real_at - row.free_at >= REST:
            row.free_at = None
    return [found[key] for key in keys]
