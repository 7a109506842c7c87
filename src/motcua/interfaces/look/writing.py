"""How numbers, money, days and moments are written, in both languages. Pure functions."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from motcua.spine.dates import VIETNAM

NOTHING = "–"
_WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
SOON_DAYS_MAX = 3


def number(value: int | float | Decimal | None, language: str) -> str:
    """Write 12846 as 12.846 (Vietnamese) or 12,846 (English); a missing number is a dash."""
    if value is None:
        return NOTHING
    english = f"{value:,}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def money(amount_vnd: int | None, language: str) -> str:
    return NOTHING if amount_vnd is None else f"{number(amount_vnd, language)}\u00a0đ"


def day(value: date | None, language: str) -> str:
    """Write a day with its weekday: people plan by it."""
    if value is None:
        return NOTHING
    value = _local(value)
    if language == "en":
        return f"{_WEEKDAYS_EN[value.weekday()]} {short_day(value, language)}"
    return f"{_WEEKDAYS_VI[value.weekday()]}, {short_day(value, language)}"


def short_day(value: date | None, language: str) -> str:
    if value is None:
        return NOTHING
    value = _local(value)
    if language == "en":
        return f"{value.day} {_MONTHS_EN[value.month - 1]} {value.year}"
    return f"{value:%d/%m/%Y}"


def clock_time(value: time | datetime | None) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).time()
    return f"{value.hour}:{value.minute:02d}"


def moment(value: datetime | None, language: str) -> str:
    return NOTHING if value is None else f"{clock_time(value)}, {day(value, language)}"


def due_state(days_left: int) -> str:
    """Return which of the due states a dossier is in, by the days left."""
    if days_left < 0:
        return "late"
    if days_left == 0:
        return "today"
    return "soon" if days_left <= SOON_DAYS_MAX else "ok"


def due_words(days_left: int, language: str) -> str:
    days = number(abs(days_left), language)
    if language == "en":
        noun = "day" if abs(days_left) == 1 else "days"
        said = {"late": f"{days} {noun} late", "today": "Due today"}
        return said.get(due_state(days_left), f"{days} {noun} left")
    said = {"late": f"Quá {days} ngày", "today": "Hạn hôm nay"}
    return said.get(due_state(days_left), f"Còn {days} ngày")


def in_language(thing: Any, name: str, language: str) -> tuple[str, str]:
    """Return the text of `name` and the language it is really in.

    Names come as attributes or keys ending in _vi and _en; without English it is Vietnamese.
    """
    other = _value(thing, f"{name}_en") if language == "en" else ""
    if other:
        return other, "en"
    return _value(thing, f"{name}_vi"), "vi"


def _value(thing: Any, name: str) -> str:
    found = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, "")
    return str(found or "")


def _local(value: date) -> date:
    return value.astimezone(VIETNAM).date() if isinstance(value, datetime) else value
