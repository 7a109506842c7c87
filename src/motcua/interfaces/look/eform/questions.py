"""The questions of a section as a template shows them: label, value, problem, what is known."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.interfaces.look.eform import words as writing
from motcua.reference.procedures.definition.answers import COMPOSITE, Problem
from motcua.reference.procedures.definition.conditions import Condition, holds
from motcua.reference.procedures.definition.shape import Field, Section

RADIOS_MAX = 7
LISTED = {"commune": "communes"}
TYPED = {
    "personal_number": ("numeric", "off"),
    "phone": ("tel", "off"),
    "email": ("email", "off"),
    "number": ("decimal", "off"),
    "money": ("numeric", "off"),
    "date": ("numeric", "off"),
    "year": ("numeric", "off"),
}
OWN = {
    "full_name": "name",
    "phone": "tel",
    "email": "email",
    "date_of_birth": "off",
    "sex": "sex",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    code: str
    label: str
    id: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    number: int
    questions: list["Question"]
    can_go: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `known` is what VNeID said, as words; then no control is shown."""

    path: str
    id: str
    kind: str
    label: str
    language: str
    hint: str
    value: str = ""
    is_needed: bool
    is_shown: bool
    condition: str = ""
    problem: str = ""
    mode: str = ""
    autocomplete: str = "off"
    unit: str = ""
    known: str = ""
    mends: bool = False
    before: str = ""
    lists: str = ""
    choices: list[Choice] = field(default_factory=list)
    parts: list["Question"] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    can_add: bool = False

    @property
    def target(self) -> str:
        """The id a link of the summary leads to: the first control of it."""
        if self.choices and self.kind != "select":
            return self.choices[0].id
        if self.parts:
            return self.parts[0].target
        if self.rows and self.rows[0].questions:
            return self.rows[0].questions[0].target
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a section is shown with."""

    answers: Mapping[str, Any]
    problems: Sequence[Problem] = ()
    known: Mapping[str, Any] = field(default_factory=dict)
    mending: frozenset[str] = frozenset()
    rows: Mapping[str, int] = field(default_factory=dict)
    language: str = "vi"

    def problem_at(self, path: str) -> str:
        found = next((one for one in self.problems if one.path == path), None)
        if found is None:
            return ""
        return found.message_en if self.language == "en" else found.message_vi


def of_section(section: Section, filled: Filled) -> list[Question]:
    """Return the questions of a section, the hidden ones too: a script may show them."""
    answers = filled.answers
    return [_question(one, one.code, answers.get(one.code), filled, ()) for one in section.fields]


def flat(questions: Sequence[Question]) -> Iterator[Question]:
    """Return every question, also those inside others, in the order of the page."""
    for one in questions:
        yield one
        yield from flat(one.parts)
        for row in one.rows:
            yield from flat(row.questions)


def is_shown(asked: Field, answers: Mapping[str, Any]) -> bool:
    return holds(asked.shown_if, answers)


def referred(section: Section, answers: Mapping[str, Any]) -> str:
    """Return the answers of other sections that conditions look at, for the page's script."""
    own = {one.code for one in section.fields}
    simple = {
        code: value
        for code, value in answers.items()
        if code not in own and isinstance(value, str | bool | int)
    }
    wanted = set(_fields_of(section))
    return json.dumps({code: value for code, value in simple.items() if code in wanted})


def _fields_of(section: Section) -> Iterator[str]:
    for one in section.fields:
        for inner in (one, *one.fields):
            yield from _named(inner.shown_if)


def _named(condition: Condition | None) -> Iterator[str]:
    if condition is not None:
        yield condition.field.partition(".")[0]
        for part in condition.parts:
            yield from _named(part)


def _question(
    asked: Field, path: str, value: Any, filled: Filled, scopes: tuple[Mapping[str, Any], ...]
) -> Question:
    label, language = writing.said(asked, "label", filled.language)
    seen = (*scopes, filled.answers)
    needed = asked.required or (asked.required_if is not None and holds(asked.required_if, *seen))
    mode, autocomplete = TYPED.get(asked.type, ("", "off"))
    question = Question(
        path=path,
        id=html_id(path),
        kind=_kind(asked),
        label=label,
        language=language,
        hint=writing.said(asked, "hint", filled.language)[0] or _hint(asked),
        is_needed=needed,
        is_shown=holds(asked.shown_if, *seen),
        condition=_condition(asked.shown_if),
        problem=filled.problem_at(path),
        mode=mode,
        autocomplete=OWN.get(asked.prefill, autocomplete),
        unit=asked.unit or ("đ" if asked.type == "money" else ""),
        mends=path in filled.mending,
        before=path.rpartition(".")[0],
    )
    return _with_content(question, asked, value, filled, scopes)


