"""The worker: hands entries to those who react, moves the readers, starts jobs by time.

Its lanes (schedule.py) are threads. /readyz sees it as a session of the database with its name on
it that asked something lately, and each lane by the pulse that is noted every few seconds.
"""

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from motcua.interfaces.console.lanes import Lane

STOP_SECONDS_MAX = 9.0  # A second less than the supervisor's patience.
LOOK_SECONDS = 1.0
BEAT_SECONDS = 5.0

logger = logging.getLogger(__name__)


def main() -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    django.setup()
    logger.warning("Worker up.")
    work(stop)


def work(stop: threading.Event) -> None:
    """Run every lane until asked to stop, then wait for what is in hand."""
    from django.conf import settings

    from motcua.interfaces.console import lanes, schedule
    from motcua.interfaces.console.calling import Calling
    from motcua.interfaces.health import exposition

    exposition.serve(lanes.last_done.copy, settings.METRICS_PORT)
    calling = Calling()
    all_lanes = schedule.lanes(calling)
    threads = [
        threading.Thread(target=lanes.run, args=(lane, stop), name=lane.name, daemon=True)
        for lane in all_lanes
    ]
    for thread in threads:
        thread.start()
    _watch(threads, all_lanes, stop)
    until = time.monotonic() + STOP_SECONDS_MAX
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0))
    calling.wait()


def _watch(
    threads: Sequence[threading.Thread], all_lanes: Sequence["Lane"], stop: threading.Event
) -> None:
    """Note the pulse of the lanes. One that ended met what no lane can: all start anew."""
    from motcua.interfaces.console import lanes
    from motcua.measurement.upkeep import operations as upkeep
    from motcua.spine import clock

    me, next_beat = socket.gethostname()[:80], 0.0
    _quietly(lambda: upkeep.forget(me))
    while True:
        if time.monotonic() >= next_beat:
            next_beat = time.monotonic() + BEAT_SECONDS
            _quietly(lambda: upkeep.beat(me, lanes.pulse(all_lanes), at=clock.real_now()))
        if stop.wait(LOOK_SECONDS):
            return _quietly(lambda: upkeep.forget(me))
        if dead := [thread.name for thread in threads if not thread.is_alive()]:
            logger.error("Ended: %s", ", ".join(dead))
            stop.set()


def _quietly(note: Callable[[], None]) -> None:
    """Note something, or nothing while the database is away: the lanes say that it is."""
    from django.db import DatabaseError, InterfaceError, connection

    try:
        note()
    except (DatabaseError, InterfaceError):
        connection.close()


if __name__ == "__main__":
    main()
