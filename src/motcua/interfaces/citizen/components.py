"""The papers of a draft: what to hand in, what is there, and what need not be handed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.casework.dossiers.queries.drafts import DraftView
from motcua.interfaces.look import writing as look
from motcua.interfaces.look.eform import words as writing
from motcua.reference.procedures.definition.conditions import holds
from motcua.reference.procedures.definition.shape import Component, Definition

SENT = frozenset({"upload", "scan"})
MEGABYTE, KILOBYTE = 1_000_000, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    id: int
    name: str
    about: str
    remove_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A paper to hand in, with the files that are there."""

    code: str
    name: str
    language: str
    hint: str
    is_needed: bool
    files: list[File] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    name: str
    language: str
    why: str


def asked(view: DraftView, *, problem: Mapping[str, str] | None = None) -> list[Asked]:
    """Return the papers these answers call for."""
    problem = problem or {}
    files: dict[str, list[File]] = {}
    for paper in view.papers:
        files.setdefault(paper.component, []).append(_file(view.draft.key, paper))
    rows = [
        Asked(
            code=one.code,
            name=writing.name(one),
            language=writing.said(one, "name", writing.language())[1],
            hint=_hint(one),
            is_needed=one.required or one.needed_if is not None,
            files=files.get(one.code, []),
            problem=problem.get(one.code, ""),
        )
        for one in view.definition.components
        if _is_sent(one) and _is_called_for(one, view.answers)
    ]
    rows += [
        Asked(
            code=code,
            name=writing.name(one, "label"),
            language=writing.said(one, "label", writing.language())[1],
            hint=writing.name(one, "hint"),
            is_needed=one.required,
            files=files.get(code, []),
            problem=problem.get(code, ""),
        )
        for code, one in _loose(view.definition)
    ]
    return rows


def spared(view: DraftView) -> list[Spared]:
    """Return what need not be handed in, and why not."""
    return [
        Spared(
            name=writing.name(one),
            language=writing.said(one, "name", writing.language())[1],
            why=_why(one),
        )
        for one in view.definition.components
        if not _is_sent(one) and _is_called_for(one, view.answers)
    ]


def missing(view: DraftView) -> list[Asked]:
    """Return the papers that are needed and have no file yet."""
    return [one for one in asked(view) if one.is_needed and not one.files]


def knows(view: DraftView, code: str) -> bool:
    return any(one.code == code for one in asked(view))


def file_answers(view: DraftView, papers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the answers with the files that stand for its file questions, by their hashes."""
    there: dict[str, list[str]] = {}
    for component, sha256 in papers:
        there.setdefault(component, []).append(sha256)
    filed = {
        one.code: there.get(one.component or one.code)
        for one in view.definition.fields
        if one.type == "file"
    }
    return {**view.answers, **filed}


def size_words(size_bytes: int) -> str:
    language = writing.language()
    if size_bytes >= MEGABYTE:
        return f"{look.number(round(size_bytes / MEGABYTE, 1), language)} MB"
    return f"{look.number(max(1, size_bytes // KILOBYTE), language)} kB"


def about(document: Any) -> str:
    pages = ngettext("%(n)s trang", "%(n)s trang", document.pages) % {"n": document.pages}
    return f"{pages}, {size_words(document.size_bytes)}"


def _file(key: str, paper: Any) -> File:
    return File(
        id=paper.pk,
        name=paper.document.file_name,
        about=about(paper.document),
        remove_address=reverse("citizen:remove_paper", args=[key]),
    )


def _loose(definition: Definition) -> Sequence[tuple[str, Any]]:
    known = {one.code for one in definition.components}
    return [
        (one.component or one.code, one)
        for one in definition.fields
        if one.type == "file" and (one.component or one.code) not in known
    ]


def _is_sent(one: Component) -> bool:
    return one.kind not in ("form", "to_show") and (
        not one.fulfilment or bool(SENT & set(one.fulfilment))
    )


def _is_called_for(one: Component, answers: Mapping[str, Any]) -> bool:
    return holds(one.needed_if, answers)


def _hint(one: Component) -> str:
    said = writing.name(one, "condition")
    if "lookup" in one.fulfilment or "reuse" in one.fulfilment:
        known = _("Đã có trong cơ sở dữ liệu thì khỏi nộp; cán bộ sẽ tra cứu.")
        return f"{said} {known}".strip()
    return said


def _why(one: Component) -> str:
    if one.kind == "form":
        return _("Tờ khai bạn vừa ghi thay cho giấy này.")
    if one.kind == "to_show":
        return _("VNeID đã xác nhận bạn là ai.")
    return _("Cán bộ tự tra cứu trong cơ sở dữ liệu; bạn không phải nộp.")
