"""The lane of calls to whoever wants to be told: each receiver has a thread for its turn."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection

from motcua.spine import clock
from motcua.spine.journal import calls
from motcua.spine.journal.calls import Turn

RECEIVERS_AT_ONCE_MAX = 16
TURN_SECONDS_MAX = 10.0
# Who is down is left alone for a while; who answers slowly gets one call a turn.
FAILURES_MAX = 3
SLOW_SECONDS = 2.0
REST_SECONDS, BREATH_SECONDS = 30.0, 1.0


class Calling:
    """Hands out turns, and remembers who is being called and who rests."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(RECEIVERS_AT_ONCE_MAX, thread_name_prefix="call")
        self._lock = threading.Lock()
        self._called: set[str] = set()
        self._rests_until: dict[str, float] = {}

    def round(self, stop: threading.Event) -> bool:
        """Hand out the turns that are due. True when there was one."""
        with self._lock:
            resting = {
                name for name, until in self._rests_until.items() if until > time.monotonic()
            }
            room, busy = RECEIVERS_AT_ONCE_MAX - len(self._called), self._called | resting
        turns = calls.take(at=clock.real_now(), busy=busy, receivers_max=room)
        for turn in turns:
            with self._lock:
                self._called.add(turn.receiver)
            self._pool.submit(self._take_turn, turn, stop)
        return bool(turns)

    def wait(self) -> None:
        """Wait for the calls in hand."""
        self._pool.shutdown()

    def _take_turn(self, turn: Turn, stop: threading.Event) -> None:
        try:
            rest_seconds = _make_calls(turn, stop)
            with self._lock:
                self._rests_until[turn.receiver] = time.monotonic() + rest_seconds
        finally:
            with self._lock:
                self._called.discard(turn.receiver)
            connection.close()


def _make_calls(turn: Turn, stop: threading.Event) -> float:
    """Make the calls of a turn while they go well. Return for how long the receiver rests."""
    until, failures, rest_seconds = time.monotonic() + TURN_SECONDS_MAX, 0, 0.0
    owed = list(turn.calls)
    while owed and not rest_seconds and time.monotonic() < until and not stop.is_set():
        began = time.monotonic()
        is_taken = calls.make(owed.pop(0), at=clock.real_now())
        failures = 0 if is_taken else failures + 1
        if time.monotonic() - began > SLOW_SECONDS:
            rest_seconds = BREATH_SECONDS if is_taken else REST_SECONDS
        elif failures >= FAILURES_MAX:
            rest_seconds = REST_SECONDS
    if owed:
        calls.put_back(owed, until=clock.real_now() + timedelta(seconds=rest_seconds))
    return rest_seconds
