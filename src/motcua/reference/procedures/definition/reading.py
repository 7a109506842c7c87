"""Read a definition from TOML (what people write) or JSON (what a version keeps)."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from motcua.reference.procedures.definition import conditions, forms, words
from motcua.reference.procedures.definition.shape import (
    Agencies,
    Basis,
    Component,
    Definition,
    Fee,
    Limit,
    Result,
    Step,
    TimeLimit,
    Waiver,
)
from motcua.reference.procedures.definition.table import BadDefinition, Table
from motcua.spine import law


def from_file(path: Path) -> Definition:
    """Read one file; its name is the code.

    :raises BadDefinition: it cannot be read, or says what the grammar does not know.
    """
    definition = from_values(values_of(path), source=path.name)
    if definition.code != path.stem:
        raise BadDefinition(path.name, "code", f"{definition.code!r} is not the file's name")
    return definition


def values_of(path: Path) -> dict[str, Any]:
    """Return what the file holds, as plain values.

    :raises BadDefinition: it is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadDefinition(path.name, "(file)", f"is not TOML: {error}") from error


def from_values(values: Mapping[str, Any], *, source: str) -> Definition:
    """Read a definition from plain values; days may be texts, as JSON has them.

    :raises BadDefinition: it says what the grammar does not know, or contradicts itself.
    """
    table = Table(values, source=source)
    default = table.word("confidence", law.CONFIDENCES)
    agencies = table.table("agencies")
    after = table.table("after_payment")
    definition = Definition(
        code=table.text("code"),
        jurisdiction=table.text("jurisdiction", "national"),
        name_vi=table.text("name_vi"),
        name_en=table.text("name_en"),
        field_vi=table.text("field_vi", ""),
        level=table.word("level", ("commune", "province", ""), ""),
        is_plain=table.switch("plain"),
        confidence=default,
        decision=table.text("decision", ""),
        in_force_from=table.day("in_force_from"),
        service_level=table.word("service_level", words.SERVICE_LEVELS),
        applicants=table.words("applicants", words.APPLICANTS),
        agencies=_agencies(agencies) if agencies else None,
        time_limits=tuple(_time_limit(one, default) for one in table.tables("time_limits")),
        after_payment=_time_limit(after, default) if after else None,
        is_immediate=table.switch("immediate"),
        sections=tuple(forms.section(one) for one in table.tables("sections")),
        rules=tuple(forms.rule(one) for one in table.tables("rules")),
        components=tuple(_component(one, default) for one in table.tables("components")),
        fees=tuple(_fee(one, default) for one in table.tables("fees")),
        steps=tuple(_step(one, default) for one in table.tables("steps")),
        results=tuple(_result(one, default) for one in table.tables("results")),
        legal_basis=tuple(_basis(one, default) for one in table.tables("legal_basis")),
    )
    table.nothing_else()
    _agree(definition, source)
    return definition


def _agencies(table: Table) -> Agencies:
    agencies = Agencies(
        receiving=table.words("receiving", words.UNITS),
        resolving=table.word("resolving", words.UNITS),
        coordinating=table.words("coordinating", words.UNITS),
    )
    table.nothing_else()
    return agencies


def limit(table: Table | None) -> Limit | None:
    """Read an amount of time."""
    if table is None:
        return None
    value = table.figure("value")
    if value is None or value <= 0:
        raise table.bad("value", "is not more than nothing")
    cutoff = table.text("cutoff", "")
    if cutoff and not re.fullmatch(words.CUTOFF, cutoff):
        raise table.bad("cutoff", "is neither an hour nor so long before closing")
    read = Limit(value=value, unit=table.word("unit", words.LIMIT_UNITS), cutoff=cutoff)
    table.nothing_else()
    return read


def _needed(table: Table, key: str) -> Limit:
    read = limit(table.table(key))
    if read is None:
        raise table.bad(key, "is missing")
    return read


def _time_limit(table: Table, confidence: str) -> TimeLimit:
    read = TimeLimit(
        channels=table.words("channels", words.CHANNELS) or words.CHANNELS,
        limit=_needed(table, "limit"),
        extended=limit(table.table("extended")),
        extended_if_vi=table.text("extended_if_vi", ""),
        extended_if_en=table.text("extended_if_en", ""),
        basis=table.text("basis", ""),
        confidence=table.word("confidence", law.CONFIDENCES, confidence),
    )
    table.nothing_else()
    return read


def _component(table: Table, confidence: str) -> Component:
    read = Component(
        code=table.text("code"),
        name_vi=table.text("name_vi"),
        name_en=table.text("name_en"),
        kind=table.word("kind", words.COMPONENT_KINDS, "paper"),
        originals=table.whole("originals", 0),
        copies=table.whole("copies", 0),
        fulfilment=table.words("fulfilment", words.FULFILMENTS) or ("upload", "scan"),
        required=table.switch("required", True),
        needed_if=conditions.read(table.table("needed_if")),
        condition_vi=table.text("condition_vi", ""),
        condition_en=table.text("condition_en", ""),
        form_code=table.text("form_code", ""),
        confidence=table.word("confidence", law.CONFIDENCES, confidence),
    )
    table.nothing_else()
    return read