def _with_content(
    question: Question,
    asked: Field,
    value: Any,
    filled: Filled,
    scopes: tuple[Mapping[str, Any], ...],
) -> Question:
    path = question.path
    inside = value if isinstance(value, Mapping) else {}
    if _is_known(asked, path, value, filled):
        known = writing.answer(asked, value, filled.language)
        parts = _parts(asked, path, inside, filled) if asked.type in COMPOSITE else []
        return replace(question, known=known, parts=parts, value=writing.typed(asked, value, "vi"))
    if asked.type in COMPOSITE:
        return replace(question, parts=_parts(asked, path, inside, filled))
    if asked.type == "group":
        rows = _rows(asked, path, value, filled)
        return replace(question, rows=rows, can_add=len(rows) < asked.rows_max)
    if asked.type in ("choice", "multi_choice", "yes_no"):
        return replace(question, choices=_choices(asked, path, value))
    return replace(question, value=writing.typed(asked, value, filled.language))


def _parts(asked: Field, path: str, inside: Mapping[str, Any], filled: Filled) -> list[Question]:
    parts = [
        _question(one, f"{path}.{one.code}", inside.get(one.code), filled, (inside,))
        for one in asked.fields
    ]
    if asked.type == "address":
        return [replace(one, lists=LISTED.get(one.path.rpartition(".")[2], "")) for one in parts]
    return parts


def _rows(asked: Field, path: str, value: Any, filled: Filled) -> list[Row]:
    given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    least = max(asked.rows_min, 1 if asked.required else 0, filled.rows.get(path, 0))
    count = min(max(len(given), least), asked.rows_max)
    rows = []
    for number in range(count):
        inside = given[number] if number < len(given) else {}
        questions = [
            _question(one, f"{path}.{number}.{one.code}", inside.get(one.code), filled, (inside,))
            for one in asked.fields
        ]
        rows.append(Row(number=number, questions=questions, can_go=count > asked.rows_min))
    return rows


def _choices(asked: Field, path: str, value: Any) -> list[Choice]:
    if asked.type == "yes_no":
        given = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else value
        options = [("yes", _("Có")), ("no", _("Không"))]
        chosen = {given}
    else:
        options = [(one.code, writing.name(one, "label")) for one in asked.options]
        chosen = set(value) if isinstance(value, list) else {value}
    return [
        Choice(code=code, label=label, id=f"{html_id(path)}-{code}", is_chosen=code in chosen)
        for code, label in options
    ]


def _is_known(asked: Field, path: str, value: Any, filled: Filled) -> bool:
    said = filled.known.get(path)
    if not said or path in filled.mending or filled.problem_at(path):
        return False
    if isinstance(said, Mapping):
        inside = value if isinstance(value, Mapping) else {}
        return all(inside.get(code) == text for code, text in said.items())
    return bool(said == value)


def _kind(asked: Field) -> str:
    if asked.type == "choice":
        return "radios" if len(asked.options) <= RADIOS_MAX else "select"
    kinds = {
        "yes_no": "radios",
        "multi_choice": "checks",
        "long_text": "long",
        "person": "block",
        "address": "block",
        "group": "group",
        "file": "file",
        "note": "note",
    }
    return kinds.get(asked.type, "text")


def _hint(asked: Field) -> str:
    if asked.type == "date":
        return _("Ngày/tháng/năm, ví dụ 05/09/%(year)s") % {"year": EXAMPLE.year}
    if asked.type == "personal_number":
        return _("12 chữ số, ghi trên thẻ căn cước")
    return ""


EXAMPLE = date(1990, 9, 5)


def html_id(path: str) -> str:
    return "q-" + path.replace(".", "-")


def _condition(condition: Condition | None) -> str:
    return json.dumps(_plain(condition)) if condition else ""


def _plain(condition: Condition) -> dict[str, Any]:
    return {
        "kind": condition.kind,
        "field": condition.field,
        "values": list(condition.values),
        "parts": [_plain(part) for part in condition.parts],
    }
