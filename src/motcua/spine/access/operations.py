"""Write down who was shown what."""

from collections.abc import Sequence

from motcua.spine import statements
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor

# By hand: one round trip of its own, without the BEGIN and COMMIT that the ORM puts around many.
_INSERT = "INSERT INTO access_access (actor, roles, organisation, act, extent, subjects) VALUES "
_ROW = "(%s, %s, %s, %s, %s, %s)"


def record(notes: Sequence[tuple[str, str]], *, actor: Actor, act: str) -> None:
    """Write down what an actor was shown under one act: at most a row for each extent."""
    values: list[str | list[str]] = []
    shown: set[str] = set()
    # The most first: whose file was given out need not be written down for the name on it.
    for extent in reversed(Extent.values):
        subjects = sorted({subject for subject, much in notes if much == extent} - shown)
        if subjects:
            shown.update(subjects)
            values += [actor.id, sorted(actor.roles), actor.organisation, act, extent, subjects]
    if values:
        rows = ", ".join([_ROW] * (len(values) // 6))
        statements.run(_INSERT + rows, values)
