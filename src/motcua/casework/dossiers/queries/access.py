"""Who may see which dossier, and what its version says."""

import functools
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.rules import steps
from motcua.reference.procedures.definition import plain, reading
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.procedures.models import ProcedureVersion
from motcua.spine.access import notebook
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound

APPLICANT = "applicant"
SEES_ALL = frozenset({"inspector", "system"})
WORKS = frozenset({"reception", "handler", "head", "leader", "clerk"})
MACHINE = "api_client"  # A key belongs to a unit, and sees what that unit has a part in.
SEES_UNITS = WORKS | {MACHINE}
DEFINITIONS_KEPT_MAX = 1024
# What never changes may be joined to a locked row. A unit changes: after waiting for the lock,
# PostgreSQL checks the new row against the old unit, and would find nothing.
LOCKED = ("procedure_version__procedure", "receiving__parent", "resolving__parent", "returning")
RELATED = (*LOCKED, "unit")
# Large, and read from memory once a version has been seen.
LARGE = ("procedure_version__content", "procedure_version__definition")
# Each column costs some microseconds to ask for, and an act reads few of them.
_ORGANISATION = ("source_id", "gso_code", "name_en", "short_name_vi", "short_name_en", "area_en",
                 "sort_key", "valid_from", "valid_to", "is_end_unknown", "seen_on", "address_vi",
                 "is_synthetic_code")  # fmt: skip
_VERSION = ("sort_key", "field", "levels", "agency", "fee_vnd", "service_level", "missing",
            "flags", "snapshot", "period", "seen_on", "drafted_from", "in_force", "decision",
            "published_at")  # fmt: skip
_PLACES = ("receiving", "receiving__parent", "resolving", "resolving__parent", "returning")
UNREAD = (
    *LARGE,
    *(f"procedure_version__{name}" for name in _VERSION),
    *(f"{place}__{name}" for place in _PLACES for name in _ORGANISATION),
)
# Inside the one statement: asking for the units first would be a round trip for every act.
BELOW = """
    WITH RECURSIVE below AS (
        SELECT id, code FROM organisations_organisation WHERE code = %s
        UNION SELECT child.id, child.code FROM organisations_organisation child
            JOIN below ON child.parent_id = below.id
    ) SELECT {} FROM below
"""


def visible_to(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers this actor may see: their own, or those their unit has a part in."""
    if actor.roles & SEES_ALL:
        return Dossier.objects.all()
    if APPLICANT in actor.roles:
        return Dossier.objects.filter(account_id=int(actor.id))
    if actor.roles & SEES_UNITS and actor.organisation:
        return Dossier.objects.filter(parts__overlap=codes_below(actor.organisation))
    return Dossier.objects.none()


def get(*, code: str, actor: Actor, lock: bool = False) -> Dossier:
    """Return one dossier this actor may see, with its version and units.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = _rows(visible_to(actor).filter(code=code), lock=lock).first()
    if dossier is None:
        raise NotFound()
    return dossier


def several(*, codes: Sequence[str], actor: Actor, lock: bool = False) -> list[Dossier]:
    """Return these dossiers in the order of their numbers, so that two batches never deadlock.

    :raises NotFound: one of them is not there, or not theirs to see.
    """
    found = visible_to(actor).filter(code__in=set(codes))
    dossiers = list(_rows(found, lock=lock).order_by("id"))
    if len(dossiers) != len(set(codes)):
        raise NotFound()
    return dossiers


def shown(dossiers: Iterable[Dossier], *, actor: Actor, extent: Extent) -> None:
    """Note that this actor is given personal data of these dossiers; one's own need no entry.

    Every query that returns a name, an answer or a file calls it.
    """
    theirs = [one.subject for one in dossiers if str(one.account_id) != actor.id]
    notebook.note(actor, theirs, extent=extent)


def _rows(found: QuerySet[Dossier], *, lock: bool) -> QuerySet[Dossier]:
    if lock:
        return found.select_for_update(of=("self",)).select_related(*LOCKED).defer(*UNREAD)
    return found.select_related(*RELATED).defer(*LARGE)


def codes_below(organisation: str) -> RawSQL:
    """Return the expression for the codes of a unit and of all below it, as an array."""
    return RawSQL(f"ARRAY({BELOW.format('code')})::varchar(35)[]", [organisation])  # noqa: S611 - only placeholders


def ids_below(organisation: str) -> RawSQL:
    """Return the expression for the numbers of a unit and of all below it."""
    return RawSQL(BELOW.format("id"), [organisation])  # noqa: S611 - only placeholders


def definition_of(version: ProcedureVersion) -> Definition:
    """Return the version's own definition, or the plain form every procedure has."""
    return _definition(version.pk, version.state, version.content_hash)


def name_of_procedure(dossier: Dossier, language: str = "vi") -> str:
    version = dossier.procedure_version
    return (version.name_en if language == "en" else "") or version.name_vi


def steps_of(dossier: Dossier) -> Sequence[steps.WorkStep]:
    return steps.steps_of(definition_of(dossier.procedure_version))


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
