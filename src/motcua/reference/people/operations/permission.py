"""Who may change accounts."""

from motcua.reference.people.queries import ADMINISTERS
from motcua.spine.actors import Actor
from motcua.spine.errors import Forbidden


def administers(actor: Actor) -> None:
    """Refuse everybody but administrators and the system itself.

    :raises Forbidden: the actor's post is another.
    """
    if not actor.roles & ADMINISTERS:
        raise Forbidden()