def _fee(table: Table, confidence: str) -> Fee:
    word = table.word("word", words.FEE_WORDS)
    amounts = table.table("amounts")
    read = Fee(
        code=table.text("code"),
        kind=table.word("kind", words.FEE_KINDS, "charge"),
        name_vi=table.text("name_vi"),
        name_en=table.text("name_en"),
        word=word,
        vnd=table.whole("vnd", 0),
        vnd_max=table.whole("vnd_max", 0),
        tiers=tuple((one.whole("from"), one.whole("vnd")) for one in table.tables("tiers")),
        amounts=_amounts(amounts) if amounts else {},
        field=table.text("field", ""),
        copies_field=table.text("copies_field", ""),
        channels=table.words("channels", words.CHANNELS) or words.CHANNELS,
        applies_if=conditions.read(table.table("applies_if")),
        waivers=tuple(_waiver(one) for one in table.tables("waivers")),
        due=table.word("due", words.FEE_DUE, "intake"),
        basis=table.text("basis", ""),
        confidence=table.word("confidence", law.CONFIDENCES, confidence),
    )
    table.nothing_else()
    needs = {"fixed": "vnd", "per_copy": "vnd", "per_area": "vnd", "per_page": "tiers"}.get(word)
    if needs and not getattr(read, needs):
        raise table.bad(needs, f"is missing, and {word!r} cannot be reckoned without it")
    if word in ("per_copy", "per_page", "per_area", "by_option") and not read.field:
        raise table.bad("field", f"is missing, and {word!r} cannot be reckoned without it")
    return read


def _amounts(table: Table) -> Mapping[str, int]:
    values = {key: table.whole(key) for key in list(table.keys())}
    table.nothing_else()
    return values


def _waiver(table: Table) -> Waiver:
    read = Waiver(
        code=table.text("code"),
        name_vi=table.text("name_vi"),
        name_en=table.text("name_en"),
        condition=conditions.read(table.table("if")),
        basis=table.text("basis", ""),
    )
    table.nothing_else()
    return read


def _step(table: Table, confidence: str) -> Step:
    parallel = table.figure("parallel_with")
    read = Step(
        order=table.whole("order"),
        name_vi=table.text("name_vi"),
        name_en=table.text("name_en"),
        unit=_unit(table),
        role=table.word("role", words.ROLES),
        limit=limit(table.table("limit")),
        parallel_with=None if parallel is None else int(parallel),
        waits_for_applicant=table.switch("waits_for_applicant"),
        result=table.text("result", ""),
        note_vi=table.text("note_vi", ""),
        confidence=table.word("confidence", law.CONFIDENCES, confidence),
        after=table.wholes("after"),
        papers=table.words("papers"),
        recorded_by=table.word("recorded_by", words.RECORDERS, ""),
    )
    table.nothing_else()
    return read


def _unit(table: Table) -> str:
    named = table.raw("unit")
    if isinstance(named, str) and named.startswith(words.NAMED_UNIT):
        return named
    return table.word("unit", words.UNITS)


def _result(table: Table, confidence: str) -> Result:
    read = Result(
        code=table.text("code"),
        name_vi=table.text("name_vi"),
        name_en=table.text("name_en"),
        template=table.text("template"),
        signed_by=table.word("signed_by", words.ROLES, "head"),
        validity=limit(table.table("validity")),
        confidence=table.word("confidence", law.CONFIDENCES, confidence),
    )
    table.nothing_else()
    return read


def _basis(table: Table, confidence: str) -> Basis:
    read = Basis(
        number=table.text("number"),
        title_vi=table.text("title_vi", ""),
        articles=table.text("articles", ""),
        confidence=table.word("confidence", law.CONFIDENCES, confidence),
    )
    table.nothing_else()
    return read


def _agree(definition: Definition, source: str) -> None:
    _each_once(source, "sections", (one.code for one in definition.sections))
    _each_once(source, "fields", (one.code for one in definition.fields))
    _each_once(source, "components", (one.code for one in definition.components))
    _each_once(source, "steps", (str(one.order) for one in definition.steps))
    _after_what_stands_before(definition, source)
    known = {field.code for field in definition.fields}
    asked = [(f"components.{one.code}.needed_if", one.needed_if) for one in definition.components]
    asked += [(f"fees.{one.code}.applies_if", one.applies_if) for one in definition.fees]
    asked += [(f"sections.{one.code}.shown_if", one.shown_if) for one in definition.sections]
    for field in definition.fields:
        asked += [(f"fields.{field.code}.shown_if", field.shown_if)]
        asked += [(f"fields.{field.code}.required_if", field.required_if)]
    for fee in definition.fees:
        asked += [(f"fees.{fee.code}.waivers.{one.code}", one.condition) for one in fee.waivers]
        for name in filter(None, (fee.field, fee.copies_field)):
            _known(source, f"fees.{fee.code}", name, known)
    for place, condition in asked:
        for name in conditions.fields_of(condition):
            _known(source, place, name.partition(".")[0], known)
    for rule in definition.rules:
        names = [rule.arguments[key] for key in ("field", "than") if key in rule.arguments]
        for name in [*names, *rule.arguments.get("fields", [])]:
            _known(source, f"rules.{rule.name}", name.partition(".")[0], known)
    for field in definition.fields:
        if field.component and field.component not in {one.code for one in definition.components}:
            raise BadDefinition(source, f"fields.{field.code}.component", "is no component")


def _after_what_stands_before(definition: Definition, source: str) -> None:
    seen: set[int] = set()
    papers = {one.code for one in definition.components}
    for step in definition.steps:
        place = f"steps.{step.order}"
        if not set(step.after) <= seen:
            raise BadDefinition(source, f"{place}.after", "names a step that stands not before it")
        if step.after and step.parallel_with is not None:
            raise BadDefinition(source, f"{place}.after", "parallel_with says that already")
        if not set(step.papers) <= papers:
            raise BadDefinition(source, f"{place}.papers", "names what is no component", papers)
        seen.add(step.order)


def _known(source: str, place: str, name: str, known: set[str]) -> None:
    if name not in known:
        raise BadDefinition(source, place, f"there is no field {name!r}", sorted(known))


def _each_once(source: str, what: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise BadDefinition(source, what, f"{code!r} stands twice")
        seen.add(code)
