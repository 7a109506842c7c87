"""The worker: hands entries to those who react, moves the readers, starts jobs by time.

/readyz sees it as a session of the database with its name on it that asked something lately.
"""

import logging
import signal
import threading
import time
from datetime import datetime

import django
from django.db import InterfaceError, OperationalError, connection

from motcua.spine.errors import Outage

PAUSE_SECONDS = 0.5
OUTAGE_PAUSE_SECONDS = 1.0
DELIVERIES_A_ROUND = 100

logger = logging.getLogger(__name__)


def main() -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    django.setup()
    logger.warning("Worker up.")
    due_at: dict[str, float] = {}
    while not stop.is_set():
        try:
            pause_seconds = 0.0 if _round(due_at, stop) else PAUSE_SECONDS
        except (OperationalError, InterfaceError, Outage) as error:
            logger.warning("Outage: %s", " ".join(str(error).split()))
            connection.close()
            pause_seconds = OUTAGE_PAUSE_SECONDS
        stop.wait(pause_seconds)


def _round(due_at: dict[str, float], stop: threading.Event) -> bool:
    """Do what waits. True when there may be more."""
    from motcua.interfaces.console import schedule
    from motcua.spine import clock

    is_busy = False
    for read in schedule.READERS:
        is_busy |= read(clock.now()) > 0
    is_busy |= _deliver(stop)
    for timed in schedule.TIMED:
        if time.monotonic() >= due_at.get(timed.name, 0):
            due_at[timed.name] = time.monotonic() + timed.every.total_seconds()
            timed.work()
    return is_busy


def _deliver(stop: threading.Event) -> bool:
    from motcua.spine import clock
    from motcua.spine.journal import delivery

    for _ in range(DELIVERIES_A_ROUND):
        at: datetime = clock.real_now()
        if stop.is_set() or not delivery.deliver_next(at=at):
            return False
    return True


if __name__ == "__main__":
    main()
