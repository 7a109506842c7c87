"""What is owed to the portal is told: a delivery row is tried again until it has taken it."""

import zlib

from motcua.casework.national import gateway
from motcua.casework.national.operations import reports
from motcua.casework.national.queries import reports as telling
from motcua.casework.national.rules.messages import ACTOR_ID
from motcua.spine import clock
from motcua.spine.errors import Overtaken
from motcua.spine.journal.models import Entry
from motcua.spine.journal.reactions import Reaction, name_of

LINES = 4  # Told at once. A dossier keeps to its line, so its messages keep their order.


def line_of(entry: Entry) -> str:
    """Return which line to the portal this dossier keeps to."""
    subject = telling.fact_of(entry).subject
    return f"{ACTOR_ID}/{zlib.crc32(subject.encode()) % LINES}"


def national_portal_is_told(entry: Entry) -> None:
    fact = telling.fact_of(entry)
    first = telling.earlier_one(fact, reaction=TELLING)
    if first is not None:
        assert first.next_try_at is not None, "It waits."
        raise Overtaken(ACTOR_ID, until=first.next_try_at)
    report = telling.report_of(fact)
    gateway.installed().report(report)
    if report.is_new:
        reports.note_known(report.code, at=clock.now())


TELLING = name_of(national_portal_is_told)
# Owed by the reader of the journal, so that the act that wrote the fact pays nothing for it.
AFTERWARDS: tuple[Reaction, ...] = (national_portal_is_told,)
