"""What a definition says against itself: not wrong enough to refuse, too wrong to keep quiet."""

from motcua.reference.procedures.definition.shape import Definition, Limit

_HOURS = {"working_hour": 1.0, "half_day": 4.0, "working_day": 8.0}  # TT 01/2018: a day is 8 hours.
LEAST_VND = 1000


def contradictions(definition: Definition) -> list[str]:
    """Return sentences for the catalogue keeper; an empty list means none was found."""
    return [*_steps_over_limit(definition), *_fees_too_small(definition), *_steps(definition)]


def _steps_over_limit(definition: Definition) -> list[str]:
    total = sum(_hours_of_step(definition, order) for order in _leading_steps(definition))
    found = []
    for one in definition.time_limits:
        allowed = _hours(one.limit)
        if allowed is not None and total > allowed:
            found.append(
                f"Các bước cộng lại {total:g} giờ làm việc, thời hạn chỉ {allowed:g} giờ"
                f" ({', '.join(one.channels)})."
            )
    return found


def _leading_steps(definition: Definition) -> list[int]:
    return [step.order for step in definition.steps if step.parallel_with is None]


def _hours_of_step(definition: Definition, order: int) -> float:
    """Steps that run beside each other take as long as the longest of them."""
    together = [step for step in definition.steps if order in (step.order, step.parallel_with)]
    return max(_hours(step.limit) or 0.0 for step in together)


def _hours(limit: Limit | None) -> float | None:
    if limit is None or limit.unit not in _HOURS:
        return None
    return limit.value * _HOURS[limit.unit]


def _fees_too_small(definition: Definition) -> list[str]:
    return [
        f"Khoản {fee.code} chỉ {fee.vnd} đồng: có thể thiếu ba số 0."
        for fee in definition.fees
        if 0 < fee.vnd < LEAST_VND
    ]


def _steps(definition: Definition) -> list[str]:
    orders = {step.order for step in definition.steps}
    return [
        f"Bước {step.order} chạy song song với bước {step.parallel_with}, bước ấy không có."
        for step in definition.steps
        if step.parallel_with is not None and step.parallel_with not in orders
    ]
