"""What an entry of the journal does to the facts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

SUPPLEMENTS_IN_TIME_MAX = 1
RECEIVED, IN_TIME, LATE = "received", "in_time", "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A dossier as far as the entries read so far tell."""

    code: str
    agency: str
    office: str
    unit: str
    field: str
    procedure: str
    channel: str
    receiving: str
    returning: str
    state: str
    submitted_at: datetime
    received_at: datetime | None = None
    due_at: datetime | None = None
    decided_at: datetime | None = None
    is_in_time: bool | None = None
    supplements: int = 0

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED


CLOSED = frozenset({"returned", "not_received", "refused", "withdrawn", "stopped"})
# The same for a pass over everything at once: which state an entry leaves a dossier in, which
# entries say where it is, and which decide it. A test holds them equal to `after`.
STATE_AFTER = {
    "dossier.submitted": "submitted",
    "dossier.received": "processing",
    "dossier.supplement_asked": "supplement",
    "dossier.supplement_answered": "submitted",
    "dossier.payment_demanded": "payment",
    "dossier.payment_proven": "processing",
    "dossier.settled": "settled",
    "dossier.refused": "refused",
    "dossier.not_received": "not_received",
    "dossier.withdrawn": "withdrawn",
    "dossier.stopped": "stopped",
    "dossier.returned": "returned",
}
MOVES = (
    "dossier.received", "dossier.supplement_answered", "dossier.step_passed",
    "dossier.result_approved", "dossier.settled",
)  # fmt: skip
DATES = (
    "dossier.received", "dossier.due_moved", "dossier.limit_extended", "dossier.payment_proven",
)  # fmt: skip
DECIDES = ("dossier.settled", "dossier.refused")
_ENDS = {
    "dossier.not_received": "not_received",
    "dossier.withdrawn": "withdrawn",
    "dossier.stopped": "stopped",
    "dossier.returned": "returned",
}


def after(
    known: Known, kind: str, facts: Mapping[str, Any], at: datetime
) -> tuple[Known, str | None]:
    """Return what is known after an entry, and what it adds to its day: received, in_time, late."""
    match kind:
        case "dossier.received":
            return _received(known, facts, at)
        case "dossier.due_moved" | "dossier.limit_extended":
            return replace(known, due_at=_moment(facts["due_at"])), None
        case "dossier.supplement_asked":
            return replace(known, state="supplement", supplements=facts["number"]), None
        case "dossier.supplement_answered":
            return replace(known, state="submitted", unit=known.receiving), None
        case "dossier.payment_demanded" | "dossier.payment_proven":
            return _paying(known, kind, facts), None
        case "dossier.step_passed" | "dossier.result_approved":
            return replace(known, unit=facts["unit"]), None
        case "dossier.settled":
            return _decided(replace(known, state="settled", unit=known.returning), at)
        case "dossier.refused":
            return _decided(replace(known, state="refused"), at)
        case kind if kind in _ENDS:
            return replace(known, state=_ENDS[kind]), None
    return known, None


def _received(known: Known, facts: Mapping[str, Any], at: datetime) -> tuple[Known, str | None]:
    due_at = _moment(facts["due_at"])
    unit = facts["unit"]
    again = known.received_at is not None
    now = replace(known, state="processing", unit=unit, office=unit, due_at=due_at)
    return (now, None) if again else (replace(now, received_at=at), RECEIVED)


def _paying(known: Known, kind: str, facts: Mapping[str, Any]) -> Known:
    if kind == "dossier.payment_demanded":
        return replace(known, state="payment")
    return replace(known, state="processing", due_at=_moment(facts["due_at"]))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _decided(known: Known, at: datetime) -> tuple[Known, str]:
    is_in_time = known.due_at is None or at <= known.due_at
    # QĐ 766/QĐ-TTg, indicator 2.1: asked for papers more than once, it counts as late.
    is_in_time = is_in_time and known.supplements <= SUPPLEMENTS_IN_TIME_MAX
    now = replace(known, decided_at=at, is_in_time=is_in_time)
    return now, IN_TIME if is_in_time else LATE
