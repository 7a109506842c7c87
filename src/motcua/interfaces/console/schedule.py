"""What the worker does beside deliveries: readers of the journal, and jobs started by time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management import call_command


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    name: str
    every: timedelta
    work: Callable[[datetime], object]


def forget_old_sessions(at: datetime) -> None:
    call_command("clearsessions")


# fmt: off
TIMED = (
    Timed(name="old sessions", every=timedelta(hours=1), work=forget_old_sessions),
)
# fmt: on

# Each reads what is new in the journal and returns how much that was.
READERS: tuple[Callable[[datetime], int], ...] = ()
