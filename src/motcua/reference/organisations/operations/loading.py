"""Load a file of units: what is new is founded, what differs is changed, nothing is removed."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from motcua.reference.organisations.definition import reading
from motcua.reference.organisations.definition.record import (
    Book,
    Remark,
    UnitRecord,
    UnknownFormat,
)
from motcua.reference.organisations.events import (
    KindDefined,
    OrganisationAbolished,
    OrganisationChanged,
    OrganisationFounded,
)
from motcua.reference.organisations.models import Kind, Organisation, Succession
from motcua.reference.organisations.operations import checks
from motcua.spine.actors import Actor
from motcua.spine.alphabet import sort_key
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal.events import Event

ROWS_A_STATEMENT = 1000
Progress = Callable[[int, int], None]
_TEXTS = [
    "source_id", "gso_code", "name_vi", "name_en", "short_name_vi", "short_name_en",
    "area_vi", "area_en", "address_vi", "phone", "valid_from", "valid_to", "seen_on",
]  # fmt: skip


class UnreadableFile(Refusal):
    code = "organisations_file_unreadable"
    http_status = 422
    message_vi = "Tệp {name} không phải danh sách đơn vị đọc được: {reason}."
    message_en = "The file {name} is no list of units we can read: {reason}."


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """What became of a file; `read` is the sum of the four that follow."""

    read: int
    loaded: int
    changed: int
    unchanged: int
    rejected: int
    report: list[Remark]


@dataclass(slots=True)
class _Work:
    """What a load does, gathered before the first change."""

    known: checks.Known
    source: str
    units: dict[str, Organisation] = field(default_factory=dict)  # By the code in the file.
    founded: list[UnitRecord] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)  # By the unit's own code.
    unchanged: int = 0
    remarks: list[Remark] = field(default_factory=list)


def load(
    path: Path, *, actor: Actor, at: datetime, progress: Progress = lambda done, of: None
) -> LoadResult:
    """Read a file of units into the tree and say what became of each.

    :raises UnreadableFile: it is not JSON, or in none of the known formats.
    """
    try:
        book = reading.read(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UnreadableFile(name=path.name, reason=error.strerror) from error
    except (ValueError, RecursionError, UnknownFormat) as error:
        reason = "không phải JSON của các dạng đã biết / not JSON of a known format"
        raise UnreadableFile(name=path.name, reason=reason) from error
    return load_book(book, actor=actor, at=at, progress=progress)


@transaction.atomic
def load_book(
    book: Book, *, actor: Actor, at: datetime, progress: Progress = lambda done, of: None
) -> LoadResult:
    """Bring units already read into the tree; see `load`."""
    _lock()
    facts = _define_kinds(book)
    known = checks.Known.of(Organisation.objects.all())
    kinds = set(Kind.objects.values_list("code", flat=True))
    sorted_records = checks.sort(book.units, known=known, kinds=kinds)
    work = _Work(known=known, source=book.source, remarks=[*book.remarks, *sorted_records.remarks])
    total = len(sorted_records.accepted)
    for done, record in enumerate(sorted_records.accepted, start=1):
        _compare(work, record)
        progress(done, total)
    _save_units(work)
    _save_successions(work, sorted_records.accepted)
    facts += _facts(work)
    if facts:
        journal.record_many(facts, actor=actor, at=at)
    return _result(book, work)


def _lock() -> None:
    """Two loads at a time would found the same unit twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisations.load'))")


def _define_kinds(book: Book) -> list[tuple[Event, str]]:
    had = Kind.objects.in_bulk()
    facts: list[tuple[Event, str]] = []
    for record in book.kinds:
        kind = Kind(
            code=record.code,
            name_vi=record.name_vi,
            name_en=record.name_en,
            receives_dossiers=record.receives_dossiers,
        )
        old = had.get(kind.code)
        if old is None or any(
            getattr(old, name) != getattr(kind, name)
            for name in ("name_vi", "name_en", "receives_dossiers")
        ):
            kind.save()
            defined = KindDefined(receives_dossiers=kind.receives_dossiers)
            facts.append((defined, f"organisation_kind:{kind.code}"))
    return facts


def _compare(work: _Work, record: UnitRecord) -> None:
    """Note what a record changes. What it does not say is left as it is."""
    unit = work.known.unit_of(record)
    if unit is None:
        unit = Organisation(code=record.code, is_synthetic_code=record.is_synthetic_code)
        _apply(work, unit, record)
        work.founded.append(record)
    elif not record.is_mentioned:
        changed = _apply(work, unit, record)
        if changed:
            work.changed[unit.code] = changed
        else:
            work.unchanged += 1
    work.units[record.code] = unit


def _apply(work: _Work, unit: Organisation, record: UnitRecord) -> list[str]:
    said: dict[str, Any] = {name: getattr(record, name) for name in _TEXTS}
    said["kind_id"] = record.kind
    changed = []
    for name, value in said.items():
        if value and getattr(unit, name) != value:
            setattr(unit, name, value)
            changed.append(name.removesuffix("_id") if name == "kind_id" else name)
    if record.is_end_unknown and unit.valid_to is None and not unit.is_end_unknown:
        unit.is_end_unknown = True
        changed.append("is_end_unknown")
    if unit.valid_to:
        unit.is_end_unknown = False
    if unit.is_synthetic_code and not record.is_synthetic_code:
        unit.is_synthetic_code = False
        changed.append("is_synthetic_code")
    parent = work.units.get(record.parent) or work.known.by_code.get(record.parent)
    if parent is not None and (unit.parent_id is None or unit.parent_id != parent.pk):
        unit.parent = parent
        changed.append("parent")
    unit.sort_key = sort_key(unit.name_vi)
    return changed


