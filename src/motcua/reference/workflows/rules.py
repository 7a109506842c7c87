"""Who follows whom in a step list, how long it takes, and what it says against itself. Pure."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from motcua.reference.workflows.definition.shape import Span, Step, Workflow

# Internal processes are written in working hours, eight a day; a clock has twenty-four.
_DAYS = {
    "working_hour": Decimal(1) / 8,
    "clock_hour": Decimal(1) / 24,
    "half_day": Decimal(1) / 2,
    "working_day": Decimal(1),
    "calendar_day": Decimal(1),
    "day": Decimal(1),
    "month": Decimal(30),
}
UNITS_VI = {
    "working_hour": "giờ làm việc",
    "clock_hour": "giờ",
    "half_day": "buổi",
    "working_day": "ngày làm việc",
    "calendar_day": "ngày lịch",
    "day": "ngày",
    "month": "tháng",
}


def predecessors(workflow: Workflow) -> dict[int, frozenset[int]]:
    """Return what must be done before each step.

    Where nothing else is said, a step comes after every step that nothing follows yet.
    """
    found: dict[int, frozenset[int]] = {}
    for step in workflow.steps:
        if step.parallel_with is not None:
            found[step.order] = found[step.parallel_with]
        elif step.after:
            found[step.order] = frozenset(step.after)
        else:
            found[step.order] = _open_ends(found)
    return found


def ready(workflow: Workflow, *, done: Collection[int], live: Collection[int]) -> list[Step]:
    """Return the steps that can begin now: all before them done, and not begun themselves."""
    before = predecessors(workflow)
    return [
        step
        for step in workflow.steps
        if step.order not in done and step.order not in live and before[step.order] <= set(done)
    ]


def followers(workflow: Workflow, order: int) -> frozenset[int]:
    """Return every step that comes after this one, at any distance."""
    before = predecessors(workflow)
    found = {order}
    for step in workflow.steps:  # A step's predecessors always stand before it.
        if before[step.order] & found:
            found.add(step.order)
    return frozenset(found - {order})


def groups(workflow: Workflow) -> list[list[int]]:
    """Return the steps that begin together, in order."""
    before = predecessors(workflow)
    together: dict[frozenset[int], list[int]] = {}
    for step in workflow.steps:
        together.setdefault(before[step.order], []).append(step.order)
    return list(together.values())


def days_of(span: Span | None) -> Decimal:
    """Return a span as days of the kind it names; nothing known counts as none."""
    return span.value * _DAYS[span.unit] if span else Decimal(0)


def sum_of(workflow: Workflow) -> Decimal:
    """Return the days of all steps one after another."""
    return sum((days_of(step.limit) for step in workflow.steps), Decimal(0))


def critical_path(
    workflow: Workflow, *, with_optional: bool = False
) -> tuple[Decimal, tuple[int, ...]]:
    """Return the days of the longest way through the steps that count, and that way."""
    before = predecessors(workflow)
    longest: dict[int, tuple[Decimal, tuple[int, ...]]] = {}
    for step in workflow.steps:
        counts = (with_optional or not step.is_optional) and not step.is_beyond_total
        reached = [longest[one] for one in before[step.order]]
        days, way = max(reached, key=lambda one: one[0], default=(Decimal(0), ()))
        own = days_of(step.limit) if counts else Decimal(0)
        longest[step.order] = (days + own, (*way, step.order) if own else way)
    return max(longest.values(), key=lambda one: one[0])


def contradictions(workflow: Workflow) -> list[str]:
    """Return what the list says against itself, in sentences a clerk understands."""
    return [
        *_over_total(workflow),
        *_mixed_days(workflow),
        *_without_time(workflow),
        *_missing_numbers(workflow),
    ]


def _over_total(workflow: Workflow) -> list[str]:
    if workflow.total is None:
        return ["Chưa rõ tổng thời hạn của cả quy trình."]
    allowed, found = days_of(workflow.total), []
    days, way = critical_path(workflow)
    if days > allowed:
        found.append(
            f"Các bước {_numbers(way)} cộng lại {_figure(days)} ngày,"
            f" nhưng tổng thời hạn chỉ {_figure(allowed)} ngày."
        )
    with_optional, way = critical_path(workflow, with_optional=True)
    if with_optional > max(days, allowed):
        found.append(
            f"Khi có bước tùy chọn, các bước {_numbers(way)} cộng lại"
            f" {_figure(with_optional)} ngày, quá tổng thời hạn {_figure(allowed)} ngày."
        )
    return found


def _mixed_days(workflow: Workflow) -> list[str]:
    units = {step.limit.unit for step in workflow.steps if step.limit}
    if not {"working_day", "calendar_day"} <= units:
        return []
    return ["Cộng lẫn ngày làm việc với ngày lịch: tổng chỉ đúng khi quy về một loại ngày."]


def _without_time(workflow: Workflow) -> list[str]:
    silent = [step.order for step in workflow.steps if step.is_ours and step.limit is None]
    if not silent:
        return []
    return [f"Bước {_numbers(silent)} chưa rõ thời hạn: không tính giờ."]


def _missing_numbers(workflow: Workflow) -> list[str]:
    orders = [step.order for step in workflow.steps]
    missing = sorted(set(range(orders[0], orders[-1])) - set(orders))
    return [f"Đánh số thiếu bước {_numbers(missing)}."] if missing else []


def _open_ends(before: Mapping[int, frozenset[int]]) -> frozenset[int]:
    followed = frozenset().union(*before.values()) if before else frozenset()
    return frozenset(before) - followed


def _numbers(orders: Sequence[int]) -> str:
    return ", ".join(map(str, orders))


def _figure(days: Decimal) -> str:
    return f"{days.normalize():f}".replace(".", ",")
