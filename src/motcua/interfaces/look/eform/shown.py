"""A form that was filled in, as sections of labels and words; what was not asked is left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from motcua.interfaces.look.eform import words
from motcua.reference.procedures.definition.answers import COMPOSITE
from motcua.reference.procedures.definition.conditions import holds
from motcua.reference.procedures.definition.shape import Definition, Field, Section

# A form has dozens of them: as a loop of a template they take a third of the page around them.
_HEADING = '<dt class="mc-kv-head"><b class="c-ink">{}</b></dt><dd></dd>'
_ANSWER = '<dt>{}</dt><dd lang="vi">{}</dd>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One answer under its label. A heading has no answer of its own."""

    label: str
    value: str
    is_heading: bool = False

    @property
    def html(self) -> SafeString:
        if self.is_heading:
            return format_html(_HEADING, self.label)
        return format_html(_ANSWER, self.label, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    section: Section
    pairs: tuple[Pair, ...]

    @property
    def html(self) -> SafeString:
        """Return the pairs for a list of terms."""
        return format_html_join("", "{}", ((pair.html,) for pair in self.pairs))


def blocks(definition: Definition, answers: Mapping[str, Any], language: str) -> list[Block]:
    """Return the sections that have an answer, in the order of the form."""
    found = [
        Block(section=one, pairs=tuple(_of_section(one, answers, language)))
        for one in definition.sections
        if holds(one.shown_if, answers)
    ]
    return [block for block in found if block.pairs]


def _of_section(section: Section, answers: Mapping[str, Any], language: str) -> Iterator[Pair]:
    """Give the pairs of a section; a person who bears its very title needs no second heading."""
    title = words.said(section, "title", language)[0]
    for pair in _pairs(section.fields, answers, language):
        if not (pair.is_heading and pair.label == title):
            yield pair


def _pairs(fields: tuple[Field, ...], answers: Mapping[str, Any], language: str) -> Iterator[Pair]:
    for field in fields:
        value = answers.get(field.code)
        if value in (None, "", [], {}):
            continue
        label = words.said(field, "label", language)[0]
        if field.type in COMPOSITE and field.type != "address" and isinstance(value, Mapping):
            yield Pair(label=label, value="", is_heading=True)
            yield from _pairs(field.fields, value, language)
        elif field.type == "group" and isinstance(value, list):
            for number, row in enumerate(value, start=1):
                yield Pair(label=f"{label} {number}", value="", is_heading=True)
                yield from _pairs(field.fields, row, language)
        else:
            yield Pair(label=label, value=words.answer(field, value, language))
