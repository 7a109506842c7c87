"""Every reaction and every adapter, in one place."""

from motcua.spine.journal import reactions as journal
from motcua.spine.journal.reactions import Reactions

# Rooms that react add their table here: the whole map of "when this, then that".
TABLES: tuple[Reactions, ...] = ()


def connect() -> None:
    for table in TABLES:
        journal.subscribe(table)
