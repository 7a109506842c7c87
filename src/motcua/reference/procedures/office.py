"""Reads of the catalogue for the office: lists with filters, drafts, agencies, loads, stories."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from motcua.reference.procedures import lints, queries
from motcua.reference.procedures.models import (
    Agency,
    Loading,
    Procedure,
    ProcedureVersion,
    Rejection,
)
from motcua.reference.procedures.rules.difference import Change, changes
from motcua.reference.procedures.rules.flow import difference as flow_difference
from motcua.reference.procedures.states import State
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Entry

_LISTS = {"flag": "flags", "finding": "findings"}
INCOMPLETE, ABOLISHED = "incomplete", "abolished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is asked for; an empty word asks nothing."""

    words: str = ""
    jurisdiction: str = ""
    field: str = ""
    state: str = ""  # seen, published, draft, incomplete, abolished
    missing: str = ""
    flag: str = ""
    finding: str = ""  # A code of rules.lint.


def listed(wanted: Wanted, *, on: date) -> QuerySet[ProcedureVersion]:
    """Return one version a procedure: the one that speaks, else the newest; by name."""
    newest = ProcedureVersion.objects.filter(procedure_id=OuterRef("procedure_id"))
    newest = newest.exclude(state=State.DISCARDED).order_by("-number")
    front = Coalesce(
        queries.speaking(OuterRef("procedure_id"), on), Subquery(newest.values("pk")[:1])
    )
    versions = queries.every_version().filter(pk=front).annotate(has_draft=_has_draft())
    return _narrowed(versions, wanted).order_by("sort_key", "pk")


def _has_draft() -> Exists:
    drafts = ProcedureVersion.objects.filter(state=State.DRAFT)
    return Exists(drafts.filter(procedure_id=OuterRef("procedure_id")))


def _narrowed(versions: QuerySet[ProcedureVersion], wanted: Wanted) -> QuerySet[ProcedureVersion]:
    for word in wanted.words.split():
        named = Q(name_vi__unaccent__icontains=word) | Q(name_en__icontains=word)
        versions = versions.filter(named | Q(procedure__code__istartswith=word))
    if wanted.jurisdiction:
        versions = versions.filter(procedure__jurisdiction=wanted.jurisdiction)
    if wanted.field:
        versions = versions.filter(field=wanted.field)
    for column in ("missing", "flag", "finding"):
        if word := getattr(wanted, column):
            versions = versions.filter(**{f"{_LISTS.get(column, column)}__contains": [word]})
    match wanted.state:
        case State.DRAFT:
            return versions.filter(_has_draft())
        case "incomplete":
            return versions.exclude(missing=[])
        case "abolished":
            return versions.filter(procedure__abolished_on__isnull=False)
        case State.SEEN | State.PUBLISHED:
            return versions.filter(state=wanted.state)
    return versions


def jurisdictions() -> list[str]:
    """Return the jurisdictions that have procedures here."""
    found = Procedure.objects.order_by("jurisdiction").values_list("jurisdiction", flat=True)
    return list(found.distinct())


def fields() -> list[str]:
    found = ProcedureVersion.objects.exclude(field="").order_by("field")
    return list(found.values_list("field", flat=True).distinct())


def version(version_id: int, *, actor: Actor) -> ProcedureVersion:
    """Return one version.

    :raises NotFound: it is not there, or not for this actor.
    """
    found = queries.visible_to(actor).filter(pk=version_id).first()
    if found is None:
        raise NotFound()
    return found


def draft(version_id: int, *, actor: Actor) -> ProcedureVersion:
    """Return a draft; what is no longer one is not found, so that no page edits what stands."""
    found = version(version_id, actor=actor)
    if found.state != State.DRAFT:
        raise NotFound()
    return found


def versions(procedure: Procedure, *, actor: Actor) -> QuerySet[ProcedureVersion]:
    """Return every version of a procedure that the actor may see, newest first."""
    return queries.visible_to(actor).filter(procedure=procedure).order_by("-number")


def front(procedure: Procedure, *, actor: Actor, on: date) -> ProcedureVersion:
    """Return the version to show of a procedure: the one that speaks, else the newest.

    :raises NotFound: the actor may see none.
    """
    found = queries.version_on(procedure, on=on) or versions(procedure, actor=actor).first()
    if found is None:
        raise NotFound()
    return found


def story(procedure: Procedure) -> QuerySet[Entry]:
    return journal.story_of(procedure.subject).order_by("-id")


def difference(
    procedure: Procedure, *, old: int, new: int, actor: Actor
) -> tuple[ProcedureVersion, ProcedureVersion, list[Change]]:
    """Return two versions by their numbers, and what changed from the one to the other.

    :raises NotFound: one of them is not there, or not for this actor.
    """
    found = {one.number: one for one in versions(procedure, actor=actor)}
    if old not in found or new not in found:
        raise NotFound()
    return found[old], found[new], _changes(found[old], found[new])


def changes_of_draft(version: ProcedureVersion, *, on: date) -> list[Change]:
    """Return what a draft would change for those who read the catalogue today."""
    before = queries.version_on(version.procedure, on=on) or version.drafted_from
    return _changes(before, version) if before is not None else []


def _changes(old: ProcedureVersion, new: ProcedureVersion) -> list[Change]:
    named = lints.units_named(old, new)
    steps = flow_difference.changes(old.definition, new.definition, named=named)
    return [*changes(old.said, new.said), *steps]


def agencies(*, only_unmatched: bool) -> QuerySet[Agency]:
    """Return the texts that name agencies, the most used first, with how many versions use each."""
    found = Agency.objects.annotate(used=Count("procedureversion"))
    if only_unmatched:
        found = found.filter(targets=[])
    return found.order_by(F("used").desc(), "text")


def agency(agency_id: int) -> Agency:
    """Return one text.

    :raises NotFound: there is none with this number.
    """
    found = Agency.objects.filter(pk=agency_id).first()
    if found is None:
        raise NotFound()
    return found


def users_of(agency: Agency) -> QuerySet[ProcedureVersion]:
    """Return the versions that name an agency so, by name."""
    found = queries.every_version().filter(agency=agency)
    return found.exclude(state=State.DISCARDED).order_by("sort_key", "pk")


def loads() -> QuerySet[Loading]:
    return Loading.objects.order_by("-loaded_at", "-pk")


def load(loading_id: int) -> Loading:
    """Return one load.

    :raises NotFound: there is none with this number.
    """
    found = Loading.objects.filter(pk=loading_id).first()
    if found is None:
        raise NotFound()
    return found


def rejections(loading: Loading) -> QuerySet[Rejection]:
    return Rejection.objects.filter(loading=loading).order_by("row", "pk")
