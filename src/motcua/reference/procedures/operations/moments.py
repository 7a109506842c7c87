"""The moments of a long act: each of its transactions is recorded when it happens."""

import time
from datetime import datetime, timedelta

from motcua.spine.journal import queries as journal


class Moments:
    """Begins at the moment given and goes on with what has passed since.

    An act of many transactions outlives the 5 seconds that the installation's clock allows between
    a moment and its record. Simulated time stands still meanwhile.
    """

    def __init__(self, at: datetime) -> None:
        self._at, self._began = at, time.monotonic()
        clock = journal.clock()
        self._is_simulated = clock is not None and clock.is_simulated

    def now(self) -> datetime:
        if self._is_simulated:
            return self._at
        return self._at + timedelta(seconds=time.monotonic() - self._began)
