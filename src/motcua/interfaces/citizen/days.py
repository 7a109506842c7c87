"""The account of a due date as a calendar: each day says whether it counted, and why not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.casework.dossiers.queries.dues import ExplainedDay, Explanation
from motcua.interfaces.look import writing as look
from motcua.interfaces.look.eform import words as writing
from motcua.spine.dates import local_date

WEEKS_MAX = 16  # A longer account is told from today on, else nobody would scroll to its end.


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    number: str
    weekday: str
    words: str = ""
    note: str = ""
    css: str = "x"
    is_today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    title: str
    sentence: str
    weekdays: list[str]
    days: list[Day]
    reasons: list[str]
    is_estimated: bool


def account_of(explained: Explanation, *, today: date) -> Account:
    due_on = local_date(explained.due_at)
    counted = [day for day in explained.days if day.is_counted]
    past = sum(day.on <= today for day in counted)
    said = {"day": look.day(due_on, writing.language()), "n": past, "total": len(counted)}
    sentence = ngettext(
        "Hôm nay là ngày thứ %(n)s trong %(total)s ngày được tính.",
        "Hôm nay là ngày thứ %(n)s trong %(total)s ngày được tính.",
        len(counted),
    )
    if past == 0:
        sentence = _("Thời hạn bắt đầu tính từ ngày kế tiếp; ngày nhận không tính.")
    elif today > due_on:
        sentence = _("Hạn trả đã qua.")
    return Account(
        title=_("Có kết quả chậm nhất %(day)s") % said,
        sentence=sentence % said,
        weekdays=[_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")],
        days=list(_days(explained.days, due_on=due_on, today=today)),
        reasons=list(_reasons(explained.days)),
        is_estimated=explained.is_estimated,
    )


def _days(days: Sequence[ExplainedDay], *, due_on: date, today: date) -> Iterator[Day]:
    known = {day.on: day for day in days}
    first, last = min(days[0].on, today), max(days[-1].on, today)
    if (last - first).days > WEEKS_MAX * 7:
        first = max(first, last - timedelta(weeks=WEEKS_MAX))
    first -= timedelta(days=first.weekday())
    last += timedelta(days=6 - last.weekday())
    number = sum(day.is_counted for day in days if day.on < first)
    for offset in range((last - first).days + 1):
        on = first + timedelta(days=offset)
        day = known.get(on)
        number += bool(day and day.is_counted)
        yield _day(on, day, number, is_first=offset == 0, due_on=due_on, today=today)


def _day(
    on: date, day: ExplainedDay | None, number: int, *, is_first: bool, due_on: date, today: date
) -> Day:
    is_counted = day is not None and day.is_counted
    words = _("ngày %(n)s") % {"n": number} if is_counted else ""
    note = ""
    if on == due_on:
        note = _("hạn trả")
    elif on == today:
        note = _("hôm nay")
    elif day is not None and not is_counted and day.reason == "receipt":
        words = _("Đã nhận")
    elif day is not None and day.reason == "pause":
        words = _("chờ bạn")
    return Day(
        number=f"{on.day}/{on.month}" if is_first or on.day == 1 else str(on.day),
        weekday=look.day(on, writing.language()).split(",")[0],
        words=words,
        note=note,
        css=_css(on, day, is_counted=is_counted, due_on=due_on, today=today),
        is_today=on == today,
    )


def _css(on: date, day: ExplainedDay | None, *, is_counted: bool, due_on: date, today: date) -> str:
    if on == due_on:
        return "due"
    if on == today:
        return "now"
    if day is not None and day.reason == "pause":
        return "you"
    if day is not None and day.reason == "receipt":
        return ""
    if not is_counted:
        return "x"
    return "n" if on < today else "to"


def _reasons(days: Sequence[ExplainedDay]) -> Iterator[str]:
    """Return why days were not counted, each reason once, in words."""
    seen: dict[str, list[date]] = {}
    for day in days:
        if not day.is_counted:
            seen.setdefault(writing.name(day, "reason"), []).append(day.on)
    for reason, when in seen.items():
        shown = ", ".join(f"{on.day}/{on.month}" for on in when[:6])
        more = " …" if len(when) > 6 else ""
        yield f"{reason}: {shown}{more}"
