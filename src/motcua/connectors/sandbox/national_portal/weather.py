"""How badly the line between the two behaves: loses, doubles and mixes up, by a seed."""

import random
import threading
from dataclasses import dataclass, field
from enum import StrEnum


class Fate(StrEnum):
    SENT = "sent"
    LOST = "lost"  # It never comes.
    ANSWER_LOST = "answer_lost"  # It comes, but nobody hears that it did.
    DOUBLED = "doubled"  # It comes twice, the second time after others.


@dataclass
class Weather:
    """`loss` is split between messages and answers; a doubled one comes once more, out of order."""

    loss: float = 0.0
    doubling: float = 0.0
    seed: int = 0
    counted: dict[Fate, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._dice, self._lock = random.Random(self.seed), threading.Lock()  # noqa: S311 - weather, no secret

    def fate(self) -> Fate:
        """Return what becomes of the next message."""
        with self._lock:
            thrown = self._dice.random()
            if thrown < self.loss:
                fate = Fate.LOST if self._dice.random() < 0.5 else Fate.ANSWER_LOST
            else:
                fate = Fate.DOUBLED if thrown < self.loss + self.doubling else Fate.SENT
            self.counted[fate] = self.counted.get(fate, 0) + 1
            return fate

    def delay(self, most_seconds: float) -> float:
        """Return how long a message is held up, so that others overtake it."""
        with self._lock:
            return self._dice.random() * most_seconds if self.loss else 0.0


FAIR = Weather()


def storm(seed: int = 0) -> Weather:
    """Return the weather of the trial: one in ten lost, one in ten doubled."""
    return Weather(loss=0.1, doubling=0.1, seed=seed)
