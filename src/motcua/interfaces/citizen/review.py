"""What a person sees before beginning, and all answers before sending."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.casework.dossiers.queries import prices
from motcua.casework.dossiers.queries.drafts import DraftLine
from motcua.interfaces.citizen import components, steps
from motcua.interfaces.citizen.editing import Editing
from motcua.interfaces.look import writing as look
from motcua.interfaces.look.eform import words as writing
from motcua.reference.procedures.definition import plain, reading
from motcua.reference.procedures.definition.conditions import holds
from motcua.reference.procedures.definition.shape import Field
from motcua.reference.procedures.queries import ProcedurePage


def before_beginning(page: ProcedurePage, mine: Sequence[DraftLine]) -> dict[str, Any]:
    """Return what the page before the form shows: steps, papers, and drafts of the same."""
    values = page.definition or plain.values(
        code=page.key, name_vi=page.said.name_vi, name_en=page.said.name_en or ""
    )
    definition = reading.from_values(values, source=page.key)
    titles = [writing.name(one, "title") for one in steps.shown_sections(definition, {})]
    return {
        "page": page,
        "titles": [*titles, _("Giấy tờ"), _("Nơi nộp và cách nhận"), _("Xem lại và gửi")],
        "papers": [
            {"name": text, "language": language} for text, language in _papers_of(page, definition)
        ],
        "drafts": [
            {"updated_at": one.updated_at, "address": reverse("citizen:resume", args=[one.key])}
            for one in mine
            if one.procedure_vi == page.said.name_vi
        ],
    }


def shown(page: Editing, *, refusal: Sequence[str] = ()) -> dict[str, Any]:
    """Return every answer with the way to change it, what it costs, and what stands against it."""
    price = page.view.price
    problems = [*_problems(page), *({"address": "", "text": text} for text in refusal)]
    owes = bool(price.intake_vnd) and not page.view.is_paid
    return {
        "said": [*_sections(page), _papers(page), _place(page)],
        "fees": _fees(page),
        "total": price.intake_vnd,
        "later": price.result_vnd,
        "is_paid": bool(price.intake_vnd) and page.view.is_paid,
        "problems": problems,
        "missing": [one.name for one in components.missing(page.view)],
        "send_words": _("Nộp tiền rồi gửi") if owes else _("Gửi hồ sơ"),
        "send_address": reverse(
            "citizen:begin_paying" if owes and not problems else "citizen:send", args=[page.key]
        ),
    }


def _problems(page: Editing) -> list[dict[str, str]]:
    """Return every problem of the form, each leading to its place; and the place not chosen."""
    lines = []
    files = steps.file_problems(page.definition, page.problems)
    for problem in page.problems:
        code = problem.path.partition(".")[0]
        section = next(
            (one for one in page.sections if any(field.code == code for field in one.fields)), None
        )
        if problem in files or section is None:
            address = reverse("citizen:papers", args=[page.key])
        else:
            address = reverse("citizen:section", args=[page.key, section.code])
        text = problem.message_en if writing.language() == "en" else problem.message_vi
        label = steps.label_at(page.definition, problem.path)
        lines.append({"address": address, "label": label, "text": text})
    draft = page.view.draft
    if draft.receiving is None or draft.resolving is None:
        address = reverse("citizen:place", args=[page.key])
        lines.append({"address": address, "text": _("Chưa chọn nơi nộp hồ sơ.")})
    return lines


def _sections(page: Editing) -> Iterator[dict[str, Any]]:
    for section in page.sections:
        yield {
            "title": writing.name(section, "title"),
            "address": reverse("citizen:section", args=[page.key, section.code]),
            "lines": [
                line
                for field in section.fields
                if field.type not in ("note", "file") and holds(field.shown_if, page.answers)
                for line in _lines(field, page.answers.get(field.code), "")
            ],
        }


def _lines(field: Field, value: Any, before: str) -> Iterator[dict[str, Any]]:
    """Return an answer as lines; a person and a repeated group have several."""
    label, language = writing.said(field, "label", writing.language())
    if field.type == "person" and isinstance(value, Mapping):
        for one in field.fields:
            if value.get(one.code):
                yield from _lines(one, value[one.code], f"{label}: ")
    elif field.type == "group" and isinstance(value, list):
        for number, row in enumerate(value, start=1):
            for one in field.fields:
                if row.get(one.code) is not None:
                    yield from _lines(one, row[one.code], f"{label} {number}: ")
    else:
        text = writing.answer(field, value, writing.language())
        yield {
            "label": f"{before}{label}",
            "language": language,
            "text": text or _("chưa ghi"),
            "is_missing": not text,
        }


def _papers(page: Editing) -> dict[str, Any]:
    lines = [
        {
            "label": one.name,
            "language": one.language,
            "text": ", ".join(file.name for file in one.files) or _("chưa có tệp"),
            "is_missing": not one.files,
        }
        for one in components.asked(page.view)
    ]
    return {
        "title": _("Giấy tờ"),
        "address": reverse("citizen:papers", args=[page.key]),
        "lines": lines,
    }


def _place(page: Editing) -> dict[str, Any]:
    draft = page.view.draft
    ways = {
        "online": _("Bản điện tử, tải về ở trang hồ sơ"),
        "desk": _("Bản giấy, nhận tại quầy"),
        "post": _("Bản giấy, gửi qua bưu chính"),
    }
    receiving = writing.name(draft.receiving) if draft.receiving else ""
    resolving = writing.name(draft.resolving) if draft.resolving else ""
    rows = (
        (_("Nơi nộp"), receiving),
        (_("Cơ quan giải quyết"), resolving),
        (_("Nhận kết quả"), ways[draft.result_way]),
    )
    return {
        "title": _("Nơi nộp và cách nhận"),
        "address": reverse("citizen:place", args=[page.key]),
        "lines": [
            {
                "label": label,
                "language": writing.language(),
                "text": text or _("chưa chọn"),
                "is_missing": not text,
            }
            for label, text in rows
        ],
    }


def _fees(page: Editing) -> list[dict[str, Any]]:
    return [
        {
            "name": writing.name(item),
            "reason": look.in_language(item, "reason", writing.language())[0],
            "basis": prices.fee_of(page.definition, item.code).basis,
            "amount": item.amount_vnd,
        }
        for item in page.view.price.items
    ]


def _papers_of(page: ProcedurePage, definition: Any) -> list[tuple[str, str]]:
    sent = [
        writing.said(one, "name", writing.language())
        for one in definition.components
        if one.required and one.kind not in ("form", "to_show")
    ]
    if sent:
        return sent
    return [(one.name_vi, "vi") for one in page.said.papers][:20]
