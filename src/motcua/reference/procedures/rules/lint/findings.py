"""One thing that is wrong, in words, with how bad it is and where it is mended. Pure."""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

ERROR, WARNING = "error", "warning"
SEVERITIES = (ERROR, WARNING)
PLACES = ("step", "flow", "papers", "form", "general", "channels", "lists")
Words = tuple[str, str]  # Vietnamese, English.


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a code means: a row of lint.toml."""

    code: str
    severity: str
    place: str
    vi: str
    en: str
    basis: str
    confidence: str

    @property
    def is_error(self) -> bool:
        return self.severity == ERROR

    def about_vi(self) -> str:
        return _bare(self.vi)

    def about_en(self) -> str:
        return _bare(self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule found: the facts fill its sentence; `step` is where, if at a step."""

    code: str
    step: int | None = None
    facts: Mapping[str, Words] = field(default_factory=dict)

    @property
    def rule(self) -> Rule:
        return rules()[self.code]

    @property
    def is_error(self) -> bool:
        return self.rule.is_error

    def sentence(self, language: str) -> str:
        """Return what is wrong, in words."""
        is_english = language == "en"
        said = {name: words[is_english] for name, words in self.facts.items()}
        said["step"] = str(self.step) if self.step is not None else ""
        return (self.rule.en if is_english else self.rule.vi).format(**said)


@functools.cache
def rules() -> Mapping[str, Rule]:
    """Return every rule by its code, as the data have them."""
    text = files("motcua").joinpath("data/procedures/lint.toml").read_text("utf-8")
    return {code: _rule(code, row) for code, row in tomllib.loads(text).items()}


def errors(found: Iterable[Finding]) -> list[Finding]:
    return [one for one in found if one.is_error]


def codes(found: Iterable[Finding]) -> list[str]:
    """Return each code once, in the order of the rules."""
    said = {one.code for one in found}
    return [code for code in rules() if code in said]


def found_at(code: str, step: int | None = None, **facts: str | Words) -> Finding:
    """Return a finding; a fact that is one text is the same in both languages."""
    both = {
        name: (words, words) if isinstance(words, str) else words for name, words in facts.items()
    }
    return Finding(code=code, step=step, facts=both)


def _rule(code: str, row: Mapping[str, Any]) -> Rule:
    assert row["severity"] in SEVERITIES, code
    assert row["place"] in PLACES, code
    return Rule(
        code=code,
        severity=row["severity"],
        place=row["place"],
        vi=row["vi"],
        en=row["en"],
        basis=row.get("basis", ""),
        confidence=row.get("confidence", ""),
    )


class _Dots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _bare(sentence: str) -> str:
    return sentence.format_map(_Dots())
