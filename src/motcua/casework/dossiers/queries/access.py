"""Who may see which dossier, and what its version says."""

import functools
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Protocol

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.rules import steps
from motcua.reference.organisations import register
from motcua.reference.organisations.register import Register
from motcua.reference.procedures.definition import plain, reading
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.procedures.models import ProcedureVersion
from motcua.spine import glance, rows, statements
from motcua.spine.access import notebook
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound
from motcua.spine.statements import Row

APPLICANT = "applicant"
SEES_ALL = frozenset({"inspector", "system"})
WORKS = frozenset({"reception", "handler", "head", "leader", "clerk"})
MACHINE = "api_client"  # A key belongs to a unit, and sees what that unit has a part in.
SEES_UNITS = WORKS | {MACHINE}
DEFINITIONS_KEPT_MAX = 1024
RELATED = ("procedure_version__procedure", "receiving__parent", "resolving__parent", "returning",
           "unit")  # fmt: skip
# Large, and read from memory once a version has been seen.
LARGE = ("procedure_version__content", "procedure_version__definition")
# Inside the one statement: asking for the units first would be a round trip for every act.
BELOW = """
    WITH RECURSIVE below AS (
        SELECT id, code FROM organisations_organisation WHERE code = %s
        UNION SELECT child.id, child.code FROM organisations_organisation child
            JOIN below ON child.parent_id = below.id
    ) SELECT {} FROM below
"""


class Sight(Enum):
    """What somebody may see of all dossiers. The one rule; a query and a statement follow it."""

    EVERYTHING, OWN, OF_UNITS, NOTHING = "everything", "own", "of_units", "nothing"


def sight_of(actor: Actor) -> Sight:
    """Return what this actor may see: all, their own, or what their unit has a part in."""
    if actor.roles & SEES_ALL:
        return Sight.EVERYTHING
    if APPLICANT in actor.roles:
        return Sight.OWN
    if actor.roles & SEES_UNITS and actor.organisation:
        return Sight.OF_UNITS
    return Sight.NOTHING


