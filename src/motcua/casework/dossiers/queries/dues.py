"""When a dossier is due, how it stands to that, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access, clocks
from motcua.casework.dossiers.queries.clocks import Figures
from motcua.casework.dossiers.rules import (
    account_words,
    accounts,
    clock_law,
    clock_ledger,
    deadlines,
    due_states,
    limits,
)
from motcua.casework.dossiers.rules.accounts import DayAccount, Due
from motcua.casework.dossiers.rules.clock_ledger import Ledger, Terms
from motcua.casework.dossiers.rules.deadlines import Cutoff, Limit, Pause
from motcua.casework.dossiers.rules.due_states import DueState
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.spine.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDay:
    """One day of the account; `reason_vi` says in words why it counted or not."""

    on: date
    is_counted: bool
    reason: str
    reason_vi: str
    reason_en: str
    paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The account of a due date: the limit, the pauses, and every day from receipt to it."""

    due_at: datetime
    promised_at: datetime | None
    is_estimated: bool
    limit: Limit
    cutoff: str
    pauses: tuple[Pause, ...]
    days: tuple[ExplainedDay, ...]
    figures: Figures | None = None

    @property
    def days_counted(self) -> int:
        return sum(day.is_counted for day in self.days)


def state_of(dossier: Dossier, *, at: datetime) -> DueState:
    """Return how it stands at a moment: late, today, soon, in time, stopped, done or none."""
    return due_states.state_of(
        state=dossier.state,
        due_at=dossier.due_at,
        awaits=dossier.awaits,
        at=at,
        calendar=calendars.working_calendar(),
    )


