"""The clock of a dossier: its ledger, what it is counted by, and the moments read from both."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from motcua.casework.dossiers.models import ClockMark, Dossier, Request
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.rules import clock_law, clock_ledger, deadlines, limits
from motcua.casework.dossiers.rules.clock_law import ClockRule
from motcua.casework.dossiers.rules.clock_ledger import End, Ledger, Mark, OnTime, Terms
from motcua.casework.dossiers.rules.deadlines import Cutoff, Limit
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.reference.procedures.definition.shape import TimeLimit
from motcua.reference.procedures.models import ProcedureVersion
from motcua.spine import glance
from motcua.spine.dates import local_date
from motcua.spine.journal import queries as journal

PAYMENT = clock_ledger.PAYMENT
# What ends a dossier for the national index, by the fact that says so.
ENDS = {
    "dossier.settled": "settled",
    "dossier.returned": "returned",
    "dossier.stopped": "stopped",
    "dossier.refused": "refused",
    "dossier.withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Three figures of one ledger, and the appointment that stands. Never confused."""

    legal_due_at: datetime | None
    first_promised_at: datetime | None
    appointed_at: datetime | None
    on_time: OnTime


def figures(dossier: Dossier, *, at: datetime) -> Figures | None:
    """Return the three figures as they stand; None before receipt."""
    ledger = ledger_of(dossier)
    return figures_of(dossier, ledger, terms_of(dossier), at=at) if ledger else None


def figures_of(dossier: Dossier, ledger: Ledger, terms: Terms | None, *, at: datetime) -> Figures:
    """Return the three figures of a ledger that was read already."""
    requests = Request.objects.filter(dossier=dossier).order_by("id")
    asked = [deadlines.micros(asked_at) for asked_at in requests.values_list("asked_at", flat=True)]
    now = deadlines.micros(at)
    return Figures(
        legal_due_at=_moment(clock_ledger.legal_due(ledger, terms, as_of=now)) if terms else None,
        first_promised_at=_moment(ledger.first_promised),
        appointed_at=_moment(ledger.appointment.appointed if ledger.appointment else None),
        on_time=clock_ledger.on_time(ledger, terms, ends=_ends(dossier), asked=asked, now=now),
    )


def ledger_of(dossier: Dossier) -> Ledger | None:
    """Return what the clock's entries say; None before receipt."""
    marks = ClockMark.objects.filter(dossier=dossier).order_by("id")
    asked = ("ledger", dossier.pk)
    return glance.once(asked, lambda: clock_ledger.read(marks_of(marks)))


def marks_of(rows: Iterable[ClockMark]) -> list[Mark]:
    """Return rows of the table as the rules take them."""
    return [
        Mark(
            row.kind,
            deadlines.micros(row.at),
            row.cause,
            row.paper,
            deadlines.micros(row.appointed_at) if row.appointed_at else None,
        )
        for row in rows
    ]


def terms_of(dossier: Dossier) -> Terms | None:
    """Return what the dossier is counted by; None if nobody knows its limit."""
    limit, cutoff = _counted_by(dossier)
    return Terms(limit, cutoff, calendar_of(dossier)) if limit else None


def usual_terms(dossier: Dossier, terms: Terms) -> Terms | None:
    """Return what it would be counted by if the longer limit had not been taken."""
    limit, cutoff = said_by(dossier.procedure_version, channel=dossier.channel)
    if limit is None:
        return None
    leaves = terms.limit.leaves_days_off
    return Terms(replace(limit, leaves_days_off=leaves), cutoff, terms.calendar)


def limit_of(dossier: Dossier) -> Limit | None:
    """Return how long its own version gives for its channel; None if nobody knows."""
    return _counted_by(dossier)[0]


def counted_by(
    version: ProcedureVersion, *, channel: str, received_on: date, is_extended: bool = False
) -> tuple[Limit | None, Cutoff | None]:
    """Return limit and cut-off of a version for a channel, by the law of the day of receipt."""
    limit, cutoff = said_by(version, channel=channel, is_extended=is_extended)
    if limit is None:
        return None, None
    return replace(limit, leaves_days_off=leaves_days_off(received_on)), cutoff


def said_by(
    version: ProcedureVersion, *, channel: str, is_extended: bool = False
) -> tuple[Limit | None, Cutoff | None]:
    """Return limit and cut-off as a version has them for a channel, the longer ones if asked."""
    definition = access.definition_of(version)
    longer = limits.longer(definition, channel=channel) if is_extended else None
    if longer is not None:
        return limits.extended(longer)
    limit = limits.limit_of(
        definition,
        channel=channel,
        value=version.limit_value,
        unit=version.limit_unit,
        same_day=version.limit_same_day,
    )
    return limit, limits.cutoff_of(definition, channel=channel, of_record=version.limit_cutoff)


def leaves_days_off(on: date) -> bool:
    """Tell whether a limit that ends on a day off moves, by the law of a day."""
    return clock_law.of(clock_law.ENDS_ON_DAY_OFF, on=on).effect == "next_working_day"


def calendar_of(dossier: Dossier) -> WorkingCalendar:
    """Return the calendar of who settles it."""
    return calendars.working_calendar(dossier.resolving.code)


def restart_rule(dossier: Dossier) -> ClockRule:
    """Return what the law of the day of receipt does when a supplement is complete."""
    day = local_date(dossier.received_at or dossier.submitted_at)
    return clock_law.of(clock_law.SUPPLEMENT_COMPLETED, on=day)


def second_limit(version: ProcedureVersion) -> Limit | None:
    """Return how long a version gives from proof of payment on; None where nobody has said."""
    after = access.definition_of(version).after_payment
    return limits.whole(Decimal(str(after.limit.value)), after.limit.unit) if after else None


def longer_limit(dossier: Dossier) -> TimeLimit | None:
    """Return its limits where its version names a longer one for its channel; else None."""
    return limits.longer(access.definition_of(dossier.procedure_version), channel=dossier.channel)


def is_extended(dossier: Dossier) -> bool:
    """Tell whether the longer limit was taken for it."""
    if longer_limit(dossier) is None:  # Most have none: nothing is asked.
        return False
    return ClockMark.objects.filter(dossier=dossier, kind=ClockMark.EXTEND).exists()


def counts_second_limit(dossier: Dossier) -> bool:
    """Tell whether it is counted from proof of payment on, by a limit of its own."""
    return second_limit(dossier.procedure_version) is not None and _counts_from_payment(dossier)


def _counts_from_payment(dossier: Dossier) -> bool:
    restarts = ClockMark.objects.filter(dossier=dossier, kind=ClockMark.RESTART)
    return restarts.filter(cause=PAYMENT).exists()


def _counted_by(dossier: Dossier) -> tuple[Limit | None, Cutoff | None]:
    if counts_second_limit(dossier):
        return second_limit(dossier.procedure_version), None
    received_at = dossier.received_at or dossier.submitted_at
    return counted_by(
        dossier.procedure_version,
        channel=dossier.channel,
        received_on=local_date(received_at),
        is_extended=is_extended(dossier),
    )


def _ends(dossier: Dossier) -> list[End]:
    return [
        End(ENDS[entry.kind], deadlines.micros(entry.happened_at))
        for entry in journal.told(dossier.subject)
        if entry.kind in ENDS
    ]


def _moment(at: int | None) -> datetime | None:
    return None if at is None else deadlines.moment(at)
