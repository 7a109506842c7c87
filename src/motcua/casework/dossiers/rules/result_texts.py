"""What a result says: texts to begin with, and how edited texts become a paper. Pure."""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from motcua.casework.dossiers.rules import prefill
from motcua.reference.procedures.definition.shape import Definition, Field

DEFAULT = "default"
TEXT_CHARS_MAX = 8000
Texts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """One text of a result that may be edited; `kind` is line, lines or paragraphs."""

    code: str
    kind: str
    label_vi: str
    label_en: str


def fields() -> tuple[TextField, ...]:
    """Return the texts that may be edited, in order."""
    return tuple(TextField(**row) for row in _table()["field"])


def templates() -> tuple[str, ...]:
    """Return what a result may be printed with: the names of the texts there are."""
    return tuple(_table()["text"])


def template_of(definition: Definition) -> str:
    """Return under which name the texts of this procedure's result stand."""
    named = definition.results[0].template if definition.results else DEFAULT
    return named if named in _table()["text"] else DEFAULT


def mark_of(definition: Definition) -> str:
    """Return what stands behind the number of the result."""
    return str(_table()["text"][template_of(definition)]["mark"])


def position_of(kind: str, role: str) -> str:
    """Return what a person is who signs in this role for this kind of unit."""
    positions = _table()["positions"]
    return str(positions.get(f"{kind}.{role}") or positions[role])


def first_texts(
    definition: Definition, answers: Mapping[str, Any], words: Mapping[str, str]
) -> Texts:
    """Return the texts before anybody edited them. `words` fill the places in curly brackets."""
    template = template_of(definition)
    said = {**_table()["text"][DEFAULT], **_table()["text"][template]}
    if template == DEFAULT and definition.results:
        said["title"] = definition.results[0].name_vi or said["title"]
    texts = {
        one.code: str(said.get(one.code, "")).format(**words)
        for one in fields()
        if one.code != "rows"
    }
    rows = (_row(definition, answers, path) for path in said.get("rows", ()))
    return texts | {"rows": "\n".join(row for row in rows if row)}


def paper(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return what the paper takes from the texts."""
    return {
        "title": texts["title"],
        "summary": texts["summary"],
        "grounds": _lines(texts["grounds"]),
        "paragraphs": [{"text": part} for part in _paragraphs(texts["body"])],
        "rows": [_name_and_value(line) for line in _lines(texts["rows"])],
        "recipients": _lines(texts["recipients"]),
    }


def missing(texts: Mapping[str, str]) -> list[TextField]:
    """Return the texts a result cannot go without."""
    return [one for one in fields() if one.code in ("title", "summary") and not texts[one.code]]


def _row(definition: Definition, answers: Mapping[str, Any], path: str) -> str:
    fields_here: Sequence[Field] = definition.fields
    value: Any = answers
    label, field = "", None
    for code in path.split("."):
        field = next((one for one in fields_here if one.code == code), None)
        value = value.get(code) if isinstance(value, Mapping) else None
        if field is None or value is None:
            return ""
        label = f"{label}, {field.label_vi.lower()}" if label else field.label_vi
        fields_here = field.fields
    assert field is not None, "A path has a part."
    return f"{label}: {_said(field, value)}"


def _said(field: Field, value: Any) -> str:
    if field.type == "address":
        return prefill.address_in_words(value)
    if field.type == "date" and len(str(value)) == len("2026-11-22"):
        year, month, day = str(value).split("-")
        return f"{day}/{month}/{year}"
    if field.options:
        labels = {option.code: option.label_vi for option in field.options}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(one, str(one)) for one in chosen)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _name_and_value(line: str) -> dict[str, str]:
    name, _, value = line.partition(":")
    return {"name": name.strip(), "value": value.strip() or "-"}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


@functools.cache
def _table() -> dict[str, Any]:
    file = files("motcua").joinpath("data/dossiers/results.toml")
    return tomllib.loads(file.read_text("utf-8"))
