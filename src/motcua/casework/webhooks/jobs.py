"""Follow the journal in batches: filing a dossier costs nothing more, whoever wants to be told."""

from collections.abc import Sequence
from datetime import datetime

from motcua.casework.webhooks import operations
from motcua.spine import clock
from motcua.spine.journal import readers
from motcua.spine.journal.models import Entry

READER = "webhooks"


def follow(at: datetime) -> int:
    """Read what is new in the journal and owe the calls. Return how much was read."""

    def owe(entries: Sequence[Entry]) -> None:
        operations.owe_calls(entries, at=at, real_at=clock.real_now())

    return readers.read_next(READER, owe, at=at)
