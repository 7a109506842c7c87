"""What is owed to the portal is told, and what lies there is fetched: by delivery rows."""

import zlib

from motcua.casework.dossiers.events import FileAwaited
from motcua.casework.national import gateway
from motcua.casework.national.operations import files, reports
from motcua.casework.national.queries import reports as telling
from motcua.casework.national.rules.messages import ACTOR_ID
from motcua.spine import clock
from motcua.spine.errors import Overtaken
from motcua.spine.journal.models import Entry
from motcua.spine.journal.reactions import Reaction, Reactions, name_of

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


def file_line_of(entry: Entry) -> str:
    """Return the line of files: a large one delays no message, only other files."""
    return f"{ACTOR_ID}/files"


def national_file_is_fetched(entry: Entry) -> None:
    if entry.facts["source"] == ACTOR_ID:
        files.fetch(files.paper_of(entry.subject), now=clock.now)


REACTIONS: Reactions = {FileAwaited: (national_file_is_fetched,)}
FETCHING = name_of(national_file_is_fetched)
TELLING = name_of(national_portal_is_told)
# Owed by the reader of the journal, so that the act that wrote the fact pays nothing for it.
AFTERWARDS: tuple[Reaction, ...] = (national_portal_is_told,)
