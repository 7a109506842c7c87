"""Reads of the catalogue for everyone: what a procedure says on a day, and lists of them.

Which version speaks on a day (docs/decisions/0011): the published one whose dates hold that day;
until the first published one begins, the newest that was *seen* at the source; after the last
published one has ended, that one, marked as no longer in force.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from motcua.reference.organisations import queries as organisations
from motcua.reference.organisations.models import Organisation
from motcua.reference.procedures.models import Handling, Procedure, ProcedureVersion, Sighting
from motcua.reference.procedures.rules import agencies, completeness, jurisdictions
from motcua.reference.procedures.rules.content import Content
from motcua.reference.procedures.states import KEEPER, PUBLIC, State
from motcua.spine.actors import ANONYMOUS, Actor
from motcua.spine.errors import NotFound

NAMED_KINDS = ("department", "land_registration_branch")
READERS = frozenset({KEEPER, "head", "leader", "inspector", "administrator", "system"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCount:
    """A field (lĩnh vực) and how many procedures in use belong to it. `name` "" = chưa rõ."""

    name: str
    procedures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One line of a procedure's history, newest first."""

    number: int
    state: str
    seen_on: date | None
    snapshot: str
    in_force_from: date | None
    in_force_until: date | None  # The first day on which it no longer holds.
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePage:
    """Everything the page of one procedure shows. None always means "chưa rõ".

    `said` holds the content (limit, channels, fees, papers, results, legal basis …), described in
    rules.content. `is_published` says whether dates hold: then `in_force_from` is set; otherwise
    the page says "thấy ngày {seen_on}" and nothing about validity. `is_ended`: no longer in force.
    `missing` and `flags` are codes of rules.completeness, `missing_words(language)` are sentences.
    `can_be_filed` is whether a dossier may be handed in on that day. `definition` holds e-form,
    steps and results in the grammar of definition/ (read it with `definition.reading.from_values`);
    None means a plain form.
    """

    procedure_id: int
    version_id: int
    version_number: int
    jurisdiction: str
    jurisdiction_vi: str
    jurisdiction_en: str
    key: str
    code: str | None
    said: Content
    is_published: bool
    is_ended: bool
    in_force_from: date | None
    in_force_until: date | None
    decision: str | None
    seen_on: date | None
    snapshot: str
    abolished_on: date | None
    handled_on: str | None
    handled_on_system: str | None
    agency_targets: tuple[str, ...]
    missing: tuple[str, ...]
    flags: tuple[str, ...]
    can_be_filed: bool
    definition: Mapping[str, Any] | None
    versions: tuple[VersionLine, ...]

    @property
    def name_vi(self) -> str:
        return self.said.name_vi

    @property
    def name_en(self) -> str | None:
        return self.said.name_en

    @property
    def has_full_form(self) -> bool:
        return self.definition is not None

    def missing_words(self, language: str) -> list[str]:
        return completeness.in_words(self.missing, language, completeness.MISSING)

    def flag_words(self, language: str) -> list[str]:
        return completeness.in_words(self.flags, language, completeness.FLAGS)


def visible_to(actor: Actor) -> QuerySet[ProcedureVersion]:
    """The only door to versions for anything that shows them to someone.

    The public sees what was seen or published; drafts and what was thrown away stay in the office.
    """
    versions = ProcedureVersion.objects.select_related("procedure", "agency")
    return versions if actor.roles & READERS else versions.filter(state__in=sorted(PUBLIC))


def every_version() -> QuerySet[ProcedureVersion]:
    """Return all versions with procedure and agency, for acts that have checked their actor."""
    return ProcedureVersion.objects.select_related("procedure", "agency")


def in_use(on: date) -> QuerySet[ProcedureVersion]:
    """Return the one version of each procedure that speaks on a day, with its procedure.

    Unordered; filter and order it as you need: `in_use(on).filter(field="Hộ tịch")`. Ended and
    abolished procedures are not in it.
    """
    living = Q(procedure__abolished_on=None) | Q(procedure__abolished_on__gt=on)
    versions = ProcedureVersion.objects.select_related("procedure", "agency")
    return versions.filter(living, pk=speaking(OuterRef("procedure_id"), on))


def page_of(*, jurisdiction: str, key: str, on: date) -> ProcedurePage:
    """Return what the page of a procedure shows on a day; `key` is its code, or id if it has none.

    :raises NotFound: there is no such procedure, or nothing of it was known by that day.
    """
    version = version_on(procedure_of(jurisdiction=jurisdiction, key=key), on=on)
    if version is None:
        raise NotFound()
    return page_of_version(version, on=on)


def procedure_of(*, jurisdiction: str, key: str) -> Procedure:
    """Return the procedure with this code, or with this id if it has none.

    :raises NotFound: there is no such procedure.
    """
    named = Q(code=key) | Q(key=key)
    found = Procedure.objects.filter(named, jurisdiction=jurisdiction)
    procedure = found.order_by(F("code").asc(nulls_last=True)).first()
    if procedure is None:
        raise NotFound()
    return procedure


