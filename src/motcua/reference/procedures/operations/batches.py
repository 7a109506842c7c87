"""A batch of records into tables, set by set: who is known, what is new, what happened."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max

from motcua.reference.procedures.events import (
    ProcedureSeen,
    ProcedureSeenAgain,
    ProcedureSeenChanged,
)
from motcua.reference.procedures.models import (
    Agency,
    Loading,
    Procedure,
    ProcedureVersion,
    Sighting,
)
from motcua.reference.procedures.rules import agencies, completeness, jurisdictions
from motcua.reference.procedures.rules.content import LEVELS, SERVICE_LEVELS, UNITS, content_of
from motcua.reference.procedures.rules.lint import findings, looking
from motcua.reference.procedures.rules.lint.subject import of_version
from motcua.reference.procedures.rules.reading import Record
from motcua.reference.procedures.states import State
from motcua.spine.alphabet import sort_key
from motcua.spine.journal.events import Event

SORTED_CHARS_MAX = 400  # Names that agree so far are told apart by their number.


@dataclass(slots=True)
class Counts:
    loaded: int = 0
    new_versions: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class _Known:
    """One procedure as far as this batch must know it."""

    procedure: Procedure
    is_new: bool = False
    code_given: str | None = None
    newest: ProcedureVersion | None = None
    by_hash: dict[str, ProcedureVersion] = field(default_factory=dict)
    number: int = 0
    added: list[ProcedureVersion] = field(default_factory=list)
    again: list[ProcedureVersion] = field(default_factory=list)


class Batch:
    """Takes records one after the other, as if each were loaded alone; writes them all at once."""

    def __init__(self, records: Sequence[Record], *, loading: Loading, on: date) -> None:
        self.loading, self.on, self.counts = loading, on, Counts()
        self._agencies = _agencies_of(records)
        self._sighted: set[tuple[str, str]] = set()
        self._by_source: dict[str, _Known] = {}
        self._by_code: dict[tuple[str, str], _Known] = {}
        self._all: dict[tuple[str, str], _Known] = {}
        self._sightings: list[Sighting] = []
        self._remember(records)
        for record in records:
            self._take(record)

    def write(self) -> None:
        """Write procedures, versions and sightings, each in one statement per thousand rows."""
        known = list(self._all.values())
        Procedure.objects.bulk_create([one.procedure for one in known if one.is_new])
        coded = [one.procedure for one in known if one.code_given and not one.is_new]
        Procedure.objects.bulk_update(coded, ["code"])
        added = [version for one in known for version in one.added]
        for version in added:
            version.procedure_id = version.procedure.pk
        ProcedureVersion.objects.bulk_create(added, batch_size=500)
        for sighting in self._sightings:
            sighting.version_id = sighting.version.pk
        Sighting.objects.bulk_create(self._sightings, batch_size=1000)

    def facts(self) -> list[tuple[Event, str]]:
        """Return what happened, one fact a procedure."""
        return [
            (fact, one.procedure.subject) for one in self._all.values() for fact in self._fact(one)
        ]

    def _remember(self, records: Sequence[Record]) -> None:
        ids = {record.source_id for record in records}
        owners: dict[str, int] = {}
        sightings = Sighting.objects.filter(source_id__in=ids).select_related("version")
        for sighting in sightings.order_by("pk").only(
            "source_id", "content_hash", "version__procedure_id"
        ):
            self._sighted.add((sighting.source_id, sighting.content_hash))
            owners[sighting.source_id] = sighting.version.procedure_id
        keys = {record.key for record in records} | {r.code for r in records if r.code}
        by_pk = {
            procedure.pk: _Known(procedure)
            for found in (
                Procedure.objects.filter(pk__in=set(owners.values())),
                Procedure.objects.filter(code__in=keys),
                Procedure.objects.filter(key__in=keys),
            )
            for procedure in found
        }
        for one in by_pk.values():
            self._index(one)
        for source_id, pk in owners.items():
            self._by_source[source_id] = by_pk[pk]
        self._remember_versions(by_pk)

    def _remember_versions(self, by_pk: dict[int, _Known]) -> None:
        versions = ProcedureVersion.objects.filter(procedure__in=list(by_pk))
        highest = versions.order_by().values("procedure").annotate(number=Max("number"))
        for row in highest:
            by_pk[row["procedure"]].number = row["number"]
        seen = versions.filter(state=State.SEEN).defer("content", "definition")
        for version in seen.order_by("number"):
            one = by_pk[version.procedure_id]
            one.by_hash[version.content_hash] = version
            one.newest = _later(one.newest, version)

    def _index(self, one: _Known) -> None:
        procedure = one.procedure
        self._all[procedure.jurisdiction, procedure.key] = one
        if procedure.code:
            self._by_code[procedure.jurisdiction, procedure.code] = one

    def _take(self, record: Record) -> None:
        seen = (record.source_id, record.content_hash)
        if seen in self._sighted:
            self.counts.unchanged += 1
            return
        self._sighted.add(seen)
        one = self._find(record)
        is_known = one is not None or record.source_id in self._by_source
        one = one or self._found(record)
        self._by_source[record.source_id] = one
        same = one.by_hash.get(record.content_hash)
        if same is not None and not self._is_change_back(one, same, record):
            self.counts.unchanged += 1
            one.again.append(same)
            self._sight(same, record)
            return
        if is_known:
            self.counts.new_versions += 1
        else:
            self.counts.loaded += 1
        self._sight(self._add(one, record), record)

    def _find(self, record: Record) -> _Known | None:
        """Return the procedure of a record: by its code; by its id, if that one lacked a code."""
        if record.code is None:
            one = self._by_source.get(record.source_id)
            if one and one.procedure.jurisdiction == record.jurisdiction:
                return one
            return self._all.get((record.jurisdiction, record.key))
        one = self._by_code.get((record.jurisdiction, record.code))
        if one is None:
            one = self._by_source.get(record.source_id)
            if (
                one is None
                or one.procedure.code
                or one.procedure.jurisdiction != record.jurisdiction
            ):
                return None
            one.procedure.code = one.code_given = record.code
            self._index(one)
        return one

    def _found(self, record: Record) -> _Known:
        key = record.key
        if (record.jurisdiction, key) in self._all:  # An address given to another one long ago.
            key = f"{key[:60]}~{hashlib.sha256(record.source_id.encode()).hexdigest()[:12]}"
        procedure = Procedure(jurisdiction=record.jurisdiction, key=key, code=record.code)
        one = _Known(procedure, is_new=True)
        self._index(one)
        return one

    @staticmethod
    def _is_change_back(one: _Known, same: ProcedureVersion, record: Record) -> bool:
        """Say whether a later snapshot returned to what an earlier one said."""
        newest = one.newest
        if newest is None or newest is same or record.period is None or newest.period is None:
            return False
        return record.period > newest.period

    def _add(self, one: _Known, record: Record) -> ProcedureVersion:
        one.number += 1
        version = self._version(one.procedure, record, number=one.number)
        one.added.append(version)
        one.by_hash[version.content_hash] = version
        one.newest = _later(one.newest, version)
        return version

    def _version(self, procedure: Procedure, record: Record, *, number: int) -> ProcedureVersion:
        version = ProcedureVersion(
            procedure=procedure,
            number=number,
            state=State.SEEN,
            content=dict(record.content),
            content_hash=record.content_hash,
            snapshot=record.snapshot,
            period=record.period,
            seen_on=self.on,
        )
        text = (record.content.get("agency") or "").strip()
        describe(version, agency=self._agencies.get(text))
        return version

    def _sight(self, version: ProcedureVersion, record: Record) -> None:
        self._sightings.append(
            Sighting(
                version=version,
                source_id=record.source_id,
                content_hash=record.content_hash,
                snapshot=record.snapshot,
                loading=self.loading,
                seen_on=self.on,
            )
        )

    def _fact(self, one: _Known) -> Iterable[Event]:
        if one.added and one.is_new:
            yield ProcedureSeen(versions=len(one.added), **_told(one.added[-1]))
        elif one.added:
            yield ProcedureSeenChanged(
                code=one.procedure.code, versions=len(one.added), **_told(one.added[-1])
            )
        elif one.again:
            last = one.again[-1]
            yield ProcedureSeenAgain(version=last.number, seen_on=self.on)


def describe(version: ProcedureVersion, *, agency: Agency | None) -> None:
    """Fill the columns that repeat the content, and what is missing or odd in it."""
    said, plain = content_of(version.content), version.content
    limit, procedure = said.time_limit, version.procedure
    version.agency = agency
    version.name_vi, version.name_en = said.name_vi.strip(), said.name_en or ""
    version.sort_key = sort_key(version.name_vi)[:SORTED_CHARS_MAX]
    version.field = said.field or ""
    version.levels = [level for level in said.levels if level in LEVELS]
    version.limit_value = None if limit.value is None else limit.value.quantize(Decimal("0.01"))
    version.limit_unit = limit.unit if limit.unit in UNITS else ""
    version.limit_same_day = limit.same_day
    version.limit_cutoff = completeness.hour_of(limit.cutoff)
    version.fee_vnd = said.fee_vnd
    version.service_level = said.service_level if said.service_level in SERVICE_LEVELS else ""
    version.missing = completeness.missing(
        said,
        agency_matched=agency is not None and bool(agency.targets),
        jurisdiction_known=procedure.jurisdiction != jurisdictions.UNKNOWN,
    )
    version.flags = completeness.flags(said, plain, has_code=procedure.code is not None)
    version.findings = findings.codes(looking.findings(of_version(version.definition, said)))


def agencies_for(texts: Iterable[str]) -> dict[str, Agency]:
    """Return the agency of each text, keeping those nobody had written before."""
    hashes = {hashlib.sha256(text.encode()).hexdigest(): text for text in texts if text}
    Agency.objects.bulk_create(
        [
            Agency(text=text, text_hash=digest, targets=agencies.matched(text))
            for digest, text in hashes.items()
        ],
        ignore_conflicts=True,
    )
    found = Agency.objects.filter(text_hash__in=list(hashes))
    return {hashes[agency.text_hash]: agency for agency in found}


def _agencies_of(records: Sequence[Record]) -> dict[str, Agency]:
    return agencies_for({(record.content.get("agency") or "").strip() for record in records})


def _later(one: ProcedureVersion | None, other: ProcedureVersion) -> ProcedureVersion:
    if one is None:
        return other
    mine, theirs = one.period or date.min, other.period or date.min
    return other if (theirs, other.number) >= (mine, one.number) else one


def _told(version: ProcedureVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "content": version.content_hash,
        "seen_on": version.seen_on,
        "missing": version.missing,
        "flags": version.flags,
    }
