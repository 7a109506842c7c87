"""How a dossier stands to its due date, as a person says it: words first, colour second."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from motcua.casework.dossiers.states import CLOSED, WAITS_FOR_APPLICANT, State
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.spine.dates import local_date

SOON_WORKING_DAYS = 2
LATE, TODAY, SOON, IN_TIME = "late", "today", "soon", "in_time"
STOPPED, DONE, NONE = "stopped", "done", "none"
CODES = (LATE, TODAY, SOON, IN_TIME, STOPPED, DONE, NONE)

WAITS_FOR: Mapping[str, tuple[str, str]] = {
    "applicant": ("người nộp", "the applicant"),
    "reception": ("bộ phận một cửa", "the one-stop desk"),
    "handler": ("chuyên viên thụ lý", "the handler"),
    "head": ("lãnh đạo đơn vị", "the head of the unit"),
    "leader": ("lãnh đạo cơ quan", "the leader of the agency"),
    "clerk": ("văn thư", "the clerk"),
    "": ("", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueState:
    """`days` are working days: left, or late by. `waits_for` is a code of WAITS_FOR."""

    code: str
    days: int
    waits_for: str
    due_at: datetime | None

    def words(self, language: str = "vi") -> str:
        """Return the state in a few words, to stand beside its colour."""
        vi, en = _WORDS[self.code]
        text = en if language == "en" else vi
        return text.format(
            days=self.days,
            s="" if self.days == 1 else "s",
            whom=WAITS_FOR[self.waits_for][language == "en"],
        )


_WORDS: Mapping[str, tuple[str, str]] = {
    LATE: ("Quá hạn {days} ngày làm việc", "{days} working day{s} late"),
    TODAY: ("Đến hạn hôm nay", "Due today"),
    SOON: ("Còn {days} ngày làm việc", "{days} working day{s} left"),
    IN_TIME: ("Còn {days} ngày làm việc", "{days} working day{s} left"),
    STOPPED: ("Tạm dừng, chờ {whom}", "Stopped, waiting for {whom}"),
    DONE: ("Đã giải quyết xong", "Settled"),
    NONE: ("Chờ {whom}", "Waiting for {whom}"),
}


def state_of(
    *,
    state: str,
    due_at: datetime | None,
    awaits: str,
    at: datetime,
    calendar: WorkingCalendar,
) -> DueState:
    """Return how it stands at a moment. Nothing of this is stored: it is reckoned when asked."""
    code, days = _code(state, due_at, at, calendar)
    return DueState(code=code, days=days, waits_for=awaits, due_at=due_at)


def _code(
    state: str, due_at: datetime | None, at: datetime, calendar: WorkingCalendar
) -> tuple[str, int]:
    if state in CLOSED or state == State.SETTLED:
        return DONE, 0
    if state in WAITS_FOR_APPLICANT:
        return STOPPED, 0
    if due_at is None or state == State.SUBMITTED:
        return NONE, 0
    due_on, today = local_date(due_at), _today(at)
    if at > due_at:
        # Late by some hours of one day is late already.
        return LATE, max(1, calendar.working_days_between(due_on, today))
    if due_on == today:
        return TODAY, 0
    left = calendar.working_days_between(today, due_on)
    return (SOON if left <= SOON_WORKING_DAYS else IN_TIME), left


# A list asks of each of its rows at the same moment.
_today = lru_cache(maxsize=64)(local_date)


def awaits(state: str, step_role: str) -> str:
    """Return whose turn it is in this state, at a step of this role: a code of WAITS_FOR."""
    if state in CLOSED:
        return ""
    if state in WAITS_FOR_APPLICANT:
        return "applicant"
    if state in (State.SUBMITTED, State.SETTLED):
        return "reception"
    return step_role or "clerk"
