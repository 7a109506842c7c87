"""What an official writes of an outage, and why one is lifted."""

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.administration.calendar_forms import day_field
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.look.writing import in_language
from motcua.reference.calendars.outages import OutageRecord
from motcua.reference.organisations import queries as organisations
from motcua.spine import clock
from motcua.spine.dates import VIETNAM, local_date

KINDS = [("system", _("Sự cố hệ thống")), ("disaster", _("Thiên tai, dịch bệnh, hỏa hoạn"))]
NAMED = ("department", "commune_committee", "service_centre", "sector_agency",
         "land_registration_branch")  # fmt: skip


def _hour(label: Any, hint: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Giờ này không có. Ghi giờ, phút, ví dụ 07:30.")},
    )


def _text(label: Any, hint: Any, *, required: bool = True, length: int = 120) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, max_length=length)


class OutageForm(AskingForm):
    """From when to when, for whom, by which paper and law."""

    kind = forms.ChoiceField(label=_("Loại"), choices=KINDS, widget=forms.RadioSelect)
    name_vi = _text(_("Tên sự cố"), _("Người nộp đọc trong cách tính hạn. Ví dụ: Bão số 5."))
    name_en = _text(_("Tên bằng tiếng Anh"), "", required=False)
    since_on = day_field(label=_("Từ ngày"))
    since_hour = _hour(_("Từ giờ"), _("Để trống: từ đầu ngày."))
    until_on = day_field(label=_("Đến hết ngày"))
    until_hour = _hour(_("Đến giờ"), _("Để trống: đến hết ngày. Hạn theo ngày chỉ trừ ngày trọn."))
    units = forms.MultipleChoiceField(
        label=_("Cơ quan bị ảnh hưởng"),
        help_text=_("Cả các đơn vị bên dưới. Không chọn: toàn tỉnh."),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    basis = _text(_("Căn cứ pháp lý"), _("Điều, khoản cho phép không tính thời gian."), length=250)
    paper = _text(_("Văn bản xác nhận"), _("Số, ngày. Ví dụ: 15/TB-UBND ngày 02/11/2026."))
    refusals_at: ClassVar = {"outage_exists": "name_vi", "outage_unfit": "until_on"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "vi"
        found = organisations.of_kind(*NAMED, on=local_date(clock.now()))
        units: Any = self.fields["units"]
        units.choices = [(one.code, in_language(one, "name", language)[0]) for one in found]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and self.outage.until <= self.outage.since:
            self.add_error("until_on", _("Sự cố kết thúc trước khi bắt đầu. Xem lại ngày, giờ."))
        return cleaned

    @property
    def outage(self) -> OutageRecord:
        """What the operation takes."""
        given = self.cleaned_data
        since = self._moment(given["since_on"], given["since_hour"] or time(0))
        if given["until_hour"]:
            until = self._moment(given["until_on"], given["until_hour"])
        else:
            until = self._moment(given["until_on"] + timedelta(days=1), time(0))
        return OutageRecord(
            code=f"{given['kind']}-{since:%Y%m%d-%H%M}",
            kind=given["kind"],
            name_vi=given["name_vi"],
            name_en=given["name_en"],
            since=since,
            until=until,
            units=given["units"],
            basis=given["basis"],
            paper=given["paper"],
        )

    def _moment(self, on: Any, hour: time) -> datetime:
        return datetime.combine(on, hour, tzinfo=VIETNAM)


class LiftForm(AskingForm):
    """Which paper says that it was no outage; `seen` is what the page has shown."""

    paper = _text(_("Văn bản hủy ghi nhận"), _("Số, ngày."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    refusals_at: ClassVar = {"outage_unfit": "paper"}
