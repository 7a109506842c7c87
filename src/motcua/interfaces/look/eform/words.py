"""Answers as people type and read them, in one language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.interfaces.look import writing as look
from motcua.reference.procedures.definition.shape import Field


def language() -> str:
    return "en" if get_language() == "en" else "vi"


def said(thing: Any, name: str, language: str) -> tuple[str, str]:
    return look.in_language(thing, name, language)


def name(thing: Any, what: str = "name") -> str:
    """Return name_vi or name_en in the language of the page."""
    return look.in_language(thing, what, language())[0]


def typed(asked: Field, value: Any, language: str) -> str:
    """Return what stands in the control of a kept answer; what could not be read as it came."""
    if value is None or isinstance(value, Mapping | list):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    day = _day(text) if asked.type == "date" else None
    if day is not None:
        return f"{day:%d/%m/%Y}"
    if asked.type == "number" and language == "vi":
        return text.replace(".", ",")
    return text


def answer(asked: Field, value: Any, language: str) -> str:
    """Return an answer as words; "" for none."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, Mapping):
        return ", ".join(_address(value))
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if asked.type in ("choice", "multi_choice"):
        chosen = value if isinstance(value, list) else [value]
        words = {one.code: said(one, "label", language)[0] for one in asked.options}
        return ", ".join(words.get(code, str(code)) for code in chosen)
    if asked.type == "money" and isinstance(value, int):
        return look.money(value, language)
    text = typed(asked, value, language)
    return f"{text} {asked.unit}".strip() if asked.unit else text


def _address(value: Mapping[str, Any]) -> list[str]:
    parts = (value.get(code) for code in ("detail", "commune", "province"))
    return [str(part) for part in parts if part]


def _day(text: str) -> date | None:
    if len(text) != len("2000-01-01") or text[4:5] != "-":
        return None
    year, month, number = text[:4], text[5:7], text[8:]
    digits = f"{year}{month}{number}"
    if not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None
