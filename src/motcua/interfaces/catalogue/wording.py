"""Versions, agencies and entries of the journal in the words of the keeper's screens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.reference.procedures import queries
from motcua.reference.procedures.rules import agencies, completeness, jurisdictions, wording


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    thing: Any
    address: str
    code: str
    place: str
    limit: str
    fee: str
    state: str
    missing: list[str]
    flags: int
    has_draft: bool


@dataclass(frozen=True)
class Line:
    """One version in the history of a procedure."""

    number: int
    address: str
    state: str
    is_draft: bool
    can_be_withdrawn: bool
    version_id: int
    when: str
    decision: str
    compared: str


def row(version: Any, language: str) -> Row:
    procedure = version.procedure
    said = version.said
    return Row(
        thing=version,
        address=address(procedure),
        code=procedure.code or _("chưa có mã"),
        place=place(procedure.jurisdiction, language),
        limit=wording.limit(said.time_limit, language) if said.time_limit.is_usable else "",
        fee=wording.fee_of(said, language) if "fee" not in version.missing else "",
        state=state(version),
        missing=completeness.in_words(version.missing, language, completeness.MISSING),
        flags=len(version.flags),
        has_draft=getattr(version, "has_draft", False),
    )


def address(procedure: Any) -> str:
    return reverse("catalogue:procedure", args=[procedure.jurisdiction, procedure.key])


def place(code: str, language: str) -> str:
    named = jurisdictions.named(code)
    return named.name_en if language == "en" else named.name_vi


def state(version: Any) -> str:
    words = {
        "seen": _("Đã thấy ở nguồn"),
        "draft": _("Bản thảo"),
        "published": _("Đã công bố"),
        "withdrawn": _("Đã rút"),
        "discarded": _("Đã bỏ"),
    }
    return words[version.state]


def line(version: Any, *, on: date, before: int | None) -> Line:
    procedure = version.procedure
    compared = reverse("catalogue:difference", args=[procedure.jurisdiction, procedure.key])
    since, until = queries.bounds(version)
    return Line(
        number=version.number,
        address=reverse("catalogue:version", args=[version.pk]),
        state=state(version),
        is_draft=version.state == "draft",
        can_be_withdrawn=version.state == "published" and since is not None and since > on,
        version_id=version.pk,
        when=_when(version, since, until),
        decision=version.decision,
        compared=f"{compared}?tu={before}&den={version.number}" if before is not None else "",
    )


def targets(codes: Iterable[str], language: str) -> list[str]:
    table = agencies.targets()
    found = [table[code] for code in codes if code in table]
    return [target.name_en if language == "en" else target.name_vi for target in found]


def _when(version: Any, since: date | None, until: date | None) -> str:
    if since is None:
        if version.seen_on is None:
            return ""
        seen = _("thấy ngày %(day)s") % {"day": f"{version.seen_on:%d/%m/%Y}"}
        return f"{seen} · {version.snapshot}" if version.snapshot else seen
    begins = _("từ %(day)s") % {"day": f"{since:%d/%m/%Y}"}
    if until is None:
        return begins
    return begins + " " + _("đến trước %(day)s") % {"day": f"{until:%d/%m/%Y}"}


@dataclass(frozen=True)
class Told:
    """One entry of the journal, as a sentence."""

    at: datetime
    sentence: str
    actor: str


def story(entries: Iterable[Any]) -> list[Told]:
    return [Told(entry.happened_at, _sentence(entry), _actor(entry.actor)) for entry in entries]


def _sentence(entry: Any) -> str:
    facts: Mapping[str, Any] = entry.facts
    words = _sentences().get(entry.kind)
    if words is None:
        return str(entry.kind)
    day = next((facts[name] for name in _DAYS if facts.get(name)), "")
    return words % {
        "n": facts.get("version", ""),
        "k": len(facts.get("changed", ())),
        "day": _day(day),
    }


_DAYS = ("in_force_from", "abolished_on", "since")


def _sentences() -> dict[str, str]:
    return {
        "procedure.seen": _("Thấy lần đầu ở nguồn, thành bản %(n)s"),
        "procedure.seen_changed": _("Nguồn đổi nội dung, thành bản %(n)s"),
        "procedure.seen_again": _("Nguồn mới vẫn nói như bản %(n)s"),
        "procedure.version_drafted": _("Bắt đầu soạn bản %(n)s"),
        "procedure.version_completed": _("Sửa %(k)s mục của bản %(n)s"),
        "procedure.flow_edited": _("Sửa quy trình của bản %(n)s"),
        "procedure.version_published": _("Công bố bản %(n)s, hiệu lực từ %(day)s"),
        "procedure.version_withdrawn": _("Rút bản %(n)s trước ngày hiệu lực"),
        "procedure.version_discarded": _("Bỏ bản thảo %(n)s"),
        "procedure.abolished": _("Bãi bỏ từ %(day)s"),
        "procedure.handling_set": _("Ghi nơi xử lý từ %(day)s"),
    }


def _actor(actor: str) -> str:
    return _("máy") if not actor.isdigit() else _("tài khoản số %(n)s") % {"n": actor}


def _day(text: Any) -> str:
    try:
        return f"{date.fromisoformat(str(text)):%d/%m/%Y}"
    except ValueError:
        return ""
