"""The control slip as the journal tells it, for the page and for the paper (form 06)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access, clocks, names, step_clocks
from motcua.casework.dossiers.rules import handovers, slip_texts
from motcua.casework.dossiers.rules.handovers import Fact, Handover
from motcua.reference.organisations import queries as organisations
from motcua.spine.actors import Actor
from motcua.spine.journal import queries as journal

SYSTEM_VI = "Hệ thống"
APPLICANT_VI = "Người nộp hồ sơ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One hand-over in words: units, moments, persons, in time or not, notes."""

    giver: str
    taker: str
    given: str
    taken: str
    result: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSheet:
    dossier: Dossier
    coordinating: Sequence[str]
    rows: Sequence[Row]


def sheet(*, code: str, actor: Actor) -> ControlSheet:
    """Return the hand-overs of a dossier so far.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    return sheet_of(access.get(code=code, actor=actor))


def sheet_of(dossier: Dossier) -> ControlSheet:
    """Return the hand-overs of a dossier somebody has been shown already."""
    story = [
        Fact(
            kind=entry.kind,
            at=entry.happened_at,
            actor=entry.actor,
            unit=entry.organisation,
            facts=entry.facts,
        )
        for entry in journal.story_of(dossier.subject)
    ]
    found = handovers.handovers(
        story,
        receiving=dossier.receiving.code,
        returning=dossier.returning.code,
        step_due=_step_due(dossier),
    )
    own = {dossier.receiving.code, dossier.resolving.code, dossier.returning.code}
    units = {unit.code: unit.name_vi for unit in organisations.by_codes(dossier.parts).values()}
    acted = {one.given_by for one in found} | {one.taken_by for one in found}
    people = names.of_accounts({int(one) for one in acted if one.isdecimal()})
    officers = {
        fact.actor: people.get(int(fact.actor), "")
        for fact in story
        if fact.unit and fact.actor.isdecimal()
    }
    return ControlSheet(
        dossier=dossier,
        coordinating=[units[code] for code in dossier.parts if code not in own],
        rows=[_row(one, units, officers) for one in found],
    )


def _row(one: Handover, units: dict[str, str], officers: dict[str, str]) -> Row:
    return Row(
        giver=units.get(one.giver, APPLICANT_VI),
        taker=units.get(one.taker, APPLICANT_VI),
        given=_moment(one.given_at, one.given_by, officers, is_unit=one.giver != ""),
        taken=_moment(one.taken_at, one.taken_by, officers, is_unit=one.taker != ""),
        result=handovers.RESULTS_VI[one.result],
        note="; ".join(one.notes),
    )


def _moment(at: datetime | None, by: str, officers: dict[str, str], *, is_unit: bool) -> str:
    if at is None:
        return "Chưa nhận"
    who = officers.get(by, "" if by.isdecimal() else SYSTEM_VI) if by else ""
    said = slip_texts.clock_moment(at)
    return f"{said}, {who}" if who and is_unit else said


def _step_due(dossier: Dossier) -> Callable[[int, datetime], datetime | None]:
    due_of = step_clocks.due_by(dossier, clocks.ledger_of(dossier), at=None)
    return lambda order, since: due_of(order, dossier.resolving.code, since)
