"""Simple conditions on answers: is, in, given, all, any, not. No arithmetic, no code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.reference.procedures.definition.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold; `parts` for all, any and not, else a field and what it is compared with."""

    kind: str
    field: str = ""
    values: tuple[Any, ...] = ()
    parts: tuple["Condition", ...] = ()


def read(table: Table | None) -> Condition | None:
    """Read one condition.

    :raises BadDefinition: it says something else than the six words.
    """
    if table is None:
        return None
    condition = _read(table)
    table.nothing_else()
    return condition


def holds(condition: Condition | None, *scopes: Mapping[str, Any]) -> bool:
    """Say whether it holds for the answers; the nearest scope that knows the field counts."""
    if condition is None:
        return True
    if condition.kind == "all":
        return all(holds(part, *scopes) for part in condition.parts)
    if condition.kind == "any":
        return any(holds(part, *scopes) for part in condition.parts)
    if condition.kind == "not":
        return not holds(condition.parts[0], *scopes)
    value = answer_to(condition.field, *scopes)
    if condition.kind == "given":
        return (value not in (None, "", [], {})) is condition.values[0]
    if isinstance(value, list):
        return any(chosen in condition.values for chosen in value)
    return value in condition.values


def answer_to(path: str, *scopes: Mapping[str, Any]) -> Any:
    """Return the answer at a dotted path, looked up in the nearest scope first."""
    head, _, rest = path.partition(".")
    for scope in scopes:
        if head in scope:
            value = scope[head]
            if not rest:
                return value
            return answer_to(rest, value) if isinstance(value, Mapping) else None
    return None


def fields_of(condition: Condition | None) -> list[str]:
    """Return the fields it looks at."""
    if condition is None:
        return []
    own = [condition.field] if condition.field else []
    return own + [name for part in condition.parts for name in fields_of(part)]


def _read(table: Table) -> Condition:
    for kind in ("all", "any"):
        if table.has(kind):
            parts = tuple(_whole(part) for part in table.tables(kind))
            return Condition(kind=kind, parts=parts)
    inner = table.table("not")
    if inner is not None:
        return Condition(kind="not", parts=(_whole(inner),))
    field = table.text("field")
    if table.has("is"):
        return Condition(kind="in", field=field, values=(table.raw("is"),))
    if table.has("in"):
        values = table.raw("in")
        if not isinstance(values, list):
            raise table.bad("in", "is not a list")
        return Condition(kind="in", field=field, values=tuple(values))
    if table.has("given"):
        return Condition(kind="given", field=field, values=(table.switch("given"),))
    raise table.bad("field", "says nothing about the field", ("is", "in", "given"))


def _whole(table: Table) -> Condition:
    condition = _read(table)
    table.nothing_else()
    return condition
