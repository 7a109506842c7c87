"""What is looked at: a version's definition and content, or a list between agencies. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from motcua.reference.procedures.definition import words
from motcua.reference.procedures.rules.content import Content
from motcua.reference.procedures.rules.flow import graph
from motcua.reference.procedures.rules.flow.graph import Flow, Span

# What the catalogue's records call their units.
_UNITS = {"working_day": "working_day", "day": "calendar_day", "hour": "working_hour",
          "month": "month"}  # fmt: skip
KNOWN_UNITS = (*words.LIMIT_UNITS, "clock_hour", "day")


def is_everywhere(owner: str) -> bool:
    """Say yes: for looking at a definition where no units are at hand."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A version before the rules. `is_there` says whether a named unit stands in the register."""

    flow: Flow
    values: Mapping[str, Any] | None = None
    content: Content | None = None
    limits: tuple[Span, ...] = ()
    after_payment: Span | None = None
    sorts: frozenset[str] = frozenset(words.UNITS)
    roles: frozenset[str] = frozenset(words.ROLES)
    is_there: Callable[[str], bool] = is_everywhere
    is_list: bool = False

    @property
    def has_steps(self) -> bool:
        return bool(self.flow.tasks)

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """Return the tables of a definition under a name; what is none is left out."""
        return graph.tables((self.values or {}).get(name))


def of_version(
    values: Mapping[str, Any] | None,
    content: Content,
    *,
    is_there: Callable[[str], bool] = is_everywhere,
) -> Subject:
    """Return a version as the rules look at it."""
    flow = graph.of_values(values or {})
    return Subject(
        flow=flow,
        values=values,
        content=content,
        limits=_limits(values, content),
        after_payment=graph.span_of(_at(values, "after_payment").get("limit")),
        is_there=is_there,
    )


def _limits(values: Mapping[str, Any] | None, content: Content) -> tuple[Span, ...]:
    rows = graph.tables((values or {}).get("time_limits"))
    spans = [span for row in rows if (span := graph.span_of(row.get("limit")))]
    if spans:
        return tuple(spans)
    said = content.time_limit
    if said.value is None or not said.unit or (said.value == 0 and not said.same_day):
        return ()
    value = said.value if said.value > 0 else Decimal(1)
    return (Span(value, _UNITS.get(said.unit, said.unit)),)


def _at(values: Mapping[str, Any] | None, name: str) -> Mapping[str, Any]:
    given = (values or {}).get(name)
    return given if isinstance(given, Mapping) else {}
