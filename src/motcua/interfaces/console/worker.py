"""The worker: hands entries to those who react, moves the readers, starts jobs by time.

Its lanes (schedule.py) are threads. /readyz sees it as a session of the database with its name on
it that asked something lately.
"""

import logging
import signal
import threading
import time

import django

STOP_SECONDS_MAX = 9.0  # A second less than the supervisor's patience.
LOOK_SECONDS = 1.0

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
    threads = [
        threading.Thread(target=lanes.run, args=(lane, stop), name=lane.name, daemon=True)
        for lane in schedule.lanes(calling)
    ]
    for thread in threads:
        thread.start()
    # A lane that ended by itself met what no lane can: the supervisor starts everything anew.
    while not stop.wait(LOOK_SECONDS):
        if dead := [thread.name for thread in threads if not thread.is_alive()]:
            logger.error("Ended: %s", ", ".join(dead))
            stop.set()
    until = time.monotonic() + STOP_SECONDS_MAX
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0))
    calling.wait()


if __name__ == "__main__":
    main()
