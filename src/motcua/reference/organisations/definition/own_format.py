"""Our own format of a file of units: described in docs/formats, written by tools/."""

from dataclasses import fields
from datetime import date
from typing import Any

from motcua.reference.organisations.definition.record import (
    Book,
    KindRecord,
    Remark,
    SuccessorRecord,
    UnitRecord,
    day_of,
)

FORMAT = "motcua-organisations/1"
_DAYS = ("valid_from", "valid_to", "seen_on")
_SWITCHES = ("is_synthetic_code", "is_end_unknown")
_TEXTS = [
    field.name
    for field in fields(UnitRecord)
    if field.name not in {*_DAYS, *_SWITCHES, "row", "successors", "is_mentioned"}
]


class _Bad(Exception):
    def __init__(self, field: str, value: object, reason_vi: str, reason_en: str) -> None:
        self.field, self.value = field, value
        self.reason_vi, self.reason_en = reason_vi, reason_en


def read(content: dict[str, Any]) -> Book:
    """Return the kinds and units of the file; a unit that cannot be read becomes a remark."""
    book = Book(source=str(content.get("source", "")))
    for kind in content.get("kinds", []):
        book.kinds.append(KindRecord(**kind))
    for row, unit in enumerate(content["units"], start=1):
        try:
            book.units.append(_unit(row, unit))
        except _Bad as bad:
            name = unit.get("code", "") if isinstance(unit, dict) else ""
            book.remarks.append(
                Remark(
                    row=row,
                    unit=str(name),
                    field=bad.field,
                    value=str(bad.value)[:120],
                    reason_vi=bad.reason_vi,
                    reason_en=bad.reason_en,
                    is_rejection=True,
                )
            )
    return book


def write(book: Book, **heading: Any) -> dict[str, Any]:
    """Return the file of these units, leaving out what is not said."""
    return {
        "format": FORMAT,
        "source": book.source,
        **heading,
        "kinds": [_said(kind) for kind in book.kinds],
        "units": [_said(unit) for unit in book.units],
    }


def _unit(row: int, unit: Any) -> UnitRecord:
    if not isinstance(unit, dict):
        raise _Bad("", unit, "Dòng này không phải là một đơn vị.", "This row is not a unit.")
    said: dict[str, Any] = {}
    for name in _TEXTS:
        said[name] = _text(name, unit.get(name, ""))
    for name in _SWITCHES:
        said[name] = bool(unit.get(name, name == "is_synthetic_code"))
    for name in _DAYS:
        said[name] = _day(name, unit.get(name))
    successors = tuple(
        SuccessorRecord(_text("successors", item.get("code")), _day("successors", item.get("on")))
        for item in unit.get("successors", [])
    )
    return UnitRecord(row=row, successors=successors, **said)


def _text(name: str, value: object) -> str:
    if value is None or isinstance(value, str):
        return (value or "").strip()
    raise _Bad(name, value, "Chỗ này phải là chữ.", "This must be text.")


def _day(name: str, value: object) -> date | None:
    if value in (None, ""):
        return None
    day = day_of(value)
    if day is None:
        raise _Bad(
            name, value, "Ngày phải ghi dạng 2025-07-01.", "A date is written like 2025-07-01."
        )
    return day


def _said(record: KindRecord | UnitRecord) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name in {"row", "is_mentioned"} or value in ("", None, False, ()):
            continue
        if field.name == "is_synthetic_code":
            continue  # True is what a reader takes when nothing is said.
        if isinstance(value, tuple):
            value = [{"code": item.code, "on": item.on} for item in value]
        said[field.name] = value
    return said
