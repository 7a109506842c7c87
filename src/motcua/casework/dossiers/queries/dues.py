"""When a dossier is due, how it stands to that, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.casework.dossiers.models import ClockMark, Dossier
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.rules import accounts, due_states, limits
from motcua.casework.dossiers.rules.accounts import Due
from motcua.casework.dossiers.rules.deadlines import Cutoff, Limit, Pause
from motcua.casework.dossiers.rules.due_states import DueState
from motcua.reference.calendars import queries as calendars
from motcua.spine.actors import Actor

DAY_WORDS = {
    "receipt": ("Ngày nhận hồ sơ không tính", "The day of receipt is not counted"),
    "cutoff": ("Nhận sau giờ chốt, tính từ ngày làm việc sau", "Received after the daily cut-off"),
    "pause": ("Tạm dừng, chờ người nộp", "Stopped, waiting for the applicant"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDay:
    """One day of the account; `reason_vi` says in words why it counted or not."""

    on: date
    is_counted: bool
    reason: str
    reason_vi: str
    reason_en: str


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
    limit = limit_of(dossier)
    due = due_of(dossier, limit=limit, as_of=at) if limit else None
    if limit is None or due is None:
        return None
    calendar = calendars.working_calendar(dossier.resolving.code)
    days = []
    for day in due.days:
        said = calendar.reason(day.on)
        vi, en = DAY_WORDS.get(day.reason, (said.vi, said.en))
        days.append(
            ExplainedDay(
                on=day.on, is_counted=day.is_counted, reason=day.reason, reason_vi=vi, reason_en=en
            )
        )
    return Explanation(
        due_at=due.at,
        promised_at=dossier.promised_at,
        is_estimated=due.is_estimated,
        limit=limit,
        cutoff=limits.cutoff_in_words(cutoff_of(dossier)),
        pauses=tuple(_pauses(_marks(dossier))),
        days=tuple(days),
    )


def limit_of(dossier: Dossier) -> Limit | None:
    """Return how long the dossier's own version gives for its channel; None if nobody knows."""
    version = dossier.procedure_version
    return limits.limit_of(
        access.definition_of(version),
        channel=dossier.channel,
        value=version.limit_value,
        unit=version.limit_unit,
        same_day=version.limit_same_day,
    )


def cutoff_of(dossier: Dossier) -> Cutoff | None:
    """Return the hour from which it counts as received on the next working day."""
    version = dossier.procedure_version
    return limits.cutoff_of(
        access.definition_of(version), channel=dossier.channel, of_record=version.limit_cutoff
    )


def due_from(dossier: Dossier, *, received_at: datetime) -> Due | None:
    """Return when it would be due if it were received at that moment."""
    limit = limit_of(dossier)
    if limit is None:
        return None
    return accounts.due(
        received_at=received_at,
        limit=limit,
        calendar=calendars.working_calendar(dossier.resolving.code),
        cutoff=cutoff_of(dossier),
    )


def due_of(dossier: Dossier, *, limit: Limit, as_of: datetime) -> Due | None:
    """Return when it is due as its clock stands, with the account of days; None before receipt."""
    marks = _marks(dossier)
    if not marks:
        return None
    return accounts.due(
        received_at=marks[0].at,
        limit=limit,
        calendar=calendars.working_calendar(dossier.resolving.code),
        pauses=_pauses(marks),
        cutoff=cutoff_of(dossier),
        as_of=as_of,
    )


def _marks(dossier: Dossier) -> list[ClockMark]:
    """Return the marks since the clock last started anew."""
    marks = list(ClockMark.objects.filter(dossier=dossier).order_by("id"))
    begun = [mark for mark in marks if mark.kind in (ClockMark.START, ClockMark.RESTART)]
    return marks[marks.index(begun[-1]) :] if begun else []


def _pauses(marks: Sequence[ClockMark]) -> list[Pause]:
    pauses: list[Pause] = []
    for mark in marks:
        if mark.kind == ClockMark.STOP:
            pauses.append(Pause(mark.at, None, mark.cause))
        elif mark.kind == ClockMark.RESUME and pauses:
            pauses[-1] = Pause(pauses[-1].since, mark.at, pauses[-1].cause)
    return pauses
