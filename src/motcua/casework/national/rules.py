"""Which facts the national portal is told of, and what counts as a gap between two books."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.casework.dossiers.rules.national_status import AFTER

ACTOR_ID = "national_portal"
# A number of theirs: it stands in the journal, so it can hold no words.
CODE = re.compile(r"[0-9A-Z][0-9A-Z.-]{3,39}")
# A status stays, but what they show of the dossier changes: its date, its result, what is paid.
CHANGES_WHAT_IS_SHOWN = frozenset(
    {
        "dossier.due_moved",
        "dossier.reappointed",
        "dossier.result_corrected",
        "dossier.fee_paid",
        "dossier.refunded",
    }
)
RESULT_SIGNED = ("dossier.slip_signed", "result:")
# Inside the office's work the portal hears of the step alone; else of the whole dossier.
STEPS_ONLY = frozenset(
    {
        "dossier.taken",
        "dossier.step_passed",
        "dossier.result_drafted",
        "dossier.result_approved",
    }
)


class Gap(StrEnum):
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    STATUS = "status"
    DUE = "due"
    SUPPLEMENTS = "supplements"
    RESULTS = "results"


class Cause(StrEnum):
    REFUSED = "refused"  # A rule of ours said no; the portal knows which.
    NOT_ARRIVED = "not_arrived"  # They have it, and we never heard of it.
    WAITING = "waiting"  # Our message waits for its next try.
    GIVEN_UP = "given_up"  # Our message ran out of tries: an operator decides.
    NOT_OWED_YET = "not_owed_yet"  # The reader of the journal is behind.
    UNEXPLAINED = "unexplained"  # They acknowledged everything and still say something else.


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a dossier stands in one of the two books."""

    code: str
    status: int
    due_on: date | None
    supplements: int
    results: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    code: str
    gap: Gap
    ours: str = ""
    theirs: str = ""


def is_reported(kind: str, facts: Mapping[str, Any]) -> bool:
    """Say whether the portal is told of this fact of a dossier."""
    signed, prefix = RESULT_SIGNED
    if kind == signed:
        return str(facts.get("slip", "")).startswith(prefix)
    return AFTER.get(kind) is not None or kind in CHANGES_WHAT_IS_SHOWN


def status_after(kinds: Iterable[str]) -> int:
    """Return the national code after these facts of one dossier, oldest first."""
    codes = [code for kind in kinds if (code := AFTER.get(kind)) is not None]
    assert codes, "Every dossier begins with being submitted."
    return codes[-1]


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
    )
    return [
        Found(code=mine.code, gap=gap, ours=str(one), theirs=str(other))
        for gap, one, other in pairs
        if one != other
    ]
