"""Follow the journal in batches, and compare the two books once a day."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from motcua.casework.national import gateway, operations, queries
from motcua.casework.national.models import Comparison
from motcua.casework.national.rules import Standing
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import local_date
from motcua.spine.errors import Outage
from motcua.spine.journal import readers
from motcua.spine.journal.models import Entry

logger = logging.getLogger(__name__)
READER = "national"
CODES_A_CALL = 100


def follow(at: datetime) -> int:
    """Read what is new in the journal and owe the messages. Return how much was read."""

    def owe(entries: Sequence[Entry]) -> None:
        operations.owe_reports(entries, at=at)

    return readers.read_next(READER, owe, at=at)


def compare_today() -> bool:
    """Compare the books, once a day; a portal that is away is asked again later."""
    today = local_date(clock.now())
    if Comparison.objects.filter(day=today).exists():
        return False
    try:
        compare_day(today)
    except Outage as outage:
        logger.warning("%s: the books are compared later", outage)
        return False
    return True


def compare_day(day: date) -> Comparison:
    """Fetch how the portal's book stands and compare it with ours.

    :raises Outage: the portal does not answer.
    """
    port, since = gateway.installed(), day - queries.WINDOW
    theirs: dict[str, Standing] = {}
    for back in range(queries.WINDOW.days + 1):
        theirs |= {one.code: one for one in port.filed_on(since + timedelta(days=back))}
    older = [code for code in queries.codes_open(since=since) if code not in theirs]
    for start in range(0, len(older), CODES_A_CALL):
        found = port.standings(older[start : start + CODES_A_CALL])
        theirs |= {one.code: one for one in found}
    return operations.compare(day=day, theirs=list(theirs.values()), actor=SYSTEM, at=clock.now())
