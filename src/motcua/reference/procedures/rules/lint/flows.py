"""What the steps say against the limit, the law and each other. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from motcua.reference.procedures.definition import words
from motcua.reference.procedures.rules.flow import graph
from motcua.reference.procedures.rules.flow.graph import AUTOMATIC, OUTSIDE, Task
from motcua.reference.procedures.rules.lint import figures
from motcua.reference.procedures.rules.lint.findings import Finding, found_at
from motcua.reference.procedures.rules.lint.subject import KNOWN_UNITS, Subject

SIGNERS = frozenset({"head", "leader"})
RETURNS = "reception"


def check_time(subject: Subject) -> Iterator[Finding]:
    """Hold the longest way through the steps against what the law gives."""
    flow = subject.flow
    if not flow.tasks:
        return
    if not subject.limits:
        yield found_at("limit_missing")
    late = _after_payment(subject)
    first = [one for one in flow.orders if one not in late] if subject.after_payment else None
    for span in dict.fromkeys(subject.limits):
        yield from _held(subject, span, first or flow.orders)
    if subject.after_payment and late:
        yield from _held(subject, subject.after_payment, sorted(late))
    units = {task.span.unit for task in flow.tasks if task.span and task.counts}
    if units & figures.EXACT and units & {"calendar_day", "month", "day"}:
        yield found_at("mixed_days")


def check_order(subject: Subject) -> Iterator[Finding]:
    """Find what can never begin, and numbers that do not add up."""
    flow = subject.flow
    for order, named in flow.strays:
        yield found_at("stray_reference", order, what=str(named))
    circle = graph.circling(flow)
    if circle:
        yield found_at("cycle", way=figures.numbers(circle))
    reached = set(graph.reached(flow)) | set(circle)
    for order in flow.orders:
        if order not in reached:
            yield found_at("unreachable", order)
    twice = sorted({one for one in flow.orders if flow.orders.count(one) > 1})
    if twice:
        yield found_at("number_twice", what=figures.numbers(twice))
    if subject.is_list and flow.tasks:
        missing = sorted(set(range(min(flow.orders), max(flow.orders))) - set(flow.orders))
        if missing:
            yield found_at("numbers_missing", what=figures.numbers(missing))


def check_owners(subject: Subject) -> Iterator[Finding]:
    """Find steps that nobody does, or somebody nobody knows."""
    for task in subject.flow.tasks:
        if not task.owner or not (task.role or subject.is_list):
            yield found_at("step_without_owner", task.order)
        elif graph.is_named_unit(task.owner):
            if not subject.is_there(task.owner.removeprefix(words.NAMED_UNIT)):
                yield found_at("owner_unknown", task.order, what=task.owner)
        elif task.owner not in subject.sorts:
            yield found_at("owner_unknown", task.order, what=task.owner)
        if task.role and task.role not in subject.roles:
            yield found_at("role_unknown", task.order, what=task.role)
        if task.kind == OUTSIDE and not task.recorded_by and not subject.is_list:
            yield found_at("outside_not_recorded", task.order)


def check_steps(subject: Subject) -> Iterator[Finding]:
    """Find steps without name or time."""
    for task in subject.flow.tasks:
        if not task.name_vi.strip():
            yield found_at("step_without_name", task.order)
        elif not task.name_en.strip():
            yield found_at("step_without_english", task.order)
        yield from _span(task)


def check_payment(subject: Subject) -> Iterator[Finding]:
    """Find results handed over before the applicant has paid."""
    flow = subject.flow
    paid = [task.order for task in flow.tasks if task.waits]
    handed = _handed_over(subject)
    for pay in paid:
        for order in handed:
            if order not in graph.followers(flow, pay):
                yield found_at("result_before_payment", order, what=str(pay))


def check_own_steps(subject: Subject) -> Iterator[Finding]:
    """Find a process that cannot end: nobody signs, or there is none at all."""
    if subject.is_list:
        return
    if not subject.has_steps:
        yield found_at("no_steps")
    elif not any(task.role in SIGNERS for task in subject.flow.tasks):
        yield found_at("nobody_signs")


CHECKS = (check_time, check_order, check_owners, check_steps, check_payment, check_own_steps)


def _held(
    subject: Subject, span: graph.Span, among: tuple[int, ...] | list[int]
) -> Iterator[Finding]:
    if span.unit not in KNOWN_UNITS or span.value <= 0:
        return
    low, high = figures.costs(subject.flow)
    total, way = graph.longest(subject.flow, low, among=among)
    allowed = figures.most(span)
    if total > allowed:
        yield _too_long("steps_over_limit", way, total, allowed)
        return
    total, way = graph.longest(subject.flow, high, among=among)
    allowed = figures.least(span)
    if total > allowed:
        yield _too_long("steps_may_be_over_limit", way, total, allowed)


def _too_long(code: str, way: tuple[int, ...], total: Decimal, allowed: Decimal) -> Finding:
    return found_at(
        code,
        way=figures.numbers(way),
        total=figures.in_words(total),
        allowed=figures.in_words(allowed),
    )


def _after_payment(subject: Subject) -> frozenset[int]:
    paid = [task.order for task in subject.flow.tasks if task.waits]
    return frozenset().union(*(graph.followers(subject.flow, one) for one in paid))


def _span(task: Task) -> Iterator[Finding]:
    if task.span is None:
        if not task.waits and task.kind not in (AUTOMATIC, graph.APPLICANT):
            yield found_at("step_without_limit", task.order)
        return
    if task.span.unit not in KNOWN_UNITS:
        yield found_at("unit_unknown", task.order, what=task.span.unit or "?")
    elif task.span.value <= 0:
        yield found_at("limit_not_positive", task.order)


def _handed_over(subject: Subject) -> list[int]:
    """Return the steps that hand over the result: the desk's last one, else what makes it."""
    if subject.is_list:
        return []
    tasks = subject.flow.tasks
    desk = [task.order for task in tasks if task.role == RETURNS]
    ends = [one for one in desk if one != tasks[0].order]
    return ends[-1:] or [task.order for task in tasks if task.result]
