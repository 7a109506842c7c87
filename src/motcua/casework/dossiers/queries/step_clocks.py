"""When each step of a dossier is due, and which were late: by the step's own limit and unit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

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
from motcua.spine.dates import local_date
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Entry


def of(dossier: Dossier, *, at: datetime) -> list[StepRun]:
    """Return the runs of the steps of a dossier somebody has been shown already."""
    due_of = due_by(dossier, clocks.ledger_of(dossier), at=at)
    return step_clocks.runs(facts_of(journal.told(dossier.subject)), due_of=due_of)


def state_of(dossier: Dossier, *, at: datetime) -> DueState | None:
    """Return how its present step stands to its own limit; None without a step or a limit."""
    if not _is_timed(dossier):
        return None
    return _state(of(dossier, at=at), dossier, at=at)


def _is_timed(dossier: Dossier) -> bool:
    if dossier.state != State.PROCESSING or dossier.step is None:
        return False
    steps = access.definition_of(dossier.procedure_version).steps
    return any(step.order == dossier.step and step.limit is not None for step in steps)


def due_by(dossier: Dossier, ledger: Ledger | None, *, at: datetime | None) -> DueOf:
    """Return what says when a step begun then by that unit is due.

    It counts by the calendar and hours of the unit itself. What the dossier waits for its
    applicant, or an outage, stops it as it stops the dossier's own clock. What was received after
    the hour of the transfer rule is handed over at the start of the next working day.
    """
    definition = access.definition_of(dossier.procedure_version)
    given = {one.order: one.limit for one in definition.steps if one.limit is not None}
    gaps: list[Pause] = [gap.pause for gap in ledger.gaps] if ledger else []
    receipts = {ledger.started, ledger.restarted} if ledger else set()

    def due(order: int, unit: str, since: datetime) -> datetime | None:
        limit = given.get(order)
        if limit is None:
            return None  # A step without a known time has no clock.
        return deadlines.due_at(
            received_at=since,
            limit=limits.whole(Decimal(str(limit.value)), limit.unit),
            calendar=calendars.working_calendar(unit or None),
            pauses=[gap for gap in gaps if gap.until is None or gap.until > since],
            cutoff=_transferred_by(since) if deadlines.micros(since) in receipts else None,
            as_of=at,
        )

    return due


def _transferred_by(received_at: datetime) -> Cutoff | None:
    hour = clock_law.of(clock_law.TRANSFER, on=local_date(received_at)).cutoff
    return Cutoff(hour) if hour else None


def _state(runs: Sequence[StepRun], dossier: Dossier, *, at: datetime) -> DueState | None:
    if not runs or not runs[-1].is_open or runs[-1].due_at is None:
        return None
    return due_states.state_of(
        state=dossier.state,
        due_at=runs[-1].due_at,
        awaits="",
        at=at,
        calendar=calendars.working_calendar(runs[-1].unit or None),
    )


def facts_of(entries: Iterable[Entry]) -> list[Fact]:
    """Return entries of the journal as the rules take them."""
    return [
        Fact(kind=one.kind, at=one.happened_at, actor=one.actor, unit=one.organisation,
             facts=one.facts)
        for one in entries
    ]  # fmt: skip
