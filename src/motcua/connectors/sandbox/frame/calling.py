"""Calls that are due, by a few threads: what is due next stands first; who hears nothing waits."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import requests

STOP_SECONDS_MAX = 0.5  # A call under way is made again at the next start.
Call = TypeVar("Call")
# Makes a call, which has been tried so often before; says whether it is over.
Made = Callable[[requests.Session, Call, int], bool]


class Calls(Generic[Call]):
    """Again and again, each time after twice as long, until a call is over or tried enough."""

    def __init__(
        self, make: Made[Call], *, callers: int, tries_max: int, first_wait: float
    ) -> None:
        self._make, self._tries_max, self._first_wait = make, tries_max, first_wait
        self._due: list[tuple[float, int, Call, int]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._is_stopped = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(callers)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(STOP_SECONDS_MAX)

    def put(self, call: Call, *, wait: float = 0.0, tries: int = 0) -> None:
        """Make a call once `wait` seconds have passed."""
        with self._changed:
            due = (time.monotonic() + wait, next(self._order), call, tries)
            heapq.heappush(self._due, due)
            self._changed.notify()

    def _work(self) -> None:
        with requests.Session() as http:
            http.trust_env = False  # It calls this machine only.
            while (taken := self._take()) is not None:
                call, tries = taken
                if not self._make(http, call, tries) and tries + 1 < self._tries_max:
                    self.put(call, wait=self._first_wait * 2**tries, tries=tries + 1)

    def _take(self) -> tuple[Call, int] | None:
        with self._changed:
            while not self._is_stopped:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    _, _, call, tries = heapq.heappop(self._due)
                    return call, tries
                self._changed.wait(wait)
        return None
