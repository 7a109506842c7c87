"""The index as of today: versions begin and end by date, without an entry on that day."""

from motcua.reference.finding import operations
from motcua.spine import clock


def reindex_today() -> int:
    """Rebuild the index for the day it is. Once a day is enough."""
    return operations.reindex(at=clock.now())
