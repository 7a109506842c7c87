"""What a browser sent, as answers of the definition: only what the form asks, and bounded."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from motcua.reference.procedures.definition.answers import COMPOSITE
from motcua.reference.procedures.definition.shape import Field, Section

TEXT_CHARS_MAX = 10_000
CHOICES_MAX = 100
DIGITS_MAX = 3
ELSEWHERE = frozenset({"note", "file"})  # A note asks nothing; files stand on their own page.


def of_section(section: Section, data: QueryDict) -> dict[str, Any]:
    """Return the answers of one section as they were sent; checks come later."""
    return _read(section.fields, data, "")


def merged(kept: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the kept answers with those of one section put in their place."""
    return {**kept, **said}


def without_row(answers: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return the answers without one row of a group, named as `members.2`."""
    group, _dot, number = path.rpartition(".")
    rows = answers.get(group)
    if not isinstance(rows, list):
        return dict(answers)
    return {**answers, group: [row for n, row in enumerate(rows) if str(n) != number]}


def _read(fields: Iterable[Field], data: QueryDict, before: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for field in fields:
        path = f"{before}{field.code}"
        if field.type in ELSEWHERE:
            continue
        if field.type in COMPOSITE:
            answers[field.code] = _read(field.fields, data, f"{path}.")
        elif field.type == "group":
            rows = range(rows_sent(field, data.get(f"{path}.rows", "")))
            answers[field.code] = [_read(field.fields, data, f"{path}.{n}.") for n in rows]
        elif field.type == "multi_choice":
            answers[field.code] = [
                text[:TEXT_CHARS_MAX] for text in data.getlist(path)[:CHOICES_MAX]
            ]
        else:
            answers[field.code] = data.get(path, "")[:TEXT_CHARS_MAX]
    return answers


def rows_sent(field: Field, said: str) -> int:
    """Return how many rows of a group to read; anything that is no number is none."""
    is_number = said.isascii() and said.isdigit() and len(said) <= DIGITS_MAX
    return min(int(said), field.rows_max) if is_number else 0
