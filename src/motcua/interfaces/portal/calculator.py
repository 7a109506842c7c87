"""The calculator of due dates: anybody may ask when something is due, and see why day by day."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers.queries import dues
from motcua.casework.dossiers.queries.dues import Explanation, Question
from motcua.casework.dossiers.rules import limits
from motcua.casework.dossiers.rules.deadlines import BeyondCalendar, Limit, Pause
from motcua.interfaces.look import account
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.portal.caching import public_page
from motcua.reference.calendars.rules import FIRST_DAY
from motcua.reference.organisations import queries as organisations
from motcua.spine import clock
from motcua.spine.dates import VIETNAM, local_date

LIMIT_MAX = 999
YEAR_MAX = 2060
UNITS = [
    ("working_day", _("ngày làm việc")),
    ("calendar_day", _("ngày (tính cả ngày nghỉ)")),
    ("month", _("tháng")),
    ("half_day", _("buổi làm việc")),
    ("working_hour", _("giờ làm việc")),
]
CUTOFFS = [
    ("", _("Không có giờ chốt")),
    ("15:00", _("Sau 15 giờ")),
    ("16:00", _("Sau 16 giờ")),
    ("closing-1h", _("Trong một giờ trước khi hết giờ làm việc")),
]
_FORMAT = "%Y-%m-%dT%H:%M"


@public_page
def calculator(request: HttpRequest) -> HttpResponse:
    form = CalculatorForm.of_query(request.GET, on=local_date(clock.now()))
    found = form.answer() if form.is_bound and form.is_valid() else None
    context: dict[str, Any] = {"form": form, "found": found}
    if found is not None:
        due_on = local_date(found.due_at)
        context["account"] = account.drawn(
            found.days, due_on=due_on, is_estimated=found.is_estimated
        )
    return render(request, "portal/calculator.html", context, status=form.status)


def _moment_field(**more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        input_formats=[_FORMAT, "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_FORMAT),
        error_messages={
            "invalid": _("Thời điểm này không có. Ghi ngày và giờ, ví dụ 26/04/2024 14:00."),
            "required": _("Ghi ngày và giờ nhận hồ sơ."),
        },
        **more,
    )


class CalculatorForm(AskingForm):
    nhan = _moment_field(label=_("Nhận hồ sơ lúc"))
    so = forms.IntegerField(
        label=_("Thời hạn"),
        min_value=0,
        max_value=LIMIT_MAX,
        help_text=_("0 là trong ngày."),
        error_messages={"required": _("Ghi thời hạn, ví dụ 5.")},
    )
    don_vi = forms.ChoiceField(label=_("Tính theo"), choices=UNITS)
    chot = forms.ChoiceField(
        label=_("Giờ chốt nhận hồ sơ"),
        choices=CUTOFFS,
        required=False,
        help_text=_("Nhận sau giờ này thì coi như nhận ngày làm việc tiếp theo."),
    )
    dung_tu = _moment_field(label=_("Tạm dừng từ"), required=False)
    dung_den = _moment_field(label=_("Tạm dừng đến"), required=False)
    tinh_lai = _moment_field(
        label=_("Nhận đủ hồ sơ bổ sung lúc"),
        required=False,
        help_text=_("Thời hạn tính lại từ đầu."),
    )
    co_quan = forms.ChoiceField(label=_("Giờ làm việc của"), required=False)

    @classmethod
    def of_query(cls, query: Any, *, on: date) -> "CalculatorForm":
        form = cls(query or None, initial={"so": 5, "don_vi": "working_day"})
        centres = [(one.code, one.name_vi) for one in organisations.centres(on=on)]
        field = form.fields["co_quan"]
        assert isinstance(field, forms.ChoiceField), "As declared above."
        field.choices = [("", _("Giờ chung: 7:30-11:30, 13:00-17:00")), *centres]
        return form

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        received, since = cleaned.get("nhan"), cleaned.get("dung_tu")
        until, restart = cleaned.get("dung_den"), cleaned.get("tinh_lai")
        for name in ("nhan", "dung_tu", "dung_den", "tinh_lai"):
            moment = cleaned.get(name)
            if moment and not FIRST_DAY.year <= moment.year <= YEAR_MAX:
                self.add_error(name, _("Lịch chỉ biết các năm 2000 đến 2060."))
        if bool(since) != bool(until) and "dung_den" not in self.errors:
            self.add_error("dung_den", _("Ghi cả lúc bắt đầu và lúc hết tạm dừng."))
        if since and until and until < since:
            self.add_error("dung_den", _("Tạm dừng phải hết sau khi bắt đầu."))
        if received and restart and restart < received:
            self.add_error("tinh_lai", _("Hồ sơ bổ sung không thể đủ trước lúc nhận hồ sơ."))
        return cleaned

    def answer(self) -> Explanation | None:
        """Return the account; None, with an error at the limit, if it leaves the calendar."""
        try:
            return dues.calculate(self._question())
        except BeyondCalendar:
            self.add_error("so", _("Thời hạn này vượt quá các năm lịch biết."))
            return None

    def _question(self) -> Question:
        said = self.cleaned_data
        since, until = said["dung_tu"], said["dung_den"]
        return Question(
            received_at=said["nhan"].astimezone(VIETNAM),
            limit=Limit(value=said["so"], unit=said["don_vi"]),
            cutoff=limits.read_cutoff(said["chot"]) if said["chot"] else None,
            pauses=(Pause(since, until),) if since else (),
            restart_at=said["tinh_lai"],
            organisation=said["co_quan"] or None,
        )