def version_on(procedure: Procedure, *, on: date) -> ProcedureVersion | None:
    """Return the version that speaks on a day; after the end, the one that spoke last."""
    versions = visible_to(ANONYMOUS).filter(procedure=procedure)
    speaks = versions.filter(pk=speaking(OuterRef("procedure_id"), on)).first()
    if speaks is not None:
        return speaks
    ended = versions.filter(state=State.PUBLISHED, in_force__fully_lt=(on, None))
    return ended.order_by(F("in_force").desc()).first()


def page_of_version(version: ProcedureVersion, *, on: date) -> ProcedurePage:
    """Return the page of one version as it stands on a day, whichever version it is."""
    procedure, said = version.procedure, version.said
    place = jurisdictions.named(procedure.jurisdiction)
    handling = handling_of(procedure, on=on)
    since, until = bounds(version)
    is_published = version.state == State.PUBLISHED
    is_ended = is_published and until is not None and until <= on
    abolished = procedure.abolished_on is not None and procedure.abolished_on <= on
    return ProcedurePage(
        procedure_id=procedure.pk,
        version_id=version.pk,
        version_number=version.number,
        jurisdiction=procedure.jurisdiction,
        jurisdiction_vi=place.name_vi,
        jurisdiction_en=place.name_en,
        key=procedure.key,
        code=procedure.code,
        said=said,
        is_published=is_published,
        is_ended=is_ended or abolished,
        in_force_from=since,
        in_force_until=until,
        decision=version.decision or said.decision,
        seen_on=version.seen_on,
        snapshot=version.snapshot,
        abolished_on=procedure.abolished_on,
        handled_on=handling.handled_on if handling else None,
        handled_on_system=(handling.system or None) if handling else None,
        agency_targets=tuple(version.agency.targets) if version.agency else (),
        missing=tuple(version.missing),
        flags=tuple(version.flags),
        can_be_filed=not is_ended and not abolished and is_fileable(version, on=on),
        definition=version.definition,
        versions=tuple(_lines(procedure)),
    )


def handling_of(procedure: Procedure, *, on: date) -> Handling | None:
    """Return where a procedure is handled on a day; None is the province's own system."""
    return Handling.objects.filter(procedure=procedure, in_force__contains=on).first()


def is_fileable(version: ProcedureVersion, *, on: date) -> bool:
    """Say whether a dossier may be taken in under this version on a day."""
    gone = "district_only" in version.flags and on >= completeness.NO_DISTRICTS_SINCE
    return version.is_complete and not gone


def fields(on: date) -> list[FieldCount]:
    """Return the fields of the procedures in use, with counts, by name; "" (chưa rõ) comes last."""
    counted = in_use(on).order_by().values("field").annotate(procedures=Count("pk"))
    rows = [FieldCount(name=row["field"], procedures=row["procedures"]) for row in counted]
    return sorted(rows, key=lambda row: (row.name == "", row.name.casefold()))


def versions(procedure: Procedure) -> QuerySet[ProcedureVersion]:
    """Return what the public may see of a procedure's history, newest first."""
    return visible_to(ANONYMOUS).filter(procedure=procedure).order_by("-number")


def units_of(targets: Sequence[str], *, on: date) -> list[Organisation]:
    """Return the units of this installation that agency targets mean on a day, in order.

    A target outside the province's own tree has none; one that was merged means its successor.
    """
    living = [target for code in targets if (target := agencies.living(code, on)) is not None]
    kinds = [kind for target in living for kind in target.kinds]
    names = [name for target in living for name in target.names]
    units = list(organisations.of_kind(*kinds, on=on)) if kinds else []
    if names:
        found = organisations.of_kind(*NAMED_KINDS, on=on)
        units += [unit for unit in found if agencies.folded(unit.name_vi).startswith(tuple(names))]
    return units


def last_seen(version: ProcedureVersion) -> Sighting | None:
    """Return the latest time a source showed this very content."""
    return Sighting.objects.filter(version=version).order_by("-seen_on", "-pk").first()


def bounds(version: ProcedureVersion) -> tuple[date | None, date | None]:
    """Return the first day in force and the first day no longer in force."""
    dates: Any = version.in_force
    return (dates.lower, dates.upper) if dates is not None else (None, None)


def speaking(procedure: OuterRef, on: date) -> Coalesce:
    """Return the expression for the version of a procedure that speaks on a day."""
    every = ProcedureVersion.objects.filter(procedure_id=procedure).order_by()
    published = every.filter(state=State.PUBLISHED)
    begun = published.filter(in_force__startswith__lte=on)
    seen = every.filter(~Exists(begun.filter(procedure_id=OuterRef("procedure_id"))))
    seen = seen.filter(state=State.SEEN, seen_on__lte=on)
    return Coalesce(
        Subquery(published.filter(in_force__contains=on).values("pk")[:1]),
        Subquery(seen.order_by(F("period").desc(nulls_last=True), "-number").values("pk")[:1]),
    )


def _lines(procedure: Procedure) -> list[VersionLine]:
    lines = []
    for version in versions(procedure).defer("content", "definition"):
        since, until = bounds(version)
        lines.append(
            VersionLine(
                number=version.number,
                state=version.state,
                seen_on=version.seen_on,
                snapshot=version.snapshot,
                in_force_from=since,
                in_force_until=until,
                decision=version.decision,
            )
        )
    return lines
