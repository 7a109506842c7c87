"""What counts as a gap between two books, and why there may be one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Gap(StrEnum):
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    STATUS = "status"
    DUE = "due"
    SUPPLEMENTS = "supplements"
    RESULTS = "results"
    FILES = "files"


class Cause(StrEnum):
    REFUSED = "refused"  # A rule of ours said no; the portal knows which.
    NOT_ARRIVED = "not_arrived"  # They have it, and we never heard of it.
    WAITING = "waiting"  # Our message waits for its next try.
    GIVEN_UP = "given_up"  # Our message ran out of tries: an operator decides.
    NOT_OWED_YET = "not_owed_yet"  # The reader of the journal is behind.
    FILE_WAITING = "file_waiting"  # It is asked for by itself.
    FILE_FAILED = "file_failed"  # It came and was no use, or never came: an officer decides.
    UNEXPLAINED = "unexplained"  # They acknowledged everything and still say something else.


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a dossier stands in one of the two books."""

    code: str
    status: int
    due_on: date | None
    supplements: int
    results: int
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    code: str
    gap: Gap
    ours: str = ""
    theirs: str = ""


def gaps(ours: Iterable[Standing], theirs: Iterable[Standing]) -> list[Found]:
    """Return every gap between the two books, by number."""
    here, there = {one.code: one for one in ours}, {one.code: one for one in theirs}
    found: list[Found] = []
    for code in sorted(here.keys() | there.keys()):
        mine, yours = here.get(code), there.get(code)
        if mine is None:
            assert yours is not None, "It stands in one of the two."
            found.append(Found(code=code, gap=Gap.MISSING_HERE, theirs=str(yours.status)))
        elif yours is None:
            found.append(Found(code=code, gap=Gap.MISSING_THERE, ours=str(mine.status)))
        else:
            found += _between(mine, yours)
    return found


def _between(mine: Standing, yours: Standing) -> Sequence[Found]:
    pairs = (
        (Gap.STATUS, mine.status, yours.status),
        (Gap.DUE, mine.due_on or "", yours.due_on or ""),
        (Gap.SUPPLEMENTS, mine.supplements, yours.supplements),
        (Gap.RESULTS, mine.results, yours.results),
        (Gap.FILES, mine.files, yours.files),
    )
    return [
        Found(code=mine.code, gap=gap, ours=str(one), theirs=str(other))
        for gap, one, other in pairs
        if one != other
    ]
