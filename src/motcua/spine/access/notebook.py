"""What an actor is being shown, noted where it is read and written down when it is answered."""

from collections.abc import Iterable

from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor


def note(actor: Actor, subjects: Iterable[str], *, extent: Extent) -> None:
    """Note that the actor is shown data of these subjects. Nobody's notebook: nothing to note.

    A person who asks over a page or an API has a notebook; jobs and simulations have none.
    """
    if actor.notebook is not None:
        actor.notebook.extend((subject, extent.value) for subject in subjects)
