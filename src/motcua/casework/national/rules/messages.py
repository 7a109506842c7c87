"""Which facts the national portal is told of, and which status each leaves behind."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from motcua.casework.dossiers.rules.national_status import AFTER

ACTOR_ID = "national_portal"
# A number of theirs: it stands in the journal, so it can hold no words.
CODE = re.compile(r"[0-9A-Z][0-9A-Z.-]{3,63}")
# A status stays, but what they show of the dossier changes: its date, its result, what is paid.
CHANGES_WHAT_IS_SHOWN = frozenset(
    {
        "dossier.due_moved",
        "dossier.reappointed",
        "dossier.limit_extended",
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
