"""Rebuild a dossier from the journal alone, and say where the table disagrees."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.casework.dossiers.columns import DOSSIER, REPLAYED
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.states import State
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Entry

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    code: str
    column: str
    in_table: object
    in_journal: object


def differences(dossiers: Iterable[Dossier]) -> Iterator[Difference]:
    """Compare each dossier's replayed columns with its story. Nothing is yielded when all agree."""
    for dossier in dossiers:
        told = replay(journal.story_of(dossier.subject))
        held = _held(dossier)
        for column, origin in DOSSIER.items():
            if origin == REPLAYED and held[column] != told.get(column):
                yield Difference(dossier.code, column, held[column], told.get(column))
        if held["turns"] != told["turns"]:
            yield Difference(dossier.code, "turns", held["turns"], told["turns"])


def replay(story: Iterable[Entry]) -> Values:
    """Return the columns as the entries tell them, oldest first."""
    values: Values = {}
    for entry in story:
        _TOLD[entry.kind](values, entry)
    return values | {"beside": len(values["turns"])}


def _submitted(values: Values, entry: Entry) -> None:
    facts = entry.facts
    places = (facts["receiving"], facts["resolving"], facts["returning"])
    values.update(
        code=entry.subject.removeprefix("dossier:"),
        procedure_version=(facts["procedure"], facts["version"]),
        channel=facts["channel"],
        receiving=facts["receiving"],
        resolving=facts["resolving"],
        returning=facts["returning"],
        account=facts["account"],
        filed_by=entry.actor,
        result_way=facts["result_way"],
        state=State.SUBMITTED,
        step=None,
        unit=facts["receiving"],
        holder=None,
        turns={},
        supplements=0,
        parts=sorted({*places, entry.organisation} - {""}),
        parts_owed=0,
        submitted_at=entry.happened_at,
        received_at=None,
        due_at=None,
        promised_at=None,
        closed_at=None,
    )


def _received(values: Values, entry: Entry) -> None:
    due_at = _moment(entry.facts["due_at"])
    values.update(state=State.PROCESSING, due_at=due_at, holder=None)
    values.update(step=entry.facts["step"])
    _hand_to(values, entry.facts["unit"])
    _open_beside(values, entry.facts)
    if values["received_at"] is None:
        values.update(received_at=entry.happened_at, promised_at=due_at or entry.happened_at)


def _moved(values: Values, entry: Entry) -> None:
    values.update(due_at=_moment(entry.facts["due_at"]))


def _asked(values: Values, entry: Entry) -> None:
    values.update(state=State.SUPPLEMENT, supplements=entry.facts["number"])


def _answered(values: Values, entry: Entry) -> None:
    values.update(state=State.SUBMITTED, holder=None, step=None, turns={})
    _hand_to(values, values["receiving"])


def _taken(values: Values, entry: Entry) -> None:
    step, holder = entry.facts.get("step"), entry.facts["holder"]
    if step is None:
        values.update(holder=holder)
    else:
        unit, _nobody = values["turns"][step]
        values["turns"][step] = (unit, holder)


def _passed(values: Values, entry: Entry) -> None:
    facts = entry.facts
    # What was done stood beside, or what stood beside has taken its place.
    for gone in (facts["step"], facts["next_step"]):
        values["turns"].pop(gone, None)
    values.update(step=facts["next_step"], holder=facts.get("holder"))
    _hand_to(values, facts["unit"])
    _open_beside(values, facts)


def _open_beside(values: Values, facts: Mapping[str, Any]) -> None:
    for step, unit in facts.get("beside", {}).items():
        values["turns"][int(step)] = (unit, None)
        values.update(parts=sorted({*values["parts"], unit}))


def _settled(values: Values, entry: Entry) -> None:
    values.update(state=State.SETTLED, step=None, holder=None, turns={})
    _hand_to(values, values["returning"])


def _reappointed(values: Values, entry: Entry) -> None:
    values.update(due_at=_moment(entry.facts["due_at"]))


def _demanded(values: Values, entry: Entry) -> None:
    values.update(state=State.PAYMENT)


def _proven(values: Values, entry: Entry) -> None:
    values.update(state=State.PROCESSING, due_at=_moment(entry.facts["due_at"]))


def _hand_to(values: Values, unit: str) -> None:
    values.update(unit=unit, parts=sorted({*values["parts"], unit}))


def _shared(values: Values, entry: Entry) -> None:
    gone = set(entry.facts.get("gone", ()))
    values.update(parts=sorted({*values["parts"], *entry.facts["units"]} - gone))
    # An entry from before parts were counted says nothing of them.
    values.update(parts_owed=entry.facts.get("owed", values["parts_owed"]))


def _way(values: Values, entry: Entry) -> None:
    values.update(result_way=entry.facts["way"])


def _closed(state: State) -> Callable[[Values, Entry], None]:
    def tell(values: Values, entry: Entry) -> None:
        values.update(state=state, closed_at=entry.happened_at, turns={})

    return tell


def _nothing(values: Values, entry: Entry) -> None:
    return


_TOLD: Mapping[str, Callable[[Values, Entry], None]] = {
    "dossier.submitted": _submitted,
    "dossier.received": _received,
    "dossier.due_moved": _moved,
    "dossier.supplement_asked": _asked,
    "dossier.supplement_answered": _answered,
    "dossier.taken": _taken,
    "dossier.step_passed": _passed,
    "dossier.result_drafted": _nothing,
    "dossier.result_approved": _passed,
    "dossier.settled": _settled,
    "dossier.slip_signed": _nothing,
    "dossier.fee_paid": _nothing,
    "dossier.returned": _closed(State.RETURNED),
    "dossier.refused": _closed(State.REFUSED),
    "dossier.not_received": _closed(State.NOT_RECEIVED),
    "dossier.withdrawn": _closed(State.WITHDRAWN),
    "dossier.stopped": _closed(State.STOPPED),
    "dossier.rated": _nothing,
    "dossier.apology_drafted": _nothing,
    "dossier.reappointed": _reappointed,
    "dossier.limit_extended": _moved,
    "dossier.escalated": _nothing,
    "dossier.staff_alerted": _nothing,
    "dossier.result_chased": _nothing,
    "dossier.payment_demanded": _demanded,
    "dossier.payment_proven": _proven,
    "dossier.result_corrected": _nothing,
    "dossier.papers_lost": _nothing,
    "dossier.papers_restored": _nothing,
    "dossier.slip_issued": _nothing,
    "dossier.shared": _shared,
    "dossier.refund_owed": _nothing,
    "dossier.refunded": _nothing,
    "dossier.posted": _way,
    "dossier.way_changed": _way,
}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _held(dossier: Dossier) -> Values:
    version = dossier.procedure_version
    named = version.procedure.subject.removeprefix("procedure:")
    held = {name: getattr(dossier, name) for name, origin in DOSSIER.items() if origin == REPLAYED}
    for column in ("receiving", "resolving", "returning", "unit"):
        held[column] = held[column].code
    return held | {
        "procedure_version": (named, version.number),
        "account": dossier.account_id,
        "holder": dossier.holder_id,
        "turns": {
            turn.step: (turn.unit.code, turn.holder_id)
            for turn in dossier.turns.select_related("unit")
        },
    }
