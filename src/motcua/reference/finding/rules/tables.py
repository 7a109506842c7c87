"""The words that are data: synonyms, filler, life events, friendly names of fields, popularity."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from motcua.reference.finding.rules import letters

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonym:
    """What people say, the official words for it, and the procedures that answer it best."""

    say: str
    means: tuple[Words, ...]
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    by_words: Mapping[Words, tuple[Synonym, ...]]
    filler: frozenset[Words]
    shorts: Mapping[str, Words]
    spoken: tuple[str, ...]  # The filler with its marks.
    longest: int
    longest_filler: int

    @property
    def phrases(self) -> list[str]:
        """Return every phrase, so that its words count as known."""
        return [*self.spoken, *(one.say for same in self.by_words.values() for one in same)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEventData:
    code: str
    icon: str
    name_vi: str
    name_en: str
    summary_vi: str
    summary_en: str
    codes: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldName:
    code: str
    name_vi: str
    name_en: str


@cache
def synonyms() -> Synonyms:
    by_words: dict[Words, list[Synonym]] = defaultdict(list)
    rows = [*_rows("synonyms.toml", "synonym"), *_rows("english.toml", "synonym")]
    for row in rows:
        means = tuple(tuple(letters.plain(one).split()) for one in row.get("means", []))
        for say in row["say"]:
            one = Synonym(say=say, means=means, first=tuple(row.get("first", [])))
            by_words[tuple(letters.plain(say).split())].append(one)
    spoken = tuple(
        one for name in ("synonyms.toml", "english.toml") for one in _file(name)["filler"]
    )
    filler = frozenset(tuple(letters.plain(one).split()) for one in spoken)
    return Synonyms(
        by_words={words: tuple(same) for words, same in by_words.items()},
        filler=filler,
        spoken=spoken,
        shorts={
            short: tuple(letters.plain(said).split())
            for short, said in _file("synonyms.toml")["short"].items()
        },
        longest=max(map(len, by_words), default=0),
        longest_filler=max(map(len, filler), default=0),
    )


@cache
def life_events() -> tuple[LifeEventData, ...]:
    return tuple(
        LifeEventData(
            code=row["code"],
            icon=row["icon"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            summary_vi=row["summary_vi"],
            summary_en=row["summary_en"],
            codes=tuple(row["codes"]),
            phrases=tuple(letters.plain(one) for one in row.get("phrases", [])),
        )
        for row in _rows("life_events.toml", "event")
    )


@cache
def field_names() -> Mapping[str, FieldName]:
    """Return the friendly names of fields, by the code of the official name."""
    return {
        field_code(official): FieldName(
            code=field_code(official), name_vi=row["name_vi"], name_en=row["name_en"]
        )
        for row in _rows("fields.toml", "field")
        for official in row["official"]
    }


@cache
def popularity() -> Mapping[str, int]:
    """Return how often procedures are asked for, by code: a first guess until facts tell."""
    return {str(code): int(times) for code, times in _file("popularity.toml")["times"].items()}


def field_code(name: str) -> str:
    """Return what stands for a field in an address."""
    return letters.plain(name).replace(" ", "-")[:80].strip("-")


def _rows(file: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _file(file)[key]
    return rows


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(files("motcua").joinpath(f"data/finding/{name}").read_text("utf-8"))
