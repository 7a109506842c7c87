"""An asked parcel is ordered until the post has taken it; paid postage has papers fetched."""

from uuid import UUID

from motcua.casework.dossiers.events import FeePaid
from motcua.casework.post import carriages, gateway, operations, queries
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


def paid_postage_has_papers_fetched(entry: Entry) -> None:
    carriages.fetch(charge_id=entry.facts["charge"], at=clock.now())


REACTIONS: Reactions = {ParcelAsked: (postal_service_is_asked,)}
OURS: Reactions = {FeePaid: (paid_postage_has_papers_fetched,)}
