"""From a free text that names who decides to the units it means, by rules that are data."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

NAME_MAX = 600  # Longer than any list of agencies: it is a paragraph that slipped into the field.


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Units that can be meant: of some kinds, or bearing one of some names, or outside the tree."""

    code: str
    name_vi: str
    name_en: str
    kinds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    is_outside: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    pattern: re.Pattern[str]
    targets: tuple[str, ...]
    note: str = ""


def matched(text: str | None, rules: Sequence[Rule] | None = None) -> list[str]:
    """Return the codes of the targets a text means, in the order of its words."""
    left = folded(text or "")
    if not left or len(left) > NAME_MAX:
        return []
    found: list[tuple[int, str]] = []
    for rule in _tables()[1] if rules is None else rules:
        for match in rule.pattern.finditer(left):
            found += [(match.start(), target) for target in rule.targets]
        # What one rule read is used up; its place is kept so that the order can be told.
        left = rule.pattern.sub(lambda match: "|" * len(match[0]), left)
    return list(dict.fromkeys(target for _, target in sorted(found)))


def targets() -> Mapping[str, Target]:
    return _tables()[0]


def living(code: str, on: date) -> Target | None:
    """Return the target as it is called on a day: itself, or who took over from it."""
    target = targets().get(code)
    while target and target.valid_to and target.valid_to <= on and target.successor:
        target = targets().get(target.successor)
    return target


def resolving(word: str, field_vi: str) -> str | None:
    """Return the agency's text for the word a definition uses; None if the table has none."""
    for row in _tables()[2]:
        if word in row["words"] and row.get("field_vi", field_vi) == field_vi:
            return str(row["agency"])
    return None


def folded(text: str) -> str:
    """Return the text in lower case, without accents, with single blanks."""
    flat = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(character for character in flat if not unicodedata.combining(character))
    return " ".join(plain.split())


@cache
def _tables() -> tuple[Mapping[str, Target], tuple[Rule, ...], tuple[Mapping[str, Any], ...]]:
    text = files("motcua").joinpath("data/procedures/agency_rules.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    found = {
        row["code"]: Target(
            code=row["code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            kinds=tuple(row.get("kinds", ())),
            names=tuple(row.get("names", ())),
            is_outside=row.get("outside", False),
            valid_from=row.get("valid_from"),
            valid_to=row.get("valid_to"),
            successor=row.get("successor"),
        )
        for row in tables["target"]
    }
    rules = tuple(
        Rule(
            pattern=re.compile(row["pattern"]),
            targets=tuple(row["targets"]),
            note=row.get("note", ""),
        )
        for row in tables["rule"]
    )
    return found, rules, tuple(tables["resolving"])
