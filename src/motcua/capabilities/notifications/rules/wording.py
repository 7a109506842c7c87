"""Codes and figures as people read them, in Vietnamese and in English."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WEEKDAYS_EN = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# A code has no spaces: no name and no sentence can be slipped into a notice through it.
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,79}")
_PLACE = re.compile(r"\{([a-z_]*)\}")


class BadValue(ValueError):
    """A value is not of the kind its template says."""


class Kind(StrEnum):
    CODE = "code"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"


Value = str | int


def checked(value: object, kind: Kind) -> Value:
    """Return a value as it is stored: a code, a whole number, or a day as YYYY-MM-DD.

    :raises BadValue: it is not of that kind.
    """
    match kind:
        case Kind.CODE if isinstance(value, str) and _CODE.fullmatch(value):
            return value
        case Kind.MONEY | Kind.NUMBER if type(value) is int:
            return value
        case Kind.DATE if type(value) is date:
            return value.isoformat()
    raise BadValue(f"{value!r} is no {kind.value}")


def said(value: Value, kind: Kind, *, language: str, is_short: bool = False) -> str:
    """Return a stored value in words; `is_short` is for SMS: no weekday, no marks."""
    match kind:
        case Kind.DATE:
            return _day(date.fromisoformat(str(value)), language=language, is_short=is_short)
        case Kind.MONEY:
            return _grouped(int(value), language) + ("d" if is_short else "\u00a0đ")
        case Kind.NUMBER:
            return _grouped(int(value), language)
    return str(value)


def places(text: str) -> set[str]:
    """Return the names a text leaves places for."""
    return set(_PLACE.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its places filled. Values are never read as text again."""
    return _PLACE.sub(lambda match: values[match[1]], text)


def _day(day: date, *, language: str, is_short: bool) -> str:
    if is_short:
        return f"{day:%d/%m/%Y}"
    if language == "en":
        return f"{WEEKDAYS_EN[day.weekday()]}, {day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    return f"{WEEKDAYS_VI[day.weekday()]}, {day:%d/%m/%Y}"


def _grouped(number: int, language: str) -> str:
    grouped = f"{number:,}"
    return grouped if language == "en" else grouped.replace(",", ".")
