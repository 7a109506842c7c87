"""The days of a due date as the look's calendar draws them: seven a row, from Monday."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from motcua.casework.dossiers.queries.dues import ExplainedDay, Explanation
from motcua.interfaces.desk.file import language
from motcua.spine.dates import local_date

DAYS_MAX = 70


@dataclass(frozen=True, slots=True)
class Day:
    css: str
    number: str
    note: str
    title: str


def days_of(explanation: Explanation, *, at: datetime) -> list[Day]:
    """Return the days from receipt to the due date; a long account shows its last weeks."""
    due_on, today = local_date(explanation.due_at), local_date(at)
    days: list[Day] = []
    counted = 0
    for one in explanation.days:
        counted += one.is_counted
        days.append(_day(one, counted, due_on=due_on, today=today))
    first = explanation.days[0].on if explanation.days else due_on
    if len(days) > DAYS_MAX:
        first += timedelta(days=len(days) - DAYS_MAX)
        days = days[-DAYS_MAX:]
    return [_blank()] * first.weekday() + days


def _day(one: ExplainedDay, counted: int, *, due_on: date, today: date) -> Day:
    reason = one.reason_en if language() == "en" else one.reason_vi
    note = str(counted) if one.is_counted else ""
    if one.on == due_on:
        note = _("hẹn trả")
    elif one.on == today:
        note = _("hôm nay")
    title = f"{one.on:%d/%m/%Y}: {reason}"
    return Day(_css(one, due_on=due_on, today=today), str(one.on.day), note, title)


def _css(one: ExplainedDay, *, due_on: date, today: date) -> str:
    if one.on == due_on:
        return "due"
    if one.on == today:
        return "now"
    if one.reason == "pause":
        return "you"
    if one.reason == "receipt":
        return "to"
    return "n" if one.is_counted else "x"


def _blank() -> Day:
    return Day("h", "", "", "")
