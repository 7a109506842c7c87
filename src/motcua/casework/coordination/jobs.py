"""Started by time: follow receipts into chains, and take silence for consent."""

import itertools
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from motcua.casework.coordination.operations import alerts, chains, legs
from motcua.casework.coordination.queries import parts, untaken
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.errors import Refusal
from motcua.spine.journal import readers
from motcua.spine.journal.models import Entry
from motcua.spine.journal.operations import MomentRefused

logger = logging.getLogger(__name__)
READER = "coordination"
RECEIVED = "dossier.received"
ROWS_MAX = 200


def follow(at: datetime) -> int:
    """Open the chain of each received dossier whose procedure has a list in force."""

    def open_chains(entries: Sequence[Entry]) -> None:
        codes = [e.subject.removeprefix("dossier:") for e in entries if e.kind == RECEIVED]
        for code, workflow in parts.lists_for(codes):
            try:
                chains.open_chain(code=code, workflow=workflow, actor=SYSTEM, at=at)
            except MomentRefused:
                raise
            except Refusal as refusal:
                logger.info("%s: %s", code, refusal.code)  # It went on meanwhile.

    try:
        return readers.read_next(READER, open_chains, at=at)
    except MomentRefused:
        return 0  # A simulation moved its clock between our look at it and our writing.


def alert_untaken(*, at: datetime | None = None) -> Counter[str]:
    """Note the parts whose agency has not received them in time. Return the new ones by agency."""
    found = Counter[str]()
    for leg in itertools.islice(untaken.overdue(at=at or clock.now()), ROWS_MAX):
        if untaken.was_alerted(leg):
            continue
        try:
            alerts.alert_untaken(
                code=leg.chain.dossier.code, number=leg.number, at=at or clock.now()
            )
            found[leg.organisation.code] += 1
        except MomentRefused:
            break  # The next round goes on.
        except Refusal as refusal:
            logger.info("%s/%s: %s", leg.chain.dossier.code, leg.number, refusal.code)
    return found


def count_owed(*, at: datetime | None = None) -> int:
    """Count what is owed where a chain from before it was counted says nothing. Return how many."""
    mended = 0
    for code in parts.said_to_owe_nothing():
        try:
            mended += bool(chains.count_owed(code=code, actor=SYSTEM, at=at or clock.now()))
        except MomentRefused:
            break  # The next round goes on.
        except Refusal as refusal:
            logger.info("%s: %s", code, refusal.code)
    return mended


def consent_by_silence(*, at: datetime | None = None) -> int:
    """Take the silence of consulted agencies for consent where it is. Return how many."""
    count = 0
    for code, number in parts.silent(at=at or clock.now())[:ROWS_MAX]:
        try:
            legs.consent_by_silence(code=code, number=number, at=at or clock.now())
            count += 1
        except MomentRefused:
            break  # The next round goes on.
        except Refusal as refusal:
            logger.info("%s/%s: %s", code, number, refusal.code)
    return count
