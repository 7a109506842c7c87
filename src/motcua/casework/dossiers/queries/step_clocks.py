"""When each step of a dossier is due, and which were late: by the step's own limit and unit."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from motcua.casework.dossiers.life_models import LimitExtension
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access, clocks
from motcua.casework.dossiers.rules import clock_law, deadlines, due_states, limits, step_clocks
from motcua.casework.dossiers.rules.clock_ledger import Ledger
from motcua.casework.dossiers.rules.deadlines import Cutoff, Pause
from motcua.casework.dossiers.rules.due_states import DueState
from motcua.casework.dossiers.rules.handovers import Fact
from motcua.casework.dossiers.rules.step_clocks import DueOf, StepRun
from motcua.casework.dossiers.states import State
from motcua.reference.calendars import queries as calendars
from motcua.reference.procedures.definition.shape import Limit
from motcua.spine.dates import VIETNAM, local_date
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Entry


def of(dossier: Dossier, *, at: datetime) -> list[StepRun]:
    """Return the runs of the steps of a dossier somebody has been shown already."""
    due_of = due_by(dossier, clocks.ledger_of(dossier), at=at)
    return step_clocks.runs(facts_of(journal.told(dossier.subject)), due_of=due_of)


def states_of(dossier: Dossier, *, at: datetime) -> Mapping[int, DueState]:
    """Return how its open steps stand to their own limits: of each step that has one."""
    if dossier.state != State.PROCESSING or dossier.step is None or not _limits(dossier):
        return {}
    return {
        run.order: standing(run.due_at, run.unit, at=at)
        for run in of(dossier, at=at)
        if run.is_open and run.due_at is not None
    }


def standing(due_at: datetime, unit: str, *, at: datetime) -> DueState:
    """Return how an open step stands to the moment it is due, by its unit's own days."""
    calendar = calendars.working_calendar(unit or None)
    return due_states.state_of(
        state=State.PROCESSING, due_at=due_at, awaits="", at=at, calendar=calendar
    )


def due_of_new(
    dossier: Dossier, order: int, unit: str, *, at: datetime, is_receipt: bool = False
) -> datetime | None:
    """Return when a step that begins now is due; None without a limit.

    What stops a dossier's clock stops its steps: nothing begins while it stands still.
    """
    limit = _limits(dossier).get(order)
    if limit is None:
        return None
    due_at = deadlines.due_at(
        received_at=at,
        limit=limits.whole(Decimal(str(limit.value)), limit.unit),
        calendar=calendars.working_calendar(unit or None),
        cutoff=_transferred_by(at) if is_receipt else None,
    )
    return _gained(dossier)(order, due_at)


def _gained(dossier: Dossier) -> Callable[[int, datetime], datetime]:
    """Return what moves the due moment of the step at which the longer limit was taken.

    By the working days the dossier won; a step that was late before stays late.
    """
    row = None
    if clocks.longer_limit(dossier) is not None:  # Most have none: nothing is asked.
        row = LimitExtension.objects.filter(dossier=dossier).first()
    if row is None:
        return lambda _order, due_at: due_at
    won, calendar = row, clocks.calendar_of(dossier)
    was, now = (local_date(one).toordinal() for one in (won.was_due_at, won.due_at))
    days = calendar.working_ordinals_between(was, now)

    def moved(order: int, due_at: datetime) -> datetime:
        if order != won.step or due_at < won.extended_at:
            return due_at
        here = due_at.astimezone(VIETNAM)
        return datetime.combine(calendar.add_working_days(here.date(), days), here.timetz())

    return moved


def _limits(dossier: Dossier) -> Mapping[int, Limit]:
    definition = access.definition_of(dossier.procedure_version)
    return {one.order: one.limit for one in definition.steps if one.limit is not None}


def due_by(dossier: Dossier, ledger: Ledger | None, *, at: datetime | None) -> DueOf:
    """Return what says when a step begun then by that unit is due.

    It counts by the calendar and hours of the unit itself. What the dossier waits for its
    applicant, or an outage, stops it as it stops the dossier's own clock. What was received after
    the hour of the transfer rule is handed over at the start of the next working day.
    """
    given = _limits(dossier)
    gaps: list[Pause] = [gap.pause for gap in ledger.gaps] if ledger else []
    receipts = {ledger.started, ledger.restarted} if ledger else set()
    gained = _gained(dossier)

    def due(order: int, unit: str, since: datetime) -> datetime | None:
        limit = given.get(order)
        if limit is None:
            return None  # A step without a known time has no clock.
        due_at = deadlines.due_at(
            received_at=since,
            limit=limits.whole(Decimal(str(limit.value)), limit.unit),
            calendar=calendars.working_calendar(unit or None),
            pauses=[gap for gap in gaps if gap.until is None or gap.until > since],
            cutoff=_transferred_by(since) if deadlines.micros(since) in receipts else None,
            as_of=at,
        )
        return gained(order, due_at)

    return due


def _transferred_by(received_at: datetime) -> Cutoff | None:
    hour = clock_law.of(clock_law.TRANSFER, on=local_date(received_at)).cutoff
    return Cutoff(hour) if hour else None


def facts_of(entries: Iterable[Entry]) -> list[Fact]:
    """Return entries of the journal as the rules take them."""
    return [
        Fact(kind=one.kind, at=one.happened_at, actor=one.actor, unit=one.organisation,
             facts=one.facts)
        for one in entries
    ]  # fmt: skip
