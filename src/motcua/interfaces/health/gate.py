"""Lets in as many at a time as can be served; the rest wait a little, by urgency, or are told no.

More at once would make everybody wait for everybody. Knows nothing of requests.
"""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

# Where one waited in vain the next wait only so long: a person is told soon, and the front server
# before us, which sends the next as soon as one is told, does not keep us saying no.
STANDING_SECONDS_MAX = 0.25


class Turn(Protocol):
    def release(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one urgency may take: places at a time, places to wait in, and how long there."""

    at_once_max: int
    waiting_max: int
    seconds_max: float


@dataclass(slots=True)
class _Line:
    share: Share
    inside: int = 0
    # Somebody waited in vain, and nobody was let in since.
    stands_still: bool = False
    waiting: deque[Turn] = field(default_factory=deque)

    @property
    def is_full(self) -> bool:
        return len(self.waiting) >= self.share.waiting_max

    @property
    def patience_seconds(self) -> float:
        longest = self.share.seconds_max
        return min(longest, STANDING_SECONDS_MAX) if self.stands_still else longest


class Gate:
    """One for a process. The urgencies stand in the order in which a free place is given."""

    def __init__(self, shares: Mapping[str, Share], *, places: int) -> None:
        self._lines = {name: _Line(share) for name, share in shares.items()}
        self._free = self._places = places
        self._lock = threading.Lock()

    def enter(self, urgency: str) -> bool:
        """Take a place, now or after a short wait. False: there is none, come back later."""
        line = self._lines[urgency]
        with self._lock:
            if self._free and line.inside < line.share.at_once_max:
                self._free -= 1
                line.inside += 1
                line.stands_still = False
                return True
            if line.is_full:
                return False
            turn = threading.Lock()
            turn.acquire()
            line.waiting.append(turn)
            patience = line.patience_seconds
        if turn.acquire(timeout=patience):
            return True
        with self._lock:
            if turn in line.waiting:
                line.waiting.remove(turn)
                line.stands_still = True
                return False
        return True  # It was given a place in the very moment it gave up.

    @property
    def is_crowded(self) -> bool:
        """Say whether more than half of the places are taken."""
        return self._free < self._places // 2

    def leave(self, urgency: str) -> None:
        """Give a place back: it goes to whoever waits for the most urgent thing."""
        with self._lock:
            self._lines[urgency].inside -= 1
            for line in self._lines.values():
                if line.waiting and line.inside < line.share.at_once_max:
                    line.inside += 1
                    line.stands_still = False
                    line.waiting.popleft().release()
                    return
            self._free += 1
