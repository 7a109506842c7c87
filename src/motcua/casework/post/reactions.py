"""An asked parcel is ordered: its delivery row is tried again until the post has taken it."""

from uuid import UUID

from motcua.casework.post import gateway, operations, queries
from motcua.casework.post.events import ParcelAsked
from motcua.spine import clock
from motcua.spine.journal.models import Entry
from motcua.spine.journal.reactions import Reactions


def receiver_of(entry: Entry) -> str:
    """Return whom these orders go to: there is one postal service."""
    return "postal_service"


def postal_service_is_asked(entry: Entry) -> None:
    key = entry.subject.removeprefix("parcel:")
    accepted = gateway.installed().order(queries.order_of(key))
    operations.note_accepted(key=UUID(key), accepted=accepted, at=clock.now())


REACTIONS: Reactions = {ParcelAsked: (postal_service_is_asked,)}
