"""Amounts of time held against each other, although days are of several kinds. Pure.

In working hours, eight a day. A calendar day holds at most one working day and over weeks at
least five sevenths of one, so each amount has a least and a most.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from motcua.reference.procedures.rules.flow.graph import Flow, Span

DAY = Decimal(8)  # TT 01/2018/TT-VPCP: a working day is eight hours.
_LEAST = {
    "working_hour": Decimal(1),
    "clock_hour": Decimal(1) / 3,
    "half_day": DAY / 2,
    "working_day": DAY,
    "calendar_day": DAY * 5 / 7,
    "day": DAY * 5 / 7,
    "month": DAY * 20,
}
_MOST = _LEAST | {
    "clock_hour": Decimal(1), "calendar_day": DAY, "day": DAY, "month": DAY * 23,
}  # fmt: skip
EXACT = frozenset({"working_hour", "half_day", "working_day"})
_PLACES = Decimal("0.01")


def least(span: Span) -> Decimal:
    return (span.value * _LEAST.get(span.unit, Decimal(0))).quantize(_PLACES)


def most(span: Span) -> Decimal:
    return (span.value * _MOST.get(span.unit, Decimal(0))).quantize(_PLACES)


def costs(flow: Flow) -> tuple[Mapping[int, Decimal], Mapping[int, Decimal]]:
    """Return what each task takes at least and at most; what waits or does not count is free."""
    counted = [
        task for task in flow.tasks if task.span and task.span.value > 0 and task.counts
        and not task.waits
    ]  # fmt: skip
    return (
        {task.order: least(task.span) for task in counted if task.span},
        {task.order: most(task.span) for task in counted if task.span},
    )


def in_words(hours: Decimal) -> tuple[str, str]:
    """Return working hours as days, or as hours where they are less than a day."""
    if hours < DAY:
        figure = f"{hours.normalize():f}"
        return f"{figure.replace('.', ',')} giờ làm việc", f"{figure} working hours"
    figure = f"{(hours / DAY).quantize(_PLACES).normalize():f}"
    return f"{figure.replace('.', ',')} ngày làm việc", f"{figure} working days"


def numbers(orders: Iterable[int]) -> str:
    return ", ".join(map(str, orders))
