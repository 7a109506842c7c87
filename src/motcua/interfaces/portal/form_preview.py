"""The questions of an e-form, listed for someone who wants to know what will be asked."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from motcua.interfaces.look import writing
from motcua.interfaces.portal import sentences
from motcua.reference.procedures.definition import reading
from motcua.reference.procedures.definition.shape import Field, Section
from motcua.reference.procedures.queries import ProcedurePage
from motcua.spine.errors import NotFound


@dataclass(frozen=True)
class Question:
    label: str
    kind: str
    hint: str
    options: list[str]
    parts: list[str]
    is_required: bool
    is_conditional: bool
    is_prefilled: bool


def sections_of(page: ProcedurePage) -> list[dict[str, Any]]:
    """Return the sections of the form with their questions.

    :raises NotFound: the procedure has no form of its own.
    """
    if page.definition is None:
        raise NotFound()
    definition = reading.from_values(page.definition, source=page.key)
    if not definition.sections:
        raise NotFound()
    return [_section(one) for one in definition.sections]


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": _said(section, "title"),
        "hint": _said(section, "hint"),
        "condition": _("tùy trường hợp") if section.shown_if else "",
        "questions": [_question(one) for one in section.fields if one.type != "note"],
    }


def _question(asked: Field) -> Question:
    return Question(
        label=_said(asked, "label"),
        kind=_kind(asked.type),
        hint=_said(asked, "hint"),
        options=[_said(one, "label") for one in asked.options],
        parts=[_said(one, "label") for one in asked.fields],
        is_required=asked.required,
        is_conditional=bool(asked.shown_if or asked.required_if),
        is_prefilled=bool(asked.prefill),
    )


def _said(thing: Any, name: str) -> str:
    return writing.in_language(thing, name, sentences.language())[0]


def _kind(kind: str) -> str:
    known = {
        "text": _("chữ, một dòng"),
        "long_text": _("chữ, nhiều dòng"),
        "date": _("ngày, tháng, năm"),
        "year": _("năm"),
        "personal_number": _("số định danh cá nhân, 12 chữ số"),
        "phone": _("số điện thoại"),
        "email": _("thư điện tử"),
        "money": _("số tiền, đồng"),
        "number": _("số"),
        "choice": _("chọn một"),
        "multi_choice": _("chọn một hay nhiều"),
        "yes_no": _("có hoặc không"),
        "address": _("địa chỉ"),
        "person": _("thông tin một người"),
        "group": _("danh sách, thêm được nhiều dòng"),
        "file": _("tệp chụp hoặc quét"),
    }
    return known.get(kind, kind)
