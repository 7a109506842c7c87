"""Dossiers as lists show them: a line each, made from one statement for all."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.casework.dossiers.life_models import Turn
from motcua.casework.dossiers.models import Dossier, Party
from motcua.casework.dossiers.queries import access, step_clocks
from motcua.casework.dossiers.rules import due_states, steps
from motcua.casework.dossiers.rules.due_states import DueState
from motcua.casework.dossiers.states import ENGLISH, State
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.reference.organisations import register
from motcua.reference.people.models import Person
from motcua.spine import rows, statements
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor

_TURN_COLUMNS = len(Turn._meta.concrete_fields)
_UNSEEN = ("answers",)  # Most of a dossier by size, and no list shows any of it.
# Versions and units are in memory: joined, they cost more than all the rest of a list.
_LINES = """
    SELECT {columns}, {turn}, applicant.full_name, holder.login, person.full_name, {stamp}
    FROM ({wanted}) AS wanted (id, turn, place)
    JOIN dossiers_dossier ON dossiers_dossier.id = wanted.id
    LEFT JOIN dossiers_turn ON dossiers_turn.id = wanted.turn
    LEFT JOIN dossiers_party applicant ON applicant.dossier_id = wanted.id
        AND applicant.part = 'applicant'
    LEFT JOIN people_account holder ON holder.id = CASE WHEN wanted.turn IS NULL
        THEN dossiers_dossier.holder_id ELSE dossiers_turn.holder_id END
    LEFT JOIN people_person person ON person.id = holder.person_id
    ORDER BY wanted.place
"""
_THESE = """
    SELECT id, NULL::bigint, place FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS of (id, place)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One dossier in a list; worked at in several places at once, one line for each of them."""

    code: str
    procedure_vi: str
    procedure_en: str
    applicant: str
    state: str
    state_vi: str
    state_en: str
    step_vi: str
    step_en: str
    unit_vi: str
    holder: str
    is_mine: bool
    beside: int
    step_due: DueState | None
    due: DueState
    due_at: datetime | None
    submitted_at: datetime
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A dossier of a list with the names that stand beside it; its answers are not read.

    `turn` is set where the line stands for a step beside the dossier's own.
    """

    dossier: Dossier
    turn: Turn | None
    applicant: str
    holder: str


def listed(wanted: str, values: Mapping[str, object]) -> list[Listed]:
    """Return the dossiers a sub-select names by id and place, in the order of the places."""
    found = statements.run(_text(wanted), values)
    units = register.of_stamp(found[0][-1]) if found else register.latest()
    return [_listed(row, units) for row in found]


def of_ids(ids: Sequence[int], *, actor: Actor, at: datetime) -> tuple[Line, ...]:
    """Return these dossiers as lines, in this order. Who asks has made sure they may see them."""
    found = listed(_THESE, {"ids": list(ids)}) if ids else []
    return lines_of(found, actor=actor, at=at)


def lines_of(found: Sequence[Listed], *, actor: Actor, at: datetime) -> tuple[Line, ...]:
    """Return what a list says of dossiers, and note that their names were shown."""
    access.shown([one.dossier for one in found], actor=actor, extent=Extent.NAME)
    calendar = calendars.working_calendar() if found else None
    return tuple(_line(one, actor=actor, at=at, calendar=calendar) for one in found if calendar)


@functools.cache
def _text(wanted: str) -> str:
    columns = rows.columns(Dossier, without=_UNSEEN)
    turn = rows.columns(Turn)
    return _LINES.format(columns=columns, turn=turn, stamp=register.STAMP, wanted=wanted)


def _listed(row: Sequence[Any], units: register.Register) -> Listed:
    *columns, applicant, login, holder, _stamp = row
    turn = columns[-_TURN_COLUMNS:]
    dossier = rows.read(Dossier, columns[:-_TURN_COLUMNS], without=_UNSEEN)
    return Listed(
        dossier=access.whole(dossier, units),
        turn=None if turn[0] is None else rows.read(Turn, turn),
        applicant=_name(Party, applicant),
        holder=_name(Person, holder) or login or "",
    )


def _name(model: type[Party | Person], kept: object) -> str:
    return rows.field(model, "full_name").from_db_value(kept, None, None) or ""


def _line(one: Listed, *, actor: Actor, at: datetime, calendar: WorkingCalendar) -> Line:
    dossier, step = one.dossier, None
    here = one.turn or dossier
    if here.step is not None:
        step = steps.of_order(access.steps_of(dossier), here.step)
    unit = register.current().of_id(here.unit_id)
    return Line(
        code=dossier.code,
        procedure_vi=access.name_of_procedure(dossier),
        procedure_en=access.name_of_procedure(dossier, "en"),
        applicant=one.applicant,
        state=dossier.state,
        state_vi=str(State(dossier.state).label),
        state_en=ENGLISH[State(dossier.state)],
        step_vi=step.name_vi if step else "",
        step_en=step.name_en if step else "",
        unit_vi=unit.name_vi,
        holder=one.holder,
        is_mine=here.holder_id is not None and str(here.holder_id) == actor.id,
        beside=dossier.beside,
        step_due=_step_due(one, unit.code, at=at),
        due=due_states.state_of(
            state=dossier.state,
            due_at=dossier.due_at,
            awaits=dossier.awaits,
            at=at,
            calendar=calendar,
        ),
        due_at=dossier.due_at,
        submitted_at=dossier.submitted_at,
        channel=dossier.channel,
    )


def _step_due(one: Listed, unit: str, *, at: datetime) -> DueState | None:
    due_at = one.turn.due_at if one.turn else one.dossier.step_due_at
    if due_at is None or one.dossier.state != State.PROCESSING:
        return None
    return step_clocks.standing(due_at, unit, at=at)
