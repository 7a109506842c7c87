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
    UnknownFormat,
    day_of,
)
from motcua.spine import alphabet

FORMAT = "motcua-organisations/1"
_DAYS = ("valid_from", "valid_to", "seen_on")
_KIND_CHARS_MAX = {"code": 40, "name_vi": 120, "name_en": 120}
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
    """Return the kinds and units of the file; a unit that cannot be read becomes a remark.

    :raises UnknownFormat: its kinds are not as docs/formats says.
    """
    try:
        source = _text("source", content.get("source"))
        kinds = [_kind(kind) for kind in _list("kinds", content.get("kinds", []))]
    except _Bad as bad:
        raise UnknownFormat() from bad
    book = Book(source=source, kinds=kinds)
    for row, unit in enumerate(content["units"], start=1):
        try:
            book.units.append(_unit(row, unit))
        except _Bad as bad:
            name = unit.get("code", "") if isinstance(unit, dict) else ""
            book.remarks.append(
                Remark(
                    row=row,
                    unit=alphabet.BROKEN.sub("?", str(name)),
                    field=bad.field,
                    value=alphabet.BROKEN.sub("?", str(bad.value)[:120]),
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


def _kind(kind: Any) -> KindRecord:
    if not isinstance(kind, dict):
        raise _Bad("kinds", kind, "Không phải một loại đơn vị.", "This is not a kind of unit.")
    said = {name: _text(name, kind.get(name)) for name in _KIND_CHARS_MAX}
    for name, text in said.items():
        if not 0 < len(text) <= _KIND_CHARS_MAX[name]:
            raise _Bad(name, text, "Thiếu, hoặc dài quá.", "Missing, or too long.")
    return KindRecord(**said, receives_dossiers=bool(kind.get("receives_dossiers")))


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
    successors = tuple(map(_successor, _list("successors", unit.get("successors", []))))
    return UnitRecord(row=row, successors=successors, **said)


def _successor(item: Any) -> SuccessorRecord:
    if not isinstance(item, dict):
        raise _Bad("successors", item, "Không phải một đơn vị kế thừa.", "This is no successor.")
    return SuccessorRecord(
        _text("successors", item.get("code")), _day("successors", item.get("on"))
    )


def _list(name: str, value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    raise _Bad(name, value, "Chỗ này phải là một danh sách.", "This must be a list.")


def _text(name: str, value: object) -> str:
    if value is not None and not isinstance(value, str):
        raise _Bad(name, value, "Chỗ này phải là chữ.", "This must be text.")
    text = (value or "").strip()
    if alphabet.BROKEN.search(text):
        raise _Bad(name, text, "Có ký tự không đọc được.", "There is an unreadable character.")
    return text


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
