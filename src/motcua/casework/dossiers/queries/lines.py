"""Dossiers as lists show them: a line each, made from one statement for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from motcua.casework.dossiers.models import Party
from motcua.casework.dossiers.queries import access, step_clocks
from motcua.casework.dossiers.rules import due_states, steps
from motcua.casework.dossiers.rules.due_states import DueState
from motcua.casework.dossiers.rules.steps import WorkStep
from motcua.casework.dossiers.states import ENGLISH, State
from motcua.reference.calendars import queries as calendars
from motcua.reference.organisations import register
from motcua.reference.organisations.models import Organisation
from motcua.reference.people.models import Person
from motcua.spine import rows, statements
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor

# What a line says and no more: a dossier has thirty columns, and answers as large as all others.
# Versions and units are in memory: joined, they cost more than all the rest of a list.
_HERE = "CASE WHEN wanted.turn IS NULL THEN dossiers_dossier.{0} ELSE dossiers_turn.{1} END"
_LINES = f"""
    SELECT dossiers_dossier.id, code, account_id, procedure_version_id, state, beside,
        dossiers_dossier.awaits, dossiers_dossier.due_at, submitted_at, channel,
        coalesce(dossiers_turn.step, 0), {_HERE.format("step", "step")},
        {_HERE.format("unit_id", "unit_id")}, {_HERE.format("step_due_at", "due_at")}, holder.id,
        applicant.full_name, holder.login, person.full_name, {register.STAMP}
    FROM ({{wanted}}) AS wanted (id, turn, place)
    JOIN dossiers_dossier ON dossiers_dossier.id = wanted.id
    LEFT JOIN dossiers_turn ON dossiers_turn.id = wanted.turn
    LEFT JOIN dossiers_party applicant ON applicant.dossier_id = wanted.id
        AND applicant.part = '{Party.APPLICANT}'
    LEFT JOIN people_account holder ON holder.id = {_HERE.format("holder_id", "holder_id")}
    LEFT JOIN people_person person ON person.id = holder.person_id
    ORDER BY wanted.place
"""  # noqa: S608 - constants
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


class Listed(NamedTuple):
    """A dossier of a list as it is read: a row, with the names that stand beside it.

    `place` is the step where the line stands for one beside the dossier's own, else 0; `step`,
    `unit`, `step_due_at` and `holder_id` are that step's.
    """

    id: int
    code: str
    account_id: int | None
    version_id: int
    state: str
    beside: int
    awaits: str
    due_at: datetime | None
    submitted_at: datetime
    channel: str
    place: int
    step: int | None
    unit: Organisation
    step_due_at: datetime | None
    holder_id: int | None
    applicant: str
    holder: str

    @property
    def subject(self) -> str:
        return f"dossier:{self.code}"  # As the dossier itself says.


def listed(wanted: str, values: Mapping[str, object]) -> list[Listed]:
    """Return the dossiers a sub-select names by id and place, in the order of the places."""
    found = statements.run(_LINES.format(wanted=wanted), values)
    units = register.of_stamp(found[0][-1]) if found else register.latest()
    return [_listed(row, units) for row in found]


def of_ids(ids: Sequence[int], *, actor: Actor, at: datetime) -> tuple[Line, ...]:
    """Return these dossiers as lines, in this order. Who asks has made sure they may see them."""
    found = listed(_THESE, {"ids": list(ids)}) if ids else []
    return lines_of(found, actor=actor, at=at)


def lines_of(found: Sequence[Listed], *, actor: Actor, at: datetime) -> tuple[Line, ...]:
    """Return what a list says of dossiers, and note that their names were shown."""
    access.shown(found, actor=actor, extent=Extent.NAME)
    if not found:
        return ()
    calendar, procedures = calendars.working_calendar(), dict[int, _Procedure]()
    return tuple(
        _line(
            one,
            procedures.get(one.version_id) or _remembered(one.version_id, procedures),
            actor=actor,
            due=due_states.state_of(
                state=one.state, due_at=one.due_at, awaits=one.awaits, at=at, calendar=calendar
            ),
            step_due=_step_due(one, at=at),
        )
        for one in found
    )


def _listed(row: Sequence[Any], units: register.Register) -> Listed:
    *columns, applicant, login, holder, _stamp = row
    columns[_UNIT] = units.of_id(columns[_UNIT])
    names = (_name(Party, applicant), _name(Person, holder) or login or "")
    return Listed._make((*columns, *names))


_UNIT = Listed._fields.index("unit")


def _name(model: type[Party | Person], kept: object) -> str:
    return rows.field(model, "full_name").from_db_value(kept, None, None) or ""


class _Procedure(NamedTuple):
    """What the lines of one version have in common."""

    name_vi: str
    name_en: str
    steps: Mapping[int, WorkStep]


def _remembered(version_id: int, kept: dict[int, _Procedure]) -> _Procedure:
    version = access.version_of(version_id)
    work = steps.steps_of(access.definition_of(version))
    kept[version_id] = _Procedure(
        name_vi=version.name_vi,
        name_en=version.name_en or version.name_vi,
        steps={step.order: step for step in work},
    )
    return kept[version_id]


_STATES = {str(state): (str(state.label), ENGLISH[state]) for state in State}


def _line(
    one: Listed, procedure: _Procedure, *, actor: Actor, due: DueState, step_due: DueState | None
) -> Line:
    step = procedure.steps[one.step] if one.step is not None else None
    state_vi, state_en = _STATES[one.state]
    return Line(
        code=one.code,
        procedure_vi=procedure.name_vi,
        procedure_en=procedure.name_en,
        applicant=one.applicant,
        state=one.state,
        state_vi=state_vi,
        state_en=state_en,
        step_vi=step.name_vi if step else "",
        step_en=step.name_en if step else "",
        unit_vi=one.unit.name_vi,
        holder=one.holder,
        is_mine=one.holder_id is not None and str(one.holder_id) == actor.id,
        beside=one.beside,
        step_due=step_due,
        due=due,
        due_at=one.due_at,
        submitted_at=one.submitted_at,
        channel=one.channel,
    )


def _step_due(one: Listed, *, at: datetime) -> DueState | None:
    if one.step_due_at is None or one.state != State.PROCESSING:
        return None
    return step_clocks.standing(one.step_due_at, one.unit.code, at=at)