def _save_units(work: _Work) -> None:
    # Parents stand before their children, so one level at a time finds its parents saved.
    levels: dict[int, list[Organisation]] = {}
    depth: dict[str, int] = {}
    for record in work.founded:
        depth[record.code] = depth.get(record.parent, -1) + 1
        levels.setdefault(depth[record.code], []).append(work.units[record.code])
    for level in sorted(levels):
        for unit in levels[level]:
            unit.parent = unit.parent  # Take over the key the parent was given meanwhile.
        Organisation.objects.bulk_create(levels[level], batch_size=ROWS_A_STATEMENT)
    changed = [unit for unit in work.units.values() if unit.code in work.changed]
    columns = [*_TEXTS, "kind", "is_end_unknown", "is_synthetic_code", "parent", "sort_key"]
    for unit in changed:
        if "parent" in work.changed[unit.code]:
            unit.parent = unit.parent
    if changed:
        Organisation.objects.bulk_update(changed, columns, batch_size=ROWS_A_STATEMENT)


def _save_successions(work: _Work, records: list[UnitRecord]) -> None:
    had = {(row.predecessor_id, row.successor_id): row for row in Succession.objects.all()}
    new, dated = [], []
    founded = {record.code for record in work.founded}
    for record in records:
        unit = work.units[record.code]
        for named in record.successors:
            heir = work.units.get(named.code) or work.known.by_code.get(named.code)
            if heir is None or heir.pk == unit.pk:
                vi = f"Không có đơn vị kế thừa mang mã {named.code}; chưa ghi kế thừa."
                en = f"There is no successor with the code {named.code}; none was noted."
                fault = checks.rejection(record, "successors", named.code, vi, en)
                work.remarks.append(replace(fault, is_rejection=False))
                continue
            row = had.get((unit.pk, heir.pk))
            if row is None:
                row = Succession(
                    predecessor=unit, successor=heir, on=named.on, source=work.source[:80]
                )
                had[(unit.pk, heir.pk)] = row
                new.append(row)
            elif named.on and row.on != named.on:
                row.on = named.on
                dated.append(row)
            else:
                continue
            if record.code not in founded:
                _note_change(work, unit)
    Succession.objects.bulk_create(new, batch_size=ROWS_A_STATEMENT)
    Succession.objects.bulk_update(dated, ["on"], batch_size=ROWS_A_STATEMENT)


def _note_change(work: _Work, unit: Organisation) -> None:
    fields = work.changed.get(unit.code)
    if fields is None:
        work.changed[unit.code] = ["successors"]
        work.unchanged -= 1
    elif "successors" not in fields:
        fields.append("successors")


def _facts(work: _Work) -> list[tuple[Event, str]]:
    facts: list[tuple[Event, str]] = []
    for record in work.founded:
        unit = work.units[record.code]
        founded = OrganisationFounded(
            code=unit.code,
            unit_kind=unit.kind_id,
            parent=unit.parent.code if unit.parent else "",
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
        facts.append((founded, unit.subject))
    by_code = {unit.code: unit for unit in work.units.values()}
    heirs: dict[str, list[str]] = {}
    rows = Succession.objects.filter(predecessor__code__in=list(work.changed))
    for old, new in rows.values_list("predecessor__code", "successor__code"):
        heirs.setdefault(old, []).append(new)
    for code, fields in work.changed.items():
        unit = by_code[code]
        facts.append((_change(unit, fields, sorted(heirs.get(code, []))), unit.subject))
    return facts


def _change(unit: Organisation, fields: list[str], successors: list[str]) -> Event:
    if "valid_to" not in fields and "is_end_unknown" not in fields:
        return OrganisationChanged(code=unit.code, fields=sorted(fields))
    return OrganisationAbolished(
        code=unit.code, valid_to=unit.valid_to, successors=successors, fields=sorted(fields)
    )


def _result(book: Book, work: _Work) -> LoadResult:
    mentioned = [record for record in work.founded if record.is_mentioned]
    loaded, changed = len(work.founded) - len(mentioned), len(work.changed)
    rows_mentioned = {record.row for record in book.units if record.is_mentioned}
    rejected = {
        remark.row
        for remark in work.remarks
        if remark.is_rejection and remark.row not in rows_mentioned
    }
    for record in mentioned:
        vi = "Tệp chỉ nhắc tới như đơn vị kế thừa; đã lập đơn vị này."
        en = "The file only mentions it as a successor; the unit was founded."
        note = checks.rejection(record, "", record.name_vi, vi, en)
        work.remarks.append(replace(note, is_rejection=False))
    return LoadResult(
        read=loaded + changed + work.unchanged + len(rejected),
        loaded=loaded,
        changed=changed,
        unchanged=work.unchanged,
        rejected=len(rejected),
        report=work.remarks,
    )
