"""Papers, results, fees and questions of the form that do not go together. Pure."""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from motcua.reference.procedures.definition import reading
from motcua.reference.procedures.definition.table import BadDefinition
from motcua.reference.procedures.definition.words import CHANNELS
from motcua.reference.procedures.rules import agencies, completeness, defined, wording
from motcua.reference.procedures.rules.flow import graph
from motcua.reference.procedures.rules.lint.findings import Finding, found_at
from motcua.reference.procedures.rules.lint.flows import SIGNERS
from motcua.reference.procedures.rules.lint.subject import KNOWN_UNITS, Subject

LEAST_VND = 1000
SHORT = 120
_REUSED = {"lookup", "reuse", "waived"}
# How lists say "a copy of": what follows is the paper's own name.
_COPY = re.compile(
    r"^(?:[-+*•\d.)\s]*)(?:(?:01|1|mot)\s+)?"
    r"(?:(?:ban sao|ban chinh|ban chup|ban goc)\b(?:\s+(?:co )?chung thuc)?"
    r"(?:\s+hoac ban (?:chinh|sao))?(?: cua)?\s+)?"
)
_ASIDE = re.compile(r"\([^)]*\)")
# A request names the paper it asks for; an original is taken back to be changed.
_REQUEST = re.compile(r"^\W*(?:don|giay de nghi|van ban de nghi|de nghi|to khai|bao cao|cong van"
                      r"|phieu de nghi|ho so de nghi|cam ket|hop dong|giay cam)\b")  # fmt: skip
