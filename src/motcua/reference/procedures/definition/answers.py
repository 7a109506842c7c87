"""The answers to an e-form: one canonical form, and every problem with its place. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.reference.procedures.definition import values
from motcua.reference.procedures.definition.checks import CHECKS, day_of
from motcua.reference.procedures.definition.conditions import holds
from motcua.reference.procedures.definition.shape import Definition, Field

COMPOSITE = ("person", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong where (`mother.full_name`, `members.0.date_of_birth`), and what to do."""

    path: str
    message_vi: str
    message_en: str


def canonical(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as they are kept: NFC, trimmed, only the questions that are shown."""
    kept = _canonical_of(definition.fields, answers)
    for _ in range(3):  # A hidden answer may hide another; three levels are the most there are.
        shown = {field.code for field in _shown(definition, kept)}
        if shown.issuperset(kept):
            break
        kept = {code: value for code, value in kept.items() if code in shown}
    return kept


def check_answers(definition: Definition, answers: Mapping[str, Any], *, on: date) -> list[Problem]:
    """Return every problem of answers as somebody sent them, in the order of the form."""
    problems = check_canonical(definition, canonical(definition, answers), on=on)
    return problems + _strangers(definition, answers)


def check_canonical(definition: Definition, kept: Mapping[str, Any], *, on: date) -> list[Problem]:
    """Return every problem of answers in their canonical form; none means they can be filed."""
    shown = _shown(definition, kept)
    problems = [problem for field in shown for problem in _problems(field, kept, kept, "", on)]
    found = {problem.path for problem in problems}
    for rule in definition.rules:
        look = CHECKS[rule.name].of_form
        assert look is not None, "Reading lets only checks of the form stand here."
        for path, (vi, en) in look(kept, rule.arguments, on):
            if path not in found:
                problems.append(Problem(path=path, message_vi=vi, message_en=en))
    return problems


def _shown(definition: Definition, kept: Mapping[str, Any]) -> list[Field]:
    return [
        field
        for section in definition.sections
        if holds(section.shown_if, kept)
        for field in section.fields
        if field.type != "note" and holds(field.shown_if, kept)
    ]


def _canonical_of(fields: tuple[Field, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for field in fields:
        value = answers.get(field.code)
        if field.type in COMPOSITE and isinstance(value, Mapping):
            value = _canonical_of(field.fields, value) or None
        elif field.type == "group" and isinstance(value, list):
            rows = [
                _canonical_of(field.fields, row) if isinstance(row, Mapping) else row
                for row in value
            ]
            value = [row for row in rows if row] or None
        else:
            value = values.canonical(field, value)
        if value is not None:
            kept[field.code] = value
    return kept


def _problems(
    field: Field, answers: Mapping[str, Any], root: Mapping[str, Any], before: str, on: date
) -> Iterator[Problem]:
    path, value = f"{before}{field.code}", answers.get(field.code)
    if not holds(field.shown_if, answers, root):
        return
    if value is None:
        needed = field.required or (
            field.required_if is not None and holds(field.required_if, answers, root)
        )
        if needed:
            yield _missing(field, path)
        return
    if field.type in COMPOSITE:
        yield from _composite(field, value, root, path, on)
    elif field.type == "group":
        yield from _group(field, value, root, path, on)
    else:
        sentence = values.problem(field, value) or _rule_problem(field, value, on)
        if sentence:
            yield Problem(path=path, message_vi=sentence[0], message_en=sentence[1])


def _composite(
    field: Field, value: Any, root: Mapping[str, Any], path: str, on: date
) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield _missing(field, path)
        return
    inner = [p for one in field.fields for p in _problems(one, value, root, f"{path}.", on)]
    yield from inner
    bad = {problem.path for problem in inner}
    if field.type == "person" and not bad & {f"{path}.personal_number", f"{path}.date_of_birth"}:
        yield from _birth_agrees(value, path)
        born = value.get("date_of_birth")
        for rule in field.rules:
            look = CHECKS[rule.name].of_field
            sentence = look(born, rule.arguments, on) if look else None
            if sentence:
                place = f"{path}.date_of_birth"
                yield Problem(path=place, message_vi=sentence[0], message_en=sentence[1])


def _birth_agrees(person: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Compare the year of birth and sex that a personal number carries with what is written."""
    number, born = person.get("personal_number"), day_of(person.get("date_of_birth"))
    if not number:
        return
    century, year = int(number[3]) // 2, int(number[4:6])
    said = 1900 + century * 100 + year
    if born and born.year != said:
        yield Problem(
            path=f"{path}.personal_number",
            message_vi=f"Số định danh này là của người sinh năm {said}, nhưng ngày sinh ghi năm"
            f" {born.year}. Xem lại thẻ căn cước.",
            message_en=f"This number belongs to someone born in {said}, but the date of birth says"
            f" {born.year}. Check the identity card.",
        )
    sex = "female" if int(number[3]) % 2 else "male"
    if person.get("sex") in ("male", "female") and person.get("sex") != sex:
        yield Problem(
            path=f"{path}.sex",
            message_vi="Giới tính không khớp với số định danh. Xem lại thẻ căn cước.",
            message_en="The sex does not agree with the personal number. Check the identity card.",
        )


def _group(
    field: Field, rows: Any, root: Mapping[str, Any], path: str, on: date
) -> Iterator[Problem]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        yield _missing(field, path)
        return
    if not field.rows_min <= len(rows) <= field.rows_max:
        yield Problem(
            path=path,
            message_vi=f"Đang có {len(rows)} dòng. Ghi từ {field.rows_min} đến {field.rows_max}.",
            message_en=f"There are {len(rows)} rows. Give {field.rows_min} to {field.rows_max}.",
        )
    for number, row in enumerate(rows):
        for one in field.fields:
            yield from _problems(one, row, root, f"{path}.{number}.", on)


def _rule_problem(field: Field, value: Any, on: date) -> tuple[str, str] | None:
    for rule in field.rules:
        look = CHECKS[rule.name].of_field
        sentence = look(value, rule.arguments, on) if look else None
        if sentence:
            return sentence
    return None


def _missing(field: Field, path: str) -> Problem:
    verb = {"file": "Chọn tệp", "choice": "Chọn", "yes_no": "Chọn", "multi_choice": "Chọn"}
    vi = field.label_vi[:1].lower() + field.label_vi[1:]
    return Problem(
        path=path,
        message_vi=f"Chưa có {vi}. {verb.get(field.type, 'Ghi')} vào chỗ này.",
        message_en=f"{field.label_en} is missing. Fill it in here.",
    )


def _strangers(definition: Definition, answers: Mapping[str, Any]) -> list[Problem]:
    known = {field.code for field in definition.fields}
    return [
        Problem(
            path=str(code),
            message_vi="Tờ khai không có mục này. Bỏ mục này rồi gửi lại.",
            message_en="The form has no such question. Leave it out and send again.",
        )
        for code in answers
        if code not in known
    ]
