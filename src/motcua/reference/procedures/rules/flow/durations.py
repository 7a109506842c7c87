"""Amounts of time as ISO 8601 writes them. Pure.

The standard knows no working days: the unit is said beside the duration, which is the nearest.
"""

from decimal import Decimal

from motcua.reference.procedures.rules.flow.graph import Span


def iso(span: Span) -> str:
    """Return PT4H, P5D, P2M; half a working day is four hours, half a session two."""
    match span.unit:
        case "working_hour" | "clock_hour":
            return _time(span.value)
        case "half_day":
            return _time(span.value * 4)
        case "month":
            return f"P{_figure(span.value)}M" if _is_whole(span.value) else _days(span.value * 30)
        case _:
            return _days(span.value)


def _days(days: Decimal) -> str:
    if _is_whole(days):
        return f"P{_figure(days)}D"
    whole, rest = divmod(days, 1)
    hours = _time(rest * 8)
    return f"P{_figure(whole)}D{hours.removeprefix('P')}" if whole else hours


def _time(hours: Decimal) -> str:
    if _is_whole(hours):
        return f"PT{_figure(hours)}H"
    return f"PT{_figure((hours * 60).to_integral_value())}M"


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _figure(value: Decimal) -> str:
    return f"{int(value)}"
