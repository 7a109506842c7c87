"""Rebuild legs from the journal alone, and say where the table disagrees."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.casework.coordination.columns import LEG
from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.queries.parts import subject_of
from motcua.casework.coordination.states import Outcome, State
from motcua.casework.dossiers.columns import REPLAYED
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Entry

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    subject: str
    column: str
    in_table: object
    in_journal: object


def differences(legs: Iterable[Leg]) -> Iterator[Difference]:
    """Compare each leg's replayed columns with its story. Nothing is yielded when all agree."""
    for leg in legs:
        subject = subject_of(leg)
        told, held = replay(journal.story_of(subject)), _held(leg)
        for column, origin in LEG.items():
            if origin == REPLAYED and held[column] != told.get(column):
                yield Difference(subject, column, held[column], told.get(column))


def replay(story: Iterable[Entry]) -> Values:
    """Return the columns as the entries tell them, oldest first."""
    values: Values = {}
    for entry in story:
        _TOLD[entry.kind](values, entry)
    return values


def _opened(values: Values, entry: Entry) -> None:
    facts = entry.facts
    values.update(
        number=int(entry.subject.rpartition("/")[2]),
        step=facts["step"],
        agency=facts["agency"],
        is_outside=facts["is_outside"],
        organisation=facts["unit"],
        state=State.OPEN,
        started_at=datetime.fromisoformat(facts["started_at"]),
        due_at=datetime.fromisoformat(facts["due_at"]) if facts["due_at"] else None,
        silence_consents=facts["silence_consents"],
        shows=facts["shows"],
        papers=facts["papers"],
        holder=None,
        outcome="",
        closed_at=None,
        is_set_aside=False,
    )


def _taken(values: Values, entry: Entry) -> None:
    values.update(state=State.TAKEN, holder=entry.facts["holder"])


def _closed(state: State) -> Callable[[Values, Entry], None]:
    def tell(values: Values, entry: Entry) -> None:
        outcome = entry.facts.get("outcome", "")
        values.update(state=state, outcome=outcome, closed_at=entry.happened_at)
        values.update(is_set_aside=outcome == Outcome.RETURNED)

    return tell


def _set_aside(values: Values, entry: Entry) -> None:
    values.update(is_set_aside=True)


_TOLD: Mapping[str, Callable[[Values, Entry], None]] = {
    "leg.opened": _opened,
    "leg.taken": _taken,
    "leg.answered": _closed(State.ANSWERED),
    "leg.consented": _closed(State.CONSENTED),
    "leg.recalled": _closed(State.RECALLED),
    "leg.missed": _closed(State.MISSED),
    "leg.set_aside": _set_aside,
    "leg.alerted": lambda values, entry: None,  # Somebody was told; the part is as it was.
}


def _held(leg: Leg) -> Values:
    held = {name: getattr(leg, name) for name, origin in LEG.items() if origin == REPLAYED}
    return held | {"organisation": leg.organisation.code, "holder": leg.holder_id}