_ORIGINAL = re.compile(r"\bban (?:goc|chinh)\b")
_SIGNERS_WORDS = {"head": ("lãnh đạo đơn vị", "a head"), "leader": ("lãnh đạo cơ quan", "a leader")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A paper that an office of the province issued, or can look up."""

    code: str
    words: tuple[str, ...]
    store: tuple[str, str]


@functools.cache
def held_papers() -> tuple[Held, ...]:
    """Return the list of result papers the province holds, as the data have it."""
    text = files("motcua").joinpath("data/procedures/held_papers.toml").read_text("utf-8")
    said = tomllib.loads(text)
    stores = {code: (row["vi"], row["en"]) for code, row in said["stores"].items()}
    return tuple(
        Held(code=row["code"], words=tuple(row["words"]), store=stores[row["store"]])
        for row in said["papers"]
    )


@functools.lru_cache(maxsize=4096)
def held(name: str) -> tuple[Held | None, bool]:
    """Return the held paper a name means, and whether it means nothing else."""
    folded = agencies.folded(_ASIDE.sub(" ", name)).strip(" .;:,-")
    if _REQUEST.match(folded):
        return None, False
    bare = _COPY.sub("", folded, count=1).strip(" .;:,-")
    near: Held | None = None
    for paper in held_papers():
        if bare in paper.words:
            return paper, _ORIGINAL.search(folded) is None
        if near is None and any(f" {one} " in f" {folded} " for one in paper.words):
            near = paper
    return near, False


def check_readable(subject: Subject) -> Iterator[Finding]:
    """Find a definition that the grammar refuses."""
    if subject.values is None:
        return
    try:
        reading.from_values(subject.values, source="")
    except BadDefinition as bad:
        yield found_at("unreadable", what=f"{bad.key}: {bad.problem}"[:SHORT])
    except (TypeError, ValueError, AttributeError, OverflowError):
        yield found_at("unreadable", what="?")


def check_limit(subject: Subject) -> Iterator[Finding]:
    """Find limits that nobody can count, or two that differ."""
    content = subject.content
    for span in subject.limits:
        if span.unit not in KNOWN_UNITS:
            yield found_at("limit_unit_unknown", what=span.unit)
    yield from _unreached(subject)
    if content is None:
        return
    if "stages_exceed_limit" in completeness.flags(content, {}, has_code=True):
        yield found_at("stages_over_limit")
    rows = [row for row in subject.rows("time_limits") if isinstance(row.get("limit"), Mapping)]
    if rows and content.time_limit.is_usable and not _says_same(content, rows[0]["limit"]):
        counted = f"{rows[0]['limit'].get('value')} {rows[0]['limit'].get('unit')}"
        said = tuple(wording.limit(content.time_limit, one) for one in ("vi", "en"))
        yield found_at("limit_differs", said=(said[0], said[1]), counted=counted)


def check_papers(subject: Subject) -> Iterator[Finding]:
    """Find papers that are demanded although the province holds them, and papers unknown."""
    for name in _demanded(subject):
        paper, is_exact = held(name)
        if paper is not None:
            code = "paper_held" if is_exact else "paper_may_be_held"
            yield found_at(code, what=_short(name), held=paper.store)
    if subject.is_list:
        return
    codes = _codes(subject, "components")
    for task in subject.flow.tasks:
        for one in task.papers:
            if one not in codes:
                yield found_at("paper_unknown", task.order, what=one)


def check_results(subject: Subject) -> Iterator[Finding]:
    """Find a process that makes nothing, or whose result nobody signs."""
    if subject.is_list:
        return
    rows = subject.rows("results")
    content = subject.content
    if subject.has_steps and not rows:
        yield found_at("no_result")
    elif not rows and content is not None and not content.results:
        yield found_at("result_unnamed_in_source")
    roles = {task.role for task in subject.flow.tasks}
    for row in rows if subject.has_steps else ():
        who = str(row.get("signed_by", "head"))
        if who in SIGNERS and who not in roles:
            name = str(row.get("name_vi") or "")
            yield found_at("signer_missing", what=_short(name), who=_SIGNERS_WORDS[who])
    codes = _codes(subject, "results")
    for task in subject.flow.tasks:
        if task.result and task.result not in codes:
            yield found_at("result_unknown", task.order, what=task.result)


def check_fees(subject: Subject) -> Iterator[Finding]:
    """Find amounts that are probably in thousands, unless a person has confirmed them."""
    content = subject.content
    if subject.is_list or (content is not None and content.fee_confirmed):
        return
    amounts = set(_amounts(subject))
    for amount in sorted(one for one in amounts if 0 < one < LEAST_VND):
        yield found_at("fee_below_1000", what=str(amount))


def check_form(subject: Subject) -> Iterator[Finding]:
    """Find what the form would have to ask, and does not."""
    asked = [one for row in subject.rows("sections") for one in graph.tables(row.get("fields"))]
    known = {str(field.get("code")) for field in asked}
    for fee in subject.rows("fees"):
        where = str(fee.get("name_vi") or fee.get("code") or "?")
        for name in filter(None, (fee.get("field"), fee.get("copies_field"))):
            if str(name).partition(".")[0] not in known:
                yield found_at("field_missing", where=_short(where), what=str(name))
    for row in (*subject.rows("components"), *subject.rows("fees"), *subject.rows("sections")):
        where = str(row.get("name_vi") or row.get("title_vi") or row.get("code") or "?")
        for key in ("needed_if", "applies_if", "shown_if"):
            for name in _fields(row.get(key)):
                if name.partition(".")[0] not in known:
                    yield found_at("field_missing", where=_short(where), what=name)
    papers = _codes(subject, "components")
    for field in asked:
        named = field.get("component")
        if named and str(named) not in papers:
            where = _short(str(field.get("label_vi") or field.get("code")))
            yield found_at("component_missing", where=where, what=str(named))


def _unreached(subject: Subject) -> Iterator[Finding]:
    """Find limits that no dossier is counted by: the first row that names its channel counts."""
    named: set[str] = set()
    for number, row in enumerate(subject.rows("time_limits"), start=1):
        own = set(graph.texts(row.get("channels"))) or set(CHANNELS)
        if own <= named:
            yield found_at("limit_unreached", what=str(number))
        named |= own


CHECKS = (check_limit, check_papers, check_results, check_fees, check_form, check_readable)


def _demanded(subject: Subject) -> Iterator[str]:
    """Return the names of papers that must be handed in, and may not be looked up instead."""
    rows = subject.rows("components")
    if rows:
        for row in rows:
            ways = set(graph.texts(row.get("fulfilment")))
            is_asked = row.get("required", True) or row.get("needed_if")
            if is_asked and row.get("kind") not in ("to_show", "form") and not ways & _REUSED:
                yield str(row.get("name_vi") or "")
        return
    for paper in subject.content.papers if subject.content else ():
        if paper.is_required and not paper.is_reusable and not _is_shown_only(paper):
            yield paper.name_vi


def _is_shown_only(paper: Any) -> bool:
    said = agencies.folded(f"{paper.group or ''} {paper.name_vi}")
    return "xuat trinh" in said


def _amounts(subject: Subject) -> Iterator[int]:
    for fee in subject.rows("fees"):
        tiers = [row.get("vnd") for row in graph.tables(fee.get("tiers"))]
        amounts = fee.get("amounts")
        options = list(amounts.values()) if isinstance(amounts, Mapping) else []
        yield from (one for one in (fee.get("vnd"), *tiers, *options) if type(one) is int)
    content = subject.content
    if content is None:
        return
    fees = [one for one in completeness.all_fees(content) if one.currency in (None, "VND")]
    yield from (one.amount for one in fees if one.amount is not None)
    if content.fee_vnd is not None:
        yield content.fee_vnd


def _says_same(content: Any, limit: Mapping[str, Any]) -> bool:
    said = defined.in_units(limit)
    return said is None or (float(content.time_limit.value), content.time_limit.unit) == said


def _fields(condition: Any) -> Iterator[str]:
    if not isinstance(condition, Mapping):
        return
    if isinstance(condition.get("field"), str):
        yield condition["field"]
    for key in ("all", "any"):
        for part in graph.tables(condition.get(key)):
            yield from _fields(part)
    yield from _fields(condition.get("not"))


def _codes(subject: Subject, name: str) -> set[str]:
    return {str(row.get("code")) for row in subject.rows(name)}


def _short(name: str) -> str:
    flat = " ".join(name.split())
    return flat if len(flat) <= SHORT else flat[: SHORT - 1] + "…"
