"""What the worker does beside deliveries: readers of the journal, and jobs started by time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.reference.people import jobs as people


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    name: str
    every: timedelta
    work: Callable[[], object]


# fmt: off
TIMED = (
    Timed(name="sessions and failures long over", every=timedelta(days=1), work=people.forget_what_is_over),
)
# fmt: on

# Each reads what is new in the journal and returns how much that was.
READERS: tuple[Callable[[datetime], int], ...] = ()
