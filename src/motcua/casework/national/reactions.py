"""An owed message is told: its delivery row is tried again until the portal has taken it."""

from motcua.casework.national import gateway, queries
from motcua.casework.national.events import NationalReportOwed
from motcua.casework.national.rules import ACTOR_ID
from motcua.spine.journal.models import Entry
from motcua.spine.journal.reactions import Reactions


def receiver_of(entry: Entry) -> str:
    """Return whom these messages go to: there is one portal."""
    return ACTOR_ID


def national_portal_is_told(entry: Entry) -> None:
    gateway.installed().report(queries.report_of(entry))


REACTIONS: Reactions = {NationalReportOwed: (national_portal_is_told,)}
