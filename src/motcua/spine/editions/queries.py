"""What may be kept in memory, and until when."""

from uuid import UUID

from motcua.spine import statements

_STAMP = "SELECT stamp FROM editions_edition WHERE name = %s"


def stamp_of(name: str) -> UUID | None:
    """Return the present stamp; None when nothing was ever written there.

    Ask before reading what it stands for: what is read afterwards is as new or newer.
    """
    found = statements.run(_STAMP, [name])
    stamp: UUID | None = found[0][0] if found else None
    return stamp
