"""Read step lists strictly: an unknown word, unit or predecessor is refused with its place."""

import functools
import json
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from motcua.reference.procedures.definition.table import BadDefinition, Table
from motcua.reference.workflows.definition.shape import (
    CONFIDENCES,
    KINDS,
    LEVELS,
    LIMIT_UNITS,
    TOTAL_UNITS,
    Span,
    Step,
    Workflow,
)

FOLDER = Path(__file__).resolve().parents[3] / "data" / "workflows"


def values_of(path: Path) -> list[dict[str, Any]]:
    """Return what each list of a file holds, as plain values of JSON.

    :raises BadDefinition: it is no TOML, or holds something beside `workflows`.
    """
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadDefinition(path.name, "(file)", f"is not TOML: {error}") from error
    table = Table(read, source=path.name)
    lists = table.raw("workflows")
    table.nothing_else()
    if not isinstance(lists, list) or not lists:
        raise table.bad("workflows", "holds no list")
    plain: list[dict[str, Any]] = json.loads(json.dumps(lists, default=str))
    return plain


def from_values(values: Mapping[str, Any], *, source: str) -> Workflow:
    """Read one list from plain values.

    :raises BadDefinition: it says what the grammar does not know, or contradicts itself.
    """
    table = Table(values, source=source)
    default = table.word("confidence", CONFIDENCES)
    workflow = Workflow(
        code=table.text("code"),
        procedures=table.words("procedures"),
        name_vi=table.text("name_vi"),
        name_en=table.text("name_en"),
        province_vi=table.text("province_vi", ""),
        is_between_agencies=table.switch("inter_agency"),
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to"),
        total=_span(table.table("total"), TOTAL_UNITS),
        steps=tuple(_step(one, default) for one in table.tables("steps")),
        notes_en=table.words("notes_en"),
        source=table.text("source"),
        confidence=default,
        changes=table.words("changes"),
    )
    table.nothing_else()
    _check_order(workflow, table)
    return workflow


@functools.cache
def sorts() -> Mapping[str, Mapping[str, Any]]:
    """Return the sorts of units a list may name, with their names."""
    read: dict[str, dict[str, Any]] = tomllib.loads(
        (FOLDER / "sorts.toml").read_text(encoding="utf-8")
    )
    return read


@functools.cache
def outside_sorts() -> frozenset[str]:
    """Return the sorts whose agencies are not in the system: their answers are recorded."""
    return frozenset(code for code, sort in sorts().items() if sort.get("outside"))


def shown_to(sort: str) -> tuple[list[str], list[str]]:
    """Return what of the applicant, and which papers, an agency of a sort sees with its part."""
    said = sorts()[sort]
    return list(said.get("shows", ["full_name"])), list(said.get("papers", []))


def _step(table: Table, default: str) -> Step:
    step = Step(
        order=table.whole("order"),
        name_vi=table.text("name_vi"),
        name_en=table.text("name_en"),
        actor_vi=table.text("actor_vi"),
        actor_en=table.text("actor_en"),
        level=table.word("level", LEVELS),
        unit=table.word("unit", sorted(sorts())),
        kind=table.word("kind", KINDS, "office"),
        limit=_span(table.table("limit"), LIMIT_UNITS),
        parallel_with=table.whole("parallel_with") if table.has("parallel_with") else None,
        after=_orders(table, "after"),
        is_optional=table.switch("optional"),
        silence_consents=table.switch("silence_consents"),
        silence_basis=table.text("silence_basis", ""),
        is_beyond_total=table.switch("beyond_total"),
        confidence=table.word("confidence", CONFIDENCES, default),
        note_en=table.text("note_en", ""),
    )
    table.nothing_else()
    if step.silence_consents and not (step.limit and step.silence_basis):
        raise table.bad("silence_consents", "needs a limit and its silence_basis")
    if step.parallel_with is not None and step.after:
        raise table.bad("after", "parallel_with says already after what it comes")
    return step


def _span(table: Table | None, units: Iterable[str]) -> Span | None:
    if table is None:
        return None
    value = table.figure("value")
    span = Span(Decimal(str(value)), table.word("unit", tuple(units)))
    table.nothing_else()
    if value is None or value <= 0:
        raise table.bad("value", "is not above zero; leave the limit out where nobody knows it")
    return span


def _orders(table: Table, key: str) -> tuple[int, ...]:
    values = table.raw(key) or []
    if not isinstance(values, list) or not all(type(value) is int for value in values):
        raise table.bad(key, "is not a list of step numbers")
    return tuple(values)


def _check_order(workflow: Workflow, table: Table) -> None:
    if not workflow.steps:
        raise table.bad("steps", "there is none")
    seen: list[int] = []
    for number, step in enumerate(workflow.steps):
        place = f"steps[{number}]"
        if seen and step.order <= seen[-1]:
            raise table.bad(f"{place}.order", f"{step.order} does not come after {seen[-1]}")
        beside = () if step.parallel_with is None else (step.parallel_with,)
        for named in (*beside, *step.after):
            if named not in seen:
                raise table.bad(place, f"names step {named}, which does not stand before it")
        seen.append(step.order)
