"""Follow the journal in batches, and compare the two books once a day."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from motcua.casework.national import gateway, reactions
from motcua.casework.national.gateway import NationalPort
from motcua.casework.national.models import Comparison
from motcua.casework.national.operations import comparisons, files, reports
from motcua.casework.national.queries import books
from motcua.casework.national.queries import reports as telling
from motcua.casework.national.rules.books import Found, Gap, Standing, gaps
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import local_date
from motcua.spine.errors import Outage
from motcua.spine.journal import queries, readers
from motcua.spine.journal.models import Entry

logger = logging.getLogger(__name__)
READER = "national"
CODES_A_CALL = 100
FILES_A_ROUND = 500
# What was filed a moment ago is nobody's delay.
READER_MAY_TAKE = timedelta(minutes=10)


def follow(at: datetime) -> int:
    """Read what is new in the journal and owe the messages. Return how much was read."""

    def owe(entries: Sequence[Entry]) -> None:
        reports.owe(entries, to=reactions.national_portal_is_told)

    return readers.read_next(READER, owe, at=at)


def look_after_files() -> bool:
    """Fetch again what ran out of tries, and give up after some days; say whether there was any."""
    spent = list(queries.deliveries_given_up().filter(reaction=reactions.FETCHING)[:FILES_A_ROUND])
    for one in spent:
        files.look_after(one, at=clock.now())
    return bool(spent)


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
    """Compare how the portal's book stands with ours, day by day of filing, in pieces.

    :raises Outage: the portal does not answer.
    """
    port, since = gateway.installed(), day - books.WINDOW
    ours: set[str] = set()
    theirs: set[str] = set()
    differing: set[str] = set()
    for here, there in _pieces(port, since=since, until=day):
        ours |= {one.code for one in here}
        theirs |= {one.code for one in there}
        differing |= {gap.code for gap in gaps(here, there)}
    # Both books went on while they were read: what still differs a moment later is a gap.
    found = [gap for codes in _by_hundred(sorted(differing)) for gap in _gaps_of(port, codes)]
    found += [
        Found(code=one.code, gap=Gap.MISSING_THERE, ours="1")
        for one in telling.not_linked(since=since, until=clock.now() - READER_MAY_TAKE)
    ]
    return comparisons.keep(
        day=day,
        found=found,
        ours=len(ours),
        theirs=len(theirs),
        reaction=reactions.TELLING,
        actor=SYSTEM,
        at=clock.now(),
    )


Piece = tuple[Sequence[Standing], Sequence[Standing]]


def _pieces(port: NationalPort, *, since: date, until: date) -> Iterator[Piece]:
    """Return both books in pieces: each day of filing, then what is older and still open."""
    for back in range((until - since).days + 1):
        day = since + timedelta(days=back)
        there = {one.code: one for one in port.filed_on(day)}
        here = books.standings_of_day(day, besides=there)
        # Filed there before midnight and taken here after it, or never taken there.
        for codes in _by_hundred([one.code for one in here if one.code not in there]):
            there |= {one.code: one for one in port.standings(codes)}
        yield here, list(there.values())
    for codes in _by_hundred(books.codes_open(before=since)):
        yield books.standings_of(codes), port.standings(codes)


def _gaps_of(port: NationalPort, codes: Sequence[str]) -> list[Found]:
    return gaps(books.standings_of(codes), port.standings(codes))


def _by_hundred(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (codes[start : start + CODES_A_CALL] for start in range(0, len(codes), CODES_A_CALL))
