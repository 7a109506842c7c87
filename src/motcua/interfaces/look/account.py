"""The account of a due date as every page draws it: calculator, citizen's dossier, officer's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.casework.dossiers.queries.dues import ExplainedDay
from motcua.interfaces.look import writing

WEEKS_MAX = 16  # A longer account is told from its last weeks, else nobody would see its end.
WAITING = frozenset({"pause", "outage"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One day of the calendar; `css` is a state of the look, `title` says everything."""

    number: str
    weekday: str
    words: str
    note: str
    css: str
    title: str
    is_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Days in a row with the same reason: from, to, why, and the paper that did it."""

    days: str
    reason: str
    paper: str
    is_counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    weekdays: list[str]
    cells: list[Cell]
    whys: list[Why]
    is_estimated: bool


def drawn(
    days: Sequence[ExplainedDay], *, due_on: date, is_estimated: bool, today: date | None = None
) -> Drawn:
    """Return the days from receipt to the due date as a calendar and as a list."""
    return Drawn(
        weekdays=[_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")],
        cells=list(_cells(days, due_on=due_on, today=today)),
        whys=list(_whys(days)),
        is_estimated=is_estimated,
    )


def _cells(days: Sequence[ExplainedDay], *, due_on: date, today: date | None) -> Iterator[Cell]:
    known = {day.on: day for day in days}
    shown = [days[0].on, days[-1].on, *([today] if today else [])]
    first, last = min(shown), max(shown)
    if (last - first).days > WEEKS_MAX * 7:
        first = last - timedelta(weeks=WEEKS_MAX)
    first -= timedelta(days=first.weekday())
    last += timedelta(days=6 - last.weekday())
    number = sum(day.is_counted for day in days if day.on < first)
    for offset in range((last - first).days + 1):
        on = first + timedelta(days=offset)
        day = known.get(on)
        number += bool(day and day.is_counted)
        is_first = offset == 0 or on.day == 1
        yield _cell(on, day, number, is_first=is_first, due_on=due_on, today=today)


def _cell(
    on: date,
    day: ExplainedDay | None,
    number: int,
    *,
    is_first: bool,
    due_on: date,
    today: date | None,
) -> Cell:
    note = ""
    if on == due_on:
        note = _("hạn trả")
    elif on == today:
        note = _("hôm nay")
    said = writing.day(on, _language())
    return Cell(
        number=f"{on.day}/{on.month}" if is_first else str(on.day),
        weekday=said.split(",")[0],
        words=_words(day, number),
        note=note,
        css=_css(on, day, due_on=due_on, today=today),
        title=f"{said}: {reason_of(day)}" if day else said,
        is_today=on == today,
    )


def _words(day: ExplainedDay | None, number: int) -> str:
    if day is None:
        return ""
    if day.is_counted:
        words = _("ngày %(n)s") % {"n": number}
        return f"{words}, {_('bù')}" if day.reason == "working_saturday" else words
    return {
        "receipt": _("đã nhận"),
        "restart": _("tính lại"),
        "cutoff": _("sau giờ chốt"),
        "pause": _("tạm dừng"),
        "outage": _("gián đoạn"),
        "holiday": _("lễ"),
        "substitute": _("đổi"),
        "moved": _("dời"),
        "reappointed": _("hẹn lại"),
        "closed": _("nghỉ"),
    }.get(day.reason, "")


def _css(on: date, day: ExplainedDay | None, *, due_on: date, today: date | None) -> str:
    if on == due_on:
        return "due"
    if on == today:
        return "now"
    if day is not None and day.reason in WAITING:
        return "you"
    if day is not None and day.reason in ("receipt", "restart"):
        return ""
    if day is None or not day.is_counted:
        return "x"
    return "n" if today is None or on < today else "to"


def _whys(days: Sequence[ExplainedDay]) -> Iterator[Why]:
    run: list[ExplainedDay] = []
    for day in days:
        if run and _kind(run[-1]) != _kind(day):
            yield _why(run)
            run = []
        run.append(day)
    if run:
        yield _why(run)


def _kind(day: ExplainedDay) -> tuple[bool, str, str]:
    return day.is_counted, reason_of(day), day.paper


def _why(run: Sequence[ExplainedDay]) -> Why:
    first, last = run[0].on, run[-1].on
    days = writing.short_day(first, _language())
    if last != first:
        days = f"{days} – {writing.short_day(last, _language())}"
    return Why(
        days=days, reason=reason_of(run[0]), paper=run[0].paper, is_counted=run[0].is_counted
    )


def reason_of(day: ExplainedDay) -> str:
    """Return why a day counted or not, in the language of the page."""
    return day.reason_en if _language() == "en" else day.reason_vi


def _language() -> str:
    return (get_language() or "vi")[:2]
