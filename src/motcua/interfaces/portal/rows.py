"""Procedures as rows of a list: prepared here so that a template only prints them."""

from dataclasses import dataclass
from typing import Any

from motcua.interfaces.look import writing
from motcua.interfaces.portal import procedure_page, sentences


@dataclass(frozen=True, slots=True)
class Row:
    address: str
    name: str
    beside: str
    language: str = ""  # Only when it is not the language of the page.
    about: str = ""


def row_of(version: Any, *, about: str = "") -> Row:
    """Return the row of a version in use."""
    said, page_language = version.said, sentences.language()
    name, language = writing.in_language(version, "name", page_language)
    beside = sentences.beside(sentences.limit(said.time_limit), sentences.fee(said))
    return Row(
        address=procedure_page.address(version.procedure.jurisdiction, version.procedure.key),
        name=name,
        beside=beside,
        language="" if language == page_language else language,
        about=about,
    )
