"""What the clock has something to do with now: codes of dossiers, for the worker alone.

Each list is a little too long at most: the operation looks again under its lock.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from motcua.casework.dossiers.life_models import Apology, Escalation, Reminder
from motcua.casework.dossiers.models import ClockMark, Dossier, Request, ResultWay, Slip
from motcua.casework.dossiers.rules import lateness, life_limits, reminders
from motcua.casework.dossiers.rules.channels import LIMIT_CHANNEL
from motcua.casework.dossiers.states import CLOCK_RUNS, State
from motcua.reference.calendars import queries as calendars
from motcua.spine.dates import VIETNAM, local_date
from motcua.spine.journal import queries as installation

ONLINE = sorted(channel for channel, limit in LIMIT_CHANNEL.items() if limit == "online")
ON_PAPER = sorted(set(LIMIT_CHANNEL) - set(ONLINE))
RESULT = "result"


def unanswered(*, at: datetime) -> Sequence[str]:
    """Return the dossiers whose last day to hand in papers has passed."""
    late = Request.objects.filter(answered_at=None, answer_until__lt=local_date(at))
    waiting = late.filter(dossier__state=State.SUPPLEMENT).order_by("id")
    return list(waiting.values_list("dossier__code", flat=True))


def unapologised(*, at: datetime) -> Sequence[str]:
    """Return what is about to be late, or is, and has no letter drafted for its due date."""
    today = local_date(at)
    calendar = calendars.working_calendar()
    last = calendar.add_working_days(today, life_limits.days("apology_draft", on=today))
    last += timedelta(days=1)
    until = datetime(last.year, last.month, last.day, tzinfo=VIETNAM)
    letters = Apology.objects.filter(dossier=OuterRef("pk"))
    written = letters.filter(Q(confirmed_at__isnull=False) | Q(was_due_at=OuterRef("due_at")))
    begun = ClockMark.objects.filter(
        dossier=OuterRef("pk"), kind__in=[ClockMark.START, ClockMark.RESTART]
    )
    running = Dossier.objects.filter(state__in=sorted(CLOCK_RUNS), due_at__lt=until)
    found = running.exclude(Exists(written)).annotate(
        begun_at=Subquery(begun.order_by("-id").values("at")[:1])
    )
    return [
        code
        for code, due_at, begun_at, unit in _rows(found, "due_at", "begun_at", "resolving__code")
        if begun_at is not None
        and at
        >= lateness.drafted_from(
            due_at=due_at, begun_at=begun_at, calendar=calendars.working_calendar(unit)
        )
    ]


def to_escalate(*, at: datetime) -> Sequence[str]:
    """Return what is late and has to go up a level now."""
    last = Escalation.objects.filter(dossier=OuterRef("pk")).order_by("-level")
    late = Dossier.objects.filter(state__in=sorted(CLOCK_RUNS), due_at__lt=at).annotate(
        raised_at=Subquery(last.values("raised_at")[:1]),
        top=Subquery(last.values("organisation__parent")[:1]),
        letters=Count("apologies", filter=Q(apologies__confirmed_at__isnull=False)),
    )
    late = late.exclude(raised_at__isnull=False, top=None).exclude(
        raised_at=None, unit__parent=None
    )
    rows = _rows(late, "due_at", "letters", "raised_at", "resolving__code")
    return [
        code
        for code, due_at, letters, raised_at, unit in rows
        if at
        > lateness.goes_up_from(
            due_at=due_at,
            is_reappointed=letters > 0,
            raised_at=raised_at,
            calendar=calendars.working_calendar(unit),
        )
    ]


def to_alert(kind: str, *, limit: str, at: datetime) -> Sequence[str]:
    """Return dossiers that wait at a desk longer than the limit and were not alerted to yet."""
    said = Reminder.objects.filter(dossier=OuterRef("pk"), kind=kind, round=OuterRef("supplements"))
    answered = Request.objects.filter(dossier=OuterRef("pk")).order_by("-number")
    hours = life_limits.of(limit, on=local_date(at)).value
    waiting = Dossier.objects.filter(
        state=State.SUBMITTED,
        channel__in=ONLINE if kind in reminders.ONLINE else ON_PAPER,
        # At least so much later, in whatever unit: working hours are never fewer.
        submitted_at__lte=at - timedelta(hours=hours),
    ).exclude(Exists(said))
    waiting = waiting.annotate(answered_at=Subquery(answered.values("answered_at")[:1]))
    return [
        code
        for code, submitted_at, answered_at, unit in _rows(
            waiting, "submitted_at", "answered_at", "receiving__code"
        )
        if at
        >= life_limits.ends(
            limit,
            since=answered_at or submitted_at,
            calendar=calendars.working_calendar(unit),
        )
    ]


def uncollected(*, at: datetime) -> Sequence[str]:
    """Return results that wait at a desk and have to be reminded of now."""
    today = local_date(at)
    chased = Reminder.objects.filter(dossier=OuterRef("pk"), kind=reminders.UNCOLLECTED)
    results = Slip.objects.filter(dossier=OuterRef("pk"), form=RESULT).order_by("-id")
    waiting = Dossier.objects.filter(state=State.SETTLED, result_way=ResultWay.DESK).annotate(
        reminded=Count("reminders", filter=Q(reminders__kind=reminders.UNCOLLECTED)),
        raised_at=Subquery(chased.order_by("-round").values("raised_at")[:1]),
        ready_at=Subquery(results.values("issued_at" if _is_pretended() else "signed_at")[:1]),
    )
    waiting = waiting.filter(
        reminded__lt=life_limits.times("collect_reminders", on=today),
        ready_at__lte=at - timedelta(days=life_limits.of("collect_first", on=today).value),
    )
    return [
        code
        for code, ready_at, raised_at, unit in _rows(
            waiting, "ready_at", "raised_at", "returning__code"
        )
        if at
        >= life_limits.ends(
            "collect_again" if raised_at else "collect_first",
            since=raised_at or ready_at,
            calendar=calendars.working_calendar(unit),
        )
    ]


def waits_since(dossier: Dossier) -> datetime:
    """Return since when the desk has had it: filed, or completed after a request."""
    answered = Request.objects.filter(dossier=dossier, answered_at__isnull=False)
    last = answered.order_by("-number").values_list("answered_at", flat=True).first()
    return last or dossier.submitted_at


def ready_since(dossier: Dossier) -> datetime | None:
    """Return since when its result can be collected; None while it is not signed."""
    slip = Slip.objects.filter(dossier=dossier, form=RESULT).order_by("-id").first()
    if slip is None:
        return None
    return slip.signed_at or (slip.issued_at if _is_pretended() else None)


def _is_pretended() -> bool:
    # A pretended past has nobody to sign: there a number makes a result.
    clock = installation.clock()
    return clock is not None and clock.is_simulated


def _rows(found: QuerySet[Dossier], *columns: str) -> Iterator[Any]:
    return found.order_by("id").values_list("code", *columns).iterator()
