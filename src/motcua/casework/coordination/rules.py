"""When a leg is due, and how far a chain has come. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from motcua.casework.dossiers.rules import deadlines, limits
from motcua.casework.dossiers.rules.deadlines import MINUTE, Pause
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.reference.workflows import rules as order
from motcua.reference.workflows.definition.shape import Span, Step, Workflow

MINUTES_AN_HOUR = 60


def due_at(
    limit: Span,
    *,
    started_at: datetime,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    as_of: datetime | None = None,
) -> datetime:
    """Return when a leg that started then is due, by its own limit and its agency's calendar."""
    if limit.unit == "clock_hour":
        return _clock_hours(limit, started_at, pauses, as_of)
    if limit.unit == "working_hour" and limit.value != int(limit.value):
        return _working_minutes(limit, started_at, calendar, pauses, as_of)
    return deadlines.due_at(
        received_at=started_at,
        limit=limits.whole(limit.value, limit.unit),
        calendar=calendar,
        pauses=pauses,
        as_of=as_of,
    )


def done(workflow: Workflow, closed: Collection[int]) -> frozenset[int]:
    """Return the steps that are done: those whose legs closed, and what no leg is needed for.

    What an applicant or a machine does is done as soon as its turn comes.
    """
    before, found = order.predecessors(workflow), set(closed)
    for step in workflow.steps:  # Predecessors stand before, so one pass is enough.
        if not step.is_ours and before[step.order] <= found:
            found.add(step.order)
    return frozenset(found)


def to_open(workflow: Workflow, *, closed: Collection[int], live: Collection[int]) -> list[Step]:
    """Return the steps whose legs are to be opened now."""
    return order.ready(workflow, done=done(workflow, closed), live=live)


def is_complete(workflow: Workflow, closed: Collection[int]) -> bool:
    return done(workflow, closed) == {step.order for step in workflow.steps}


def done_again(workflow: Workflow, back_to: int) -> frozenset[int]:
    """Return the steps to be done again when an agency sends the dossier back to one of them."""
    return order.followers(workflow, back_to) | {back_to}


def may_go_back_to(workflow: Workflow, *, from_step: int) -> frozenset[int]:
    """Return the steps an agency may send the dossier back to: those of others, before its own."""
    return frozenset(
        step.order
        for step in workflow.steps
        if step.is_ours and from_step in order.followers(workflow, step.order)
    )


def _clock_hours(
    limit: Span, started_at: datetime, pauses: Sequence[Pause], as_of: datetime | None
) -> datetime:
    end = started_at + timedelta(hours=float(limit.value))
    for pause in sorted(pauses, key=lambda one: one.since):
        until = pause.until or as_of or pause.since
        since = max(pause.since, started_at)
        if since < end and until > since:
            end += until - since
    return end


def _working_minutes(
    limit: Span,
    started_at: datetime,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause],
    as_of: datetime | None,
) -> datetime:
    begin = deadlines.micros(started_at)
    spans = [deadlines.span_of(pause, begin, as_of) for pause in pauses]
    clock = deadlines.clock_of(begin, calendar=calendar, spans=spans)
    left = int(limit.value * MINUTES_AN_HOUR) * MINUTE
    for begins, ends in deadlines.sessions_after(clock):
        for since, until in deadlines.without(max(begins, clock.start), ends, clock.gaps):
            if left <= until - since:
                return deadlines.moment(since + left)
            left -= until - since
    raise AssertionError("Sessions never end: BeyondCalendar comes first.")