def explain(*, code: str, actor: Actor, at: datetime) -> Explanation | None:
    """Return the day-by-day account of its due date; None before receipt, or without a limit.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    ledger, terms = clocks.ledger_of(dossier), clocks.terms_of(dossier)
    if ledger is None or terms is None:
        return None
    pauses = [gap.pause for gap in ledger.gaps]
    due = _account(ledger, terms, pauses, as_of=at)
    due_at = due.at
    if ledger.appointment is not None:
        due_at = deadlines.moment(clock_ledger.appointed_due(ledger, terms))
    days = [*due.days, *_until_appointment(due.on, due_at.date())]
    told = explained(days, terms.calendar, unit=terms.limit.unit)
    return Explanation(
        due_at=due_at,
        promised_at=dossier.promised_at,
        is_estimated=terms.calendar.is_estimated(due_at.date()),
        limit=terms.limit,
        cutoff=limits.cutoff_in_words(terms.cutoff),
        pauses=tuple(pauses),
        days=_with_longer_limit(told, dossier, ledger, terms) if ledger.is_extended else told,
        figures=clocks.figures_of(dossier, ledger, terms, at=at),
    )


def explained(
    days: Sequence[DayAccount], calendar: WorkingCalendar, *, unit: str
) -> tuple[ExplainedDay, ...]:
    """Return the days of an account with their reasons in words: the same for every page."""
    return tuple(_explained(day, calendar, unit) for day in days)


def due_from(dossier: Dossier, *, received_at: datetime) -> Due | None:
    """Return when it would be due if it were received at that moment."""
    terms = clocks.terms_of(dossier)
    if terms is None:
        return None
    return accounts.due(
        received_at=received_at, limit=terms.limit, calendar=terms.calendar, cutoff=terms.cutoff
    )


def due_on_receipt(dossier: Dossier, *, at: datetime) -> Due | None:
    """Return when it is due if it is received now, for the first time or with its supplement."""
    if dossier.received_at is None or restarts(dossier):
        return due_from(dossier, received_at=at)
    ledger, terms = clocks.ledger_of(dossier), clocks.terms_of(dossier)
    if ledger is None or terms is None:
        return None
    return _account(ledger, terms, [gap.pause for gap in ledger.gaps], as_of=at)


def restarts(dossier: Dossier) -> bool:
    """Tell whether a complete supplement starts its limit anew."""
    return clocks.restart_rule(dossier).effect == clock_law.RESTART


def _account(ledger: Ledger, terms: Terms, pauses: Sequence[Pause], *, as_of: datetime) -> Due:
    restarted = ledger.restarted
    return accounts.due(
        received_at=deadlines.moment(ledger.started),
        limit=terms.limit,
        calendar=terms.calendar,
        pauses=pauses,
        cutoff=terms.cutoff,
        restart_at=None if restarted is None else deadlines.moment(restarted),
        as_of=as_of,
    )


def _with_longer_limit(
    days: Sequence[ExplainedDay], dossier: Dossier, ledger: Ledger, terms: Terms
) -> tuple[ExplainedDay, ...]:
    """Say of each day counted beyond the usual limit which case the law gives it for."""
    longer = clocks.longer_limit(dossier)
    usual = clocks.usual_terms(dossier, terms)
    if longer is None or usual is None or clocks.counts_second_limit(dossier):
        return tuple(days)
    until = deadlines.moment(clock_ledger.legal_due(ledger, usual)).date()
    vi, en = account_words.of_longer_limit(longer.extended_if_vi, longer.extended_if_en)
    return tuple(
        replace(day, reason_vi=vi, reason_en=en, paper=longer.basis)
        if day.is_counted and day.on > until
        else day
        for day in days
    )


def _until_appointment(after: date, until: date) -> Iterator[DayAccount]:
    for n in range(1, (until - after).days + 1):
        yield DayAccount(after + timedelta(days=n), False, account_words.REAPPOINTED)


def _explained(day: DayAccount, calendar: WorkingCalendar, unit: str) -> ExplainedDay:
    said = calendar.reason(day.on)
    cause, paper = (day.pause.cause, day.pause.paper) if day.pause else ("", "")
    words = account_words.of(day.reason, cause=cause) or _open_weekend(day, calendar, unit)
    outage = calendar.outage(paper) if cause == deadlines.OUTAGE else None
    if outage is not None:
        words, paper = account_words.of_outage(outage.name_vi, outage.name_en), outage.paper
    vi, en = words or (said.vi, said.en)
    return ExplainedDay(
        on=day.on,
        is_counted=day.is_counted,
        reason=day.reason,
        reason_vi=vi,
        reason_en=en,
        paper=account_words.paper(paper),
    )


def _open_weekend(day: DayAccount, calendar: WorkingCalendar, unit: str) -> tuple[str, str] | None:
    """Say of a Saturday morning of service whether the limit runs in it; None for other days."""
    sessions = calendar.sessions(day.on)
    if day.reason != "weekend" or not sessions or unit in ("calendar_day", "month"):
        return None
    said, hours = calendar.reason(day.on), ", ".join(str(session) for session in sessions)
    return account_words.of_open_weekend(said.vi, said.en, hours, is_counted=day.is_counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What anybody may ask of the clock, without a dossier."""

    received_at: datetime
    limit: Limit
    cutoff: Cutoff | None = None
    pauses: tuple[Pause, ...] = ()
    restart_at: datetime | None = None
    organisation: str | None = None


def calculate(question: Question) -> Explanation:
    """Return the account of a case that is no dossier, by the calendar and hours of today.

    :raises NotFound: there is no such organisation.
    :raises BeyondCalendar: that is outside the years the calendar knows.
    """
    calendar = calendars.working_calendar(question.organisation)
    due = accounts.due(
        received_at=question.received_at,
        limit=question.limit,
        calendar=calendar,
        pauses=question.pauses,
        cutoff=question.cutoff,
        restart_at=question.restart_at,
    )
    return Explanation(
        due_at=due.at,
        promised_at=None,
        is_estimated=due.is_estimated,
        limit=question.limit,
        cutoff=limits.cutoff_in_words(question.cutoff),
        pauses=question.pauses,
        days=explained(due.days, calendar, unit=question.limit.unit),
    )
