"""What an administrator writes about the office hours of one unit."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.administration.calendar_forms import day_field
from motcua.interfaces.look.asking import AskingForm
from motcua.reference.calendars import rules
from motcua.reference.calendars.hours import HoursRecord
from motcua.reference.calendars.queries import HoursProposal

WEEKDAYS = (
    _("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"),
    _("Chủ nhật"),
)  # fmt: skip


def week_in_words(week: rules.Week) -> list[tuple[Any, str]]:
    """Return each weekday with its sessions as a person writes them."""
    return [
        (name, ", ".join(str(session) for session in day))
        for name, day in zip(WEEKDAYS, week, strict=True)
    ]


def _basis() -> forms.CharField:
    said = _("Số, ngày của quyết định hoặc thông báo.")
    return forms.CharField(label=_("Căn cứ"), max_length=250, help_text=said)


class OfficeHoursForm(AskingForm):
    """The hours of a week from a day on, for good or until a last day."""

    valid_from = day_field(label=_("Áp dụng từ ngày"))
    last_day = day_field(
        label=_("Đến hết ngày"),
        required=False,
        help_text=_("Để trống nếu áp dụng lâu dài. Hết ngày này, giờ trước đó dùng lại."),
    )
    basis = _basis()
    refusals_at: ClassVar = {"office_hours_overlap": "valid_from"}

    def __init__(self, *args: Any, week: rules.Week, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"valid_from": today}, **kwargs)
        for weekday, (name, hours) in enumerate(week_in_words(week)):
            self.fields[f"day_{weekday}"] = forms.CharField(
                label=name,
                required=False,
                initial=hours,
                max_length=80,
                help_text=_("Ví dụ 07:30-11:30, 13:00-17:00. Để trống nếu nghỉ.")
                if weekday == 0
                else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        week = tuple(self._sessions(weekday) for weekday in range(7))
        if not any(week) and not any(f"day_{weekday}" in self.errors for weekday in range(7)):
            self.add_error("day_0", _("Cả tuần chưa có buổi nào. Ghi ít nhất một buổi."))
        first, last = cleaned.get("valid_from"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Ngày kết thúc trước ngày bắt đầu. Xem lại hai ngày."))
        return cleaned | {"week": week}

    def record(self, organisation: str) -> HoursRecord:
        """Return what the operation takes."""
        given = self.cleaned_data
        last = given["last_day"]
        return HoursRecord(
            organisation=organisation,
            week=given["week"],
            valid_from=given["valid_from"],
            valid_to=last + timedelta(days=1) if last else None,
            basis=given["basis"],
        )

    def _sessions(self, weekday: int) -> rules.Day:
        name = f"day_{weekday}"
        try:
            return rules.read_sessions(self.cleaned_data.get(name, ""))
        except ValueError:
            self.add_error(
                name, _("Ghi giờ dạng 07:30-11:30, 13:00-17:00, các buổi không chồng nhau.")
            )
            return ()


class EndHoursForm(AskingForm):
    """From which day on the unit has no hours of its own; `seen` is what the page has shown."""

    ends_on = day_field(label=_("Bỏ giờ riêng từ ngày"))
    basis = _basis()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    refusals_at: ClassVar = {"office_hours_none_to_end": "ends_on"}

    def proposal(self, organisation: str) -> HoursProposal:
        """Return what the dry run takes."""
        return HoursProposal(organisation, self.cleaned_data["ends_on"], None)