def visible_to(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers this actor may see."""
    match sight_of(actor):
        case Sight.EVERYTHING:
            return Dossier.objects.all()
        case Sight.OWN:
            return Dossier.objects.filter(account_id=int(actor.id))
        case Sight.OF_UNITS:
            return Dossier.objects.filter(parts__overlap=codes_below(actor.organisation))
    return Dossier.objects.none()


def get(*, code: str, actor: Actor, lock: bool = False) -> Dossier:
    """Return one dossier this actor may see, with its version and units.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    if lock:
        glance.forget()
        found = _rows("code = %s", [code], actor=actor, lock=True)
    else:
        asked = ("dossier", code, actor.id, actor.roles, actor.organisation)
        found = glance.once(asked, lambda: _rows("code = %s", [code], actor=actor, lock=False))
    if not found:
        raise NotFound()
    return found[0]


def several(*, codes: Sequence[str], actor: Actor, lock: bool = False) -> list[Dossier]:
    """Return these dossiers in the order of their numbers, so that two batches never deadlock.

    :raises NotFound: one of them is not there, or not theirs to see.
    """
    wanted = sorted(set(codes))
    if lock:
        glance.forget()
    found = _rows("code = ANY(%s::varchar[])", [wanted], actor=actor, lock=lock)
    if len(found) != len(wanted):
        raise NotFound()
    return found


class Shown(Protocol):
    """Whatever of a dossier somebody is shown: the whole, or a line of a list."""

    @property
    def subject(self) -> str: ...
    @property
    def account_id(self) -> int | None: ...


def shown(dossiers: Iterable[Shown], *, actor: Actor, extent: Extent) -> None:
    """Note that this actor is given personal data of these dossiers; one's own need no entry.

    Every query that returns a name, an answer or a file calls it.
    """
    theirs = [one.subject for one in dossiers if str(one.account_id) != actor.id]
    notebook.note(actor, theirs, extent=extent)


def _rows(which: str, values: list[object], *, actor: Actor, lock: bool) -> list[Dossier]:
    """Read dossiers without a join: their versions never change, their units are in memory.

    A join costs more to plan than the act itself. And nothing joined may change while a lock is
    waited for: PostgreSQL checks the new row against the old one beside it, and finds nothing.
    """
    units = register.latest()
    found = _read(which, values, units, actor=actor, lock=lock)
    # The units in memory are nearly always those of the database: looked at afterwards, that costs
    # no statement of its own. None found: they may not see it, or the tree above them has changed.
    stamp = found[0][-1] if found else register.current().stamp
    if stamp != units.stamp:
        units = register.of_stamp(stamp)
        found = _read(which, values, units, actor=actor, lock=lock)
    return [whole(rows.read(Dossier, row[:-1]), units) for row in found]


def _read(
    which: str, values: list[object], units: Register, *, actor: Actor, lock: bool
) -> list[Row]:
    seen, whose = _seen_by(actor, units)
    text = f"SELECT {rows.columns(Dossier)}, {register.STAMP} FROM dossiers_dossier"  # noqa: S608 - constants
    text += f" WHERE {which} AND {seen} ORDER BY id" + " FOR UPDATE" * lock
    return statements.run(text, [*values, *whose])


def _seen_by(actor: Actor, units: Register) -> tuple[str, list[object]]:
    """Return the same sight as a condition with its values, for a statement that is prepared."""
    match sight_of(actor):
        case Sight.EVERYTHING:
            return "TRUE", []
        case Sight.OWN:
            return "account_id = %s", [int(actor.id)]
        case Sight.OF_UNITS:
            return "parts && %s::varchar[]", [sorted(units.codes_below(actor.organisation))]
    return "FALSE", []


def whole(dossier: Dossier, units: Register) -> Dossier:
    """Return a dossier that was read alone with its version and units, from memory."""
    places = (dossier.receiving_id, dossier.resolving_id, dossier.returning_id, dossier.unit_id)
    if not units.knows(places):  # Handed to a unit made while its lock was waited for.
        units = register.current()
    dossier.receiving, dossier.resolving, dossier.returning, dossier.unit = map(units.of_id, places)
    dossier.procedure_version = _version(dossier.procedure_version_id)
    return dossier


def version_of(version_id: int) -> ProcedureVersion:
    """Return the version dossiers were filed under, from memory."""
    return _version(version_id)


@functools.lru_cache(maxsize=DEFINITIONS_KEPT_MAX)
def _version(version_id: int) -> ProcedureVersion:
    # A dossier is filed under what was published or seen, and that never changes.
    versions = ProcedureVersion.objects.select_related("procedure")
    return versions.defer("content", "definition").get(pk=version_id)


def codes_below(organisation: str) -> RawSQL:
    """Return the expression for the codes of a unit and of all below it, as an array."""
    return RawSQL(f"ARRAY({BELOW.format('code')})::varchar(35)[]", [organisation])  # noqa: S611 - only placeholders


def ids_below(organisation: str) -> list[int]:
    """Return the numbers of a unit and of all below it.

    As values, not as a sub-select: beside an `or`, PostgreSQL reads every open dossier for that.
    """
    known = register.current()
    return sorted(unit.pk for unit in known.of_codes(known.codes_below(organisation)).values())


def definition_of(version: ProcedureVersion) -> Definition:
    """Return the version's own definition, or the plain form every procedure has."""
    return _definition(version.pk, version.state, version.content_hash)


def is_immediate(dossier: Dossier) -> bool:
    """Say whether its procedure gives the result while the person waits."""
    return definition_of(dossier.procedure_version).is_immediate


def name_of_procedure(dossier: Dossier, language: str = "vi") -> str:
    version = dossier.procedure_version
    return (version.name_en if language == "en" else "") or version.name_vi


def steps_of(dossier: Dossier) -> Sequence[steps.WorkStep]:
    version = dossier.procedure_version
    return _steps(version.pk, version.state, version.content_hash)


@functools.lru_cache(maxsize=DEFINITIONS_KEPT_MAX)
def _steps(version_id: int, state: str, content_hash: str) -> Sequence[steps.WorkStep]:
    return steps.steps_of(_definition(version_id, state, content_hash))


@functools.lru_cache(maxsize=DEFINITIONS_KEPT_MAX)
def _definition(version_id: int, state: str, content_hash: str) -> Definition:
    # What was published or seen never changes; state and hash only tell a draft's changes apart.
    version = ProcedureVersion.objects.select_related("procedure").get(pk=version_id)
    values = version.definition or plain.values(
        code=version.procedure.key,
        name_vi=version.name_vi,
        name_en=version.name_en,
        jurisdiction=version.procedure.jurisdiction,
    )
    return reading.from_values(values, source=str(version.procedure))
