"""Steps as a graph: what comes before what, and how long the longest way takes. Pure.

Read from plain values that may still be wrong, because a draft is looked at while it is made:
what cannot be followed is kept in `strays`, and nothing here fails.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from motcua.reference.procedures.definition import words

WORK, OUTSIDE, APPLICANT, AUTOMATIC = "work", "outside", "applicant", "automatic"
KINDS = (WORK, OUTSIDE, APPLICANT, AUTOMATIC)
_KIND_OF_ROLE = {"outside": OUTSIDE, "applicant": APPLICANT}


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of time as it was written; the unit may be one that nobody knows."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step: who does it, how long, and what it needs. `counts`: it counts to the limit."""

    order: int
    name_vi: str
    name_en: str
    owner: str
    role: str
    kind: str = WORK
    span: Span | None = None
    waits: bool = False
    counts: bool = True
    papers: tuple[str, ...] = ()
    result: str = ""
    recorded_by: str = ""
    note_vi: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Tasks in order, and before each the tasks that must be done. `strays`: task, no such one."""

    tasks: tuple[Task, ...]
    before: Mapping[int, frozenset[int]]
    strays: tuple[tuple[int, int], ...] = ()
    owners: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def task(self, order: int) -> Task:
        return next(task for task in self.tasks if task.order == order)

    @property
    def orders(self) -> tuple[int, ...]:
        return tuple(task.order for task in self.tasks)


def of_values(values: Mapping[str, Any]) -> Flow:
    """Return the flow of a definition's plain values, right or wrong."""
    rows = tables(values.get("steps"))
    tasks = tuple(_task(row, number) for number, row in enumerate(rows, start=1))
    placed = [(_beside(row), _orders(row.get("after"))) for row in rows]
    return flow_of(tasks, placed)


def flow_of(tasks: Sequence[Task], placed: Iterable[tuple[int | None, tuple[int, ...]]]) -> Flow:
    """Return tasks with what comes before each: beside another, after some, or after all that is.

    Where nothing is said, a task comes after every one that nothing follows yet: the same rule as
    for lists between agencies.
    """
    known = {task.order for task in tasks}
    before: dict[int, frozenset[int]] = {}
    strays: list[tuple[int, int]] = []
    for task, (beside, after) in zip(tasks, placed, strict=True):
        named = after if beside is None else (beside,)
        strays += [(task.order, one) for one in named if one not in known]
        if beside is not None and beside in before:
            before[task.order] = before[beside]
        elif beside is None and after:
            before[task.order] = frozenset(one for one in after if one in known)
        else:
            if beside in known:  # It stands later: nobody can begin together with it yet.
                strays.append((task.order, beside))
            before[task.order] = _open_ends(before)
    return Flow(tasks=tuple(tasks), before=before, strays=tuple(strays))


def reached(flow: Flow) -> tuple[int, ...]:
    """Return the tasks that come to their turn, each after all before it."""
    done: list[int] = []
    seen: set[int] = set()
    found = True
    while found:
        found = False
        for order in flow.orders:
            if order not in seen and flow.before[order] <= seen:
                done.append(order)
                seen.add(order)
                found = True
    return tuple(done)


def circling(flow: Flow) -> tuple[int, ...]:
    """Return the tasks that wait, by whatever way, for themselves."""
    return tuple(one for one in flow.orders if one in _ancestors(flow, one))


def followers(flow: Flow, order: int) -> frozenset[int]:
    """Return every task that comes after this one, at any distance."""
    return frozenset(one for one in flow.orders if order in _ancestors(flow, one))


def open_ends(flow: Flow) -> tuple[int, ...]:
    """Return the tasks that nothing follows, in order."""
    ends = _open_ends(flow.before)
    return tuple(one for one in flow.orders if one in ends)


def longest(
    flow: Flow, costs: Mapping[int, Decimal], *, among: Iterable[int]
) -> tuple[Decimal, tuple[int, ...]]:
    """Return what the dearest way through some tasks costs, and the tasks on it that cost."""
    wanted = set(among)
    found: dict[int, tuple[Decimal, tuple[int, ...]]] = {}
    for order in reached(flow):
        ways = [found[one] for one in flow.before[order] if one in found]
        total, way = max(ways, key=lambda one: (one[0], one[1]), default=(Decimal(0), ()))
        own = costs.get(order, Decimal(0)) if order in wanted else Decimal(0)
        found[order] = (total + own, (*way, order) if own else way)
    return max(found.values(), key=lambda one: (one[0], one[1]), default=(Decimal(0), ()))


def tables(given: Any) -> list[Mapping[str, Any]]:
    """Return the tables of a list; of what is no list, none."""
    return [row for row in given if isinstance(row, Mapping)] if isinstance(given, list) else []


def texts(given: Any) -> tuple[str, ...]:
    """Return the texts of a list; of what is no list, none."""
    return tuple(one for one in given if isinstance(one, str)) if isinstance(given, list) else ()


def span_of(given: Any) -> Span | None:
    """Return an amount of time as it was written; None where none was, or none can be read."""
    if not isinstance(given, Mapping) or given.get("value") in (None, ""):
        return None
    try:
        value = Decimal(str(given["value"]))
    except InvalidOperation:
        return None
    return Span(value, str(given.get("unit") or "")) if value.is_finite() else None


def _task(row: Mapping[str, Any], number: int) -> Task:
    role = str(row.get("role") or "")
    order = row.get("order")
    return Task(
        order=order if type(order) is int else number,
        name_vi=str(row.get("name_vi") or ""),
        name_en=str(row.get("name_en") or ""),
        owner=str(row.get("unit") or ""),
        role=role,
        kind=_KIND_OF_ROLE.get(role, WORK),
        span=span_of(row.get("limit")),
        waits=row.get("waits_for_applicant") is True,
        papers=texts(row.get("papers")),
        result=str(row.get("result") or ""),
        recorded_by=str(row.get("recorded_by") or ""),
        note_vi=str(row.get("note_vi") or ""),
    )


def _beside(row: Mapping[str, Any]) -> int | None:
    given = row.get("parallel_with")
    return given if type(given) is int else None


def _orders(given: Any) -> tuple[int, ...]:
    return tuple(one for one in given if type(one) is int) if isinstance(given, list) else ()


def _ancestors(flow: Flow, order: int) -> frozenset[int]:
    found: set[int] = set()
    left = list(flow.before[order])
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += flow.before[one]
    return frozenset(found)


def _open_ends(before: Mapping[int, frozenset[int]]) -> frozenset[int]:
    followed = frozenset().union(*before.values()) if before else frozenset()
    return frozenset(before) - followed


def owners_named(flow: Flow) -> list[str]:
    """Return who has a part, in the order of their first task; "" is nobody."""
    return list(dict.fromkeys(task.owner for task in flow.tasks))


def is_named_unit(owner: str) -> bool:
    return owner.startswith(words.NAMED_UNIT)
