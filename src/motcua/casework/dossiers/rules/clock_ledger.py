"""A dossier's ledger of clock entries, and the three figures read from it. Pure.

The legal due date starts anew after a complete supplement; the first promise never changes; the
national on-time flag subtracts waiting and starts nothing anew. No figure is made from another.
Moments are microseconds of local time, as `deadlines` counts them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.casework.dossiers.rules import clock_law, deadlines
from motcua.casework.dossiers.rules.deadlines import DAY, Cutoff, Limit, Pause
from motcua.reference.calendars.rules import WorkingCalendar

START, STOP, RESUME, RESTART, APPOINT = "start", "stop", "resume", "restart", "appoint"
PAYMENT = "payment"  # The cause of a mark.


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry. `appointed` is the moment promised with it: at the start, or by an apology."""

    kind: str
    at: int
    cause: str = ""
    paper: str = ""
    appointed: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """The clock stands from one moment on; `until` None while it still does."""

    since: int
    until: int | None
    cause: str
    paper: str

    @property
    def pause(self) -> Pause:
        until = None if self.until is None else deadlines.moment(self.until)
        return Pause(deadlines.moment(self.since), until, self.cause, self.paper)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the entries say."""

    started: int
    restarted: int | None = None
    gaps: tuple[Gap, ...] = ()
    first_promised: int | None = None
    appointment: Mark | None = None  # Made since the limit last started.
    counts_from_payment: bool = False  # By the second limit of its version, where that has one.
    is_extended: bool = False  # By the longer limit of its version; a restart changes nothing.

    @property
    def begun(self) -> int:
        return self.started if self.restarted is None else self.restarted


@dataclass(frozen=True, slots=True)
class Terms:
    """What a dossier is counted by."""

    limit: Limit
    cutoff: Cutoff | None
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True)
class End:
    """Something that can end a dossier for the national index: its kind, and when it happened."""

    kind: str
    at: int


@dataclass(frozen=True, slots=True)
class OnTime:
    """Whether the national index counts it as on time; None where it cannot be said."""

    is_on_time: bool | None
    due: int | None
    end: int | None
    why: str


def read(marks: Iterable[Mark]) -> Ledger | None:
    """Return what the entries say, given oldest first; None while no clock has started."""
    started = restarted = promised = None
    appointment: Mark | None = None
    is_paid = is_extended = False
    gaps: list[Gap] = []
    for mark in marks:
        match mark.kind:
            case "start":
                started, promised = mark.at, mark.appointed
            case "restart":
                restarted, appointment = mark.at, None
                is_paid = is_paid or mark.cause == PAYMENT
                _close(gaps, mark.at)
            case "stop":
                gaps.append(Gap(mark.at, None, mark.cause, mark.paper))
            case "resume":
                _close(gaps, mark.at)
            case "appoint":
                appointment = mark
            case "extend":
                is_extended = True
    if started is None:
        return None
    return Ledger(started, restarted, tuple(gaps), promised, appointment, is_paid, is_extended)


def legal_due(ledger: Ledger, terms: Terms, *, as_of: int | None = None) -> int:
    """Return when the law wants it done: counted from the last start, pauses taken out.

    A pause that has not ended is taken to end at `as_of`; without one it is left out.
    """
    return _count(ledger.begun, ledger.gaps, terms, as_of)


def appointed_due(ledger: Ledger, terms: Terms) -> int:
    """Return when the office has said it will be done: the appointment, or else the legal date.

    An appointment on what has become a day off is kept on the next working day; the clock's
    standing still after it was made moves it by the working days it takes.
    """
    made = ledger.appointment
    if made is None or made.appointed is None:
        return legal_due(ledger, terms)
    calendar = terms.calendar
    on = calendar.next_working_day(date.fromordinal(made.appointed // DAY)).toordinal()
    days = calendar.working_ordinals_between(made.at // DAY, on)
    later = [gap for gap in ledger.gaps if gap.since >= made.at and gap.until is not None]
    if on == made.appointed // DAY and not later:
        return made.appointed
    again = Terms(Limit(value=days, unit="working_day"), None, calendar)
    return _count(made.at, later, again, None)


def national_due(ledger: Ledger, terms: Terms) -> int:
    """Return the date the national index compares with: nothing starts anew, waiting is out."""
    causes = _national(ledger).causes
    return _count(ledger.started, [gap for gap in ledger.gaps if gap.cause in causes], terms, None)


def on_time(
    ledger: Ledger, terms: Terms | None, *, ends: Sequence[End], asked: Sequence[int], now: int
) -> OnTime:
    """Return the on-time flag of the national index (766, 2.1).

    `asked` are the moments of supplement requests; `now` is the end of the period looked at.
    """
    rule = _national(ledger)
    due = national_due(ledger, terms) if terms else None
    end = _end(rule.ends, ends)
    if rule.requests_max is not None and len(asked) > rule.requests_max:
        return OnTime(False, due, end, "asked_again")
    if due is None:
        return OnTime(None, None, end, "no_limit")
    is_waiting = any(gap.until is None for gap in ledger.gaps)
    if end is None and len(asked) == 1 and is_waiting:
        return OnTime(asked[0] <= due, due, asked[0], "waits_for_applicant")
    if end is None:
        return OnTime(now <= due, due, None, "unfinished")
    return OnTime(end <= due, due, end, "ended")


def _end(priority: Sequence[str], ends: Sequence[End]) -> int | None:
    for kind in priority:
        found = [one.at for one in ends if one.kind == kind]
        if found:
            return min(found)
    return None


def _national(ledger: Ledger) -> clock_law.ClockRule:
    day = date.fromordinal(ledger.started // DAY)
    return clock_law.of(clock_law.NATIONAL_ON_TIME, on=day)


def _count(begin: int, gaps: Sequence[Gap], terms: Terms, as_of: int | None) -> int:
    spans = [(gap.since, as_of if gap.until is None else gap.until) for gap in gaps]
    closed = [(since, until) for since, until in spans if until is not None]
    _clock, end = deadlines.run(
        begin, terms.limit, calendar=terms.calendar, spans=closed, cutoff=terms.cutoff
    )
    return end


def _close(gaps: list[Gap], at: int) -> None:
    if gaps and gaps[-1].until is None:
        gaps[-1] = Gap(gaps[-1].since, at, gaps[-1].cause, gaps[-1].paper)
