"""The steps of filing: the form's sections, then papers, the place, and the last look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.interfaces.look.eform import words as writing
from motcua.reference.procedures.definition.answers import Problem
from motcua.reference.procedures.definition.conditions import holds
from motcua.reference.procedures.definition.shape import Definition, Field, Section

PAPERS, PLACE, REVIEW = "papers", "place", "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    code: str
    title: str
    address: str
    state: str = ""
    note: str = ""


def shown_sections(definition: Definition, answers: Mapping[str, Any]) -> list[Section]:
    """Return the sections these answers call for, but for those that ask only for files."""
    return [
        one
        for one in definition.sections
        if holds(one.shown_if, answers) and any(field.type != "file" for field in one.fields)
    ]


def steps_of(
    key: str,
    sections: Sequence[Section],
    *,
    now: str,
    problems: Sequence[Problem],
    answers: Mapping[str, Any],
    done: Mapping[str, str],
) -> list[Step]:
    """Return the steps; `done` says which of the last three are done, each with a note."""
    codes = [one.code for one in sections]
    place = codes.index(now) if now in codes else len(codes)
    steps = [
        _section_step(key, one, number < place, now=now, problems=problems, answers=answers)
        for number, one in enumerate(sections)
    ]
    for code, title, name in (
        (PAPERS, _("Giấy tờ"), "citizen:papers"),
        (PLACE, _("Nơi nộp và cách nhận"), "citizen:place"),
        (REVIEW, _("Xem lại và gửi"), "citizen:review"),
    ):
        state = "now" if now == code else "done" if code in done else ""
        address = reverse(name, args=[key])
        steps.append(
            Step(code=code, title=title, address=address, state=state, note=done.get(code, ""))
        )
    return steps


def problems_in(section: Section, problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems of a section that stand on its page: files have their own."""
    codes = {one.code for one in section.fields if one.type != "file"}
    return [one for one in problems if one.path.partition(".")[0] in codes]


def file_problems(definition: Definition, problems: Sequence[Problem]) -> list[Problem]:
    codes = {one.code for one in definition.fields if one.type == "file"}
    return [one for one in problems if one.path.partition(".")[0] in codes]


def field_at(definition: Definition, path: str) -> Field | None:
    """Return the question at a path; rows of a group are passed over."""
    fields: tuple[Field, ...] = definition.fields
    found: Field | None = None
    for name in path.split("."):
        if name.isdigit():
            continue
        found = next((one for one in fields if one.code == name), None)
        if found is None:
            return None
        fields = found.fields
    return found


def label_at(definition: Definition, path: str) -> str:
    """Return what a person calls the question at a path: "Mẹ, họ tên"."""
    names = [name for name in path.split(".") if not name.isdigit()]
    words = []
    for depth in range(1, len(names) + 1):
        field = field_at(definition, ".".join(names[:depth]))
        if field is not None:
            words.append(writing.name(field, "label"))
    return ", ".join(words)


def after(steps: Sequence[Step], code: str) -> Step:
    """Return the step after this one; the last stays the last."""
    codes = [one.code for one in steps]
    return steps[min(codes.index(code) + 1, len(steps) - 1)]


def before(steps: Sequence[Step], code: str) -> Step | None:
    codes = [one.code for one in steps]
    return steps[codes.index(code) - 1] if codes.index(code) else None


def _section_step(
    key: str,
    section: Section,
    is_before: bool,
    *,
    now: str,
    problems: Sequence[Problem],
    answers: Mapping[str, Any],
) -> Step:
    address = reverse("citizen:section", args=[key, section.code])
    left = len(problems_in(section, problems))
    touched = is_before or any(answers.get(one.code) for one in section.fields)
    state = "now" if now == section.code else "done" if touched and not left else ""
    note = ""
    if is_before and left:
        note = ngettext("còn %(n)s chỗ cần sửa", "còn %(n)s chỗ cần sửa", left) % {"n": left}
    return Step(
        code=section.code,
        title=writing.name(section, "title"),
        address=address,
        state=state,
        note=note,
    )
