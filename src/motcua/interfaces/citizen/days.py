"""The account of a due date, with a sentence on where the citizen stands in it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.casework.dossiers.queries.dues import Explanation
from motcua.casework.dossiers.rules import deadlines
from motcua.interfaces.look import account
from motcua.interfaces.look import writing as look
from motcua.interfaces.look.eform import words as writing
from motcua.spine.dates import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    title: str
    sentence: str
    promised: str
    drawn: account.Drawn


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
    if today > due_on:
        sentence = _("Hạn trả đã qua.")
    elif past == 0:
        sentence = _("Thời hạn bắt đầu tính từ ngày kế tiếp; ngày nhận không tính.")
    return Account(
        title=_("Có kết quả chậm nhất %(day)s") % {"day": _latest(explained)},
        sentence=sentence % said,
        promised=_promised(explained, due_on),
        drawn=account.drawn(
            explained.days, due_on=due_on, is_estimated=explained.is_estimated, today=today
        ),
    )


def _latest(explained: Explanation) -> str:
    """Return the day, and the hour where the limit is shorter than days."""
    if explained.limit.unit in deadlines.WITHIN_A_DAY and explained.limit.value:
        return look.moment(explained.due_at, writing.language())
    return look.day(local_date(explained.due_at), writing.language())


def _promised(explained: Explanation, due_on: date) -> str:
    first = explained.promised_at and local_date(explained.promised_at)
    if not first or first == due_on:
        return ""
    return _("Hẹn lần đầu: %(day)s.") % {"day": look.day(first, writing.language())}
