"""Turns what the catalogue says about a procedure into what its page shows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.interfaces.look import writing
from motcua.interfaces.portal import sentences
from motcua.reference.procedures.definition import reading
from motcua.reference.procedures.definition.shape import Definition, Limit
from motcua.reference.procedures.queries import ProcedurePage, VersionLine
from motcua.reference.procedures.rules.content import Component, Content

REMARKS_SHOWN_MAX = 4
SHORT_TITLE = 40
LONG_NAME = 90
MONEY_FLAGS = {"fee_below_1000", "suspect_amount_in_thousands"}
# Flags that help a keeper, and would only worry the person who reads the page.
KEEPERS_FLAGS = MONEY_FLAGS | {"no_code", "no_english", "channel_unknown", "date_unreadable"}


@dataclass(frozen=True)
class Figure:
    value: str
    key: str


@dataclass(frozen=True)
class Paper:
    name: str
    kind: str
    beside: str = ""
    is_conditional: bool = False
    is_reusable: bool = False
    form: str = ""


@dataclass(frozen=True)
class Group:
    """Papers under one heading; many remarks fold away so that the papers are seen."""

    title: str
    papers: list[Paper]
    remarks: list[Paper]


@dataclass(frozen=True)
class Way:
    """A way to hand in, with its own limit and fees."""

    name: str
    limit: str
    fees: list[str] = field(default_factory=list)
    description: str = ""


@dataclass(frozen=True)
class Step:
    name: str
    who: str
    limit: str


def shown(page: ProcedurePage) -> dict[str, Any]:
    """Return what the template of a procedure needs, in the language of the page."""
    said, definition = page.said, _definition(page)
    language = sentences.language()
    return {
        "page": page,
        "said": said,
        "figures": list(_figures(said)),
        "groups": list(_groups(said)),
        "ways": [_way(one) for one in said.channels],
        "steps": list(_steps(said, definition)),
        "results": _results(said, definition),
        "is_name_long": len(said.name_vi) > LONG_NAME,
        "is_law_short": all(len(text) <= SHORT_TITLE for text in said.legal_basis),
        "levels": sentences.levels(said.levels),
        "service_level": sentences.service_level(said.service_level),
        "handled_on": sentences.handled_on(page.handled_on, page.handled_on_system),
        "missing": page.missing_words(language),
        "flags": _flags(page, language),
        "is_fee_suspect": bool(MONEY_FLAGS & set(page.flags)),
        "versions": [_version(line) for line in page.versions],
        "form_address": form_address(page) if definition and definition.sections else "",
        "identity": f"{page.jurisdiction}/{page.key}",
    }


def address(jurisdiction: str, key: str) -> str:
    return f"{root()}{quote(jurisdiction)}/{quote(key)}/"


def root() -> str:
    """Return where procedures stand in the language of the page; looked up once a language."""
    return _root(sentences.language())


@cache
def _root(language: str) -> str:
    return reverse("portal:procedure", args=["x", "x"]).removesuffix("x/x/")


def form_address(page: ProcedurePage) -> str:
    return reverse("portal:form", args=[page.jurisdiction, page.key])


def _definition(page: ProcedurePage) -> Definition | None:
    if page.definition is None:
        return None
    return reading.from_values(page.definition, source=page.key)


def _figures(said: Content) -> Iterator[Figure]:
    limit, fee = sentences.limit(said.time_limit), sentences.fee(said)
    yield Figure(
        limit or _("chưa rõ"),
        sentences.limit_note(said.time_limit) or _("kể từ khi nhận đủ hồ sơ hợp lệ"),
    )
    yield Figure(fee or _("chưa rõ"), _fee_note(said, fee))
    count = len(said.papers)
    if count:
        number = writing.number(count, sentences.language())
        papers = ngettext("%(n)s giấy tờ", "%(n)s giấy tờ", count) % {"n": number}
        depends = any(one.is_conditional for one in said.papers)
        note = _("Có giấy chỉ cần trong một số trường hợp.") if depends else _("liệt kê bên dưới")
        yield Figure(papers, note)
    else:
        yield Figure(_("chưa rõ"), _("Nguồn không ghi cần giấy tờ gì."))


def _fee_note(said: Content, fee: str) -> str:
    if not fee:
        return _("phí, lệ phí. Nguồn không ghi; hỏi nơi nhận hồ sơ.")
    several = len({one.fees for one in said.channels}) > 1
    return _("phí, lệ phí; tùy cách nộp, xem bảng dưới") if several else _("phí, lệ phí")


def _groups(said: Content) -> Iterator[Group]:
    for title, rows in groupby(said.components, key=lambda one: one.group or ""):
        papers = [_paper(row) for row in rows]
        remarks = [one for one in papers if one.kind == "note"]
        if len(remarks) <= REMARKS_SHOWN_MAX:
            yield Group(title, papers, [])
        else:
            yield Group(title, [one for one in papers if one.kind != "note"], remarks)


def _paper(row: Component) -> Paper:
    return Paper(
        name=row.name_vi,
        kind=row.kind,
        beside=sentences.copies(row.originals, row.copies),
        is_conditional=row.is_conditional,
        is_reusable=row.is_reusable,
        form=row.form_file or "",
    )


def _way(one: Any) -> Way:
    fees = [f"{sentences.one_fee(fee)}{f' – {fee.note}' if fee.note else ''}" for fee in one.fees]
    return Way(
        name=sentences.channel(one.kind),
        limit=sentences.limit(one.limit) or _unusable(one.limit.text),
        fees=fees,
        description=one.description or "",
    )


def _unusable(text: str | None) -> str:
    if not text:
        return _("chưa rõ")
    is_number = text.replace(",", "").replace(".", "").isdigit()
    said = _("nguồn ghi “%(text)s”, không có đơn vị") if is_number else _("nguồn ghi “%(text)s”")
    return said % {"text": text}


def _steps(said: Content, definition: Definition | None) -> Iterator[Step]:
    if definition and definition.steps:
        for step in definition.steps:
            name = writing.in_language(step, "name", sentences.language())[0]
            yield Step(name, sentences.office(step.unit), _step_limit(step.limit))
        return
    for stage in said.stages:
        known = stage.value is not None and stage.unit is not None
        limit = sentences.amount_of(stage.value, stage.unit) if known else _("chưa rõ")  # type: ignore[arg-type]
        yield Step("", stage.where, limit)


def _step_limit(limit: Limit | None) -> str:
    return sentences.amount_of(limit.value, limit.unit) if limit else _("không tính giờ")


def _results(said: Content, definition: Definition | None) -> list[str]:
    if definition and definition.results:
        language = sentences.language()
        return [writing.in_language(one, "name", language)[0] for one in definition.results]
    return [one.name_vi for one in said.results]


def _flags(page: ProcedurePage, language: str) -> list[str]:
    kept = [flag for flag in page.flags if flag not in KEEPERS_FLAGS]
    words = dict(zip(page.flags, page.flag_words(language), strict=False))
    return [words[flag] for flag in kept if flag in words]


def _version(line: VersionLine) -> dict[str, str]:
    language = sentences.language()
    if line.in_force_from:
        since = writing.short_day(line.in_force_from, language)
        if line.in_force_until:
            until = writing.short_day(line.in_force_until, language)
            said = _("có hiệu lực từ %(since)s, hết hiệu lực từ %(until)s")
            words = said % {"since": since, "until": until}
        else:
            words = _("có hiệu lực từ %(since)s") % {"since": since}
    elif line.seen_on:
        seen = writing.short_day(line.seen_on, language)
        words = _("thấy ở nguồn ngày %(day)s; nguồn không ghi ngày hiệu lực") % {"day": seen}
    else:
        words = _("chưa rõ ngày")
    return {"number": str(line.number), "words": words, "decision": line.decision}
