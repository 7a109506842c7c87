"""What an administrator writes about working time."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.look.days import DayField
from motcua.reference.calendars import rules
from motcua.reference.calendars.definition import DayRecord

KINDS = [
    (rules.DayKind.HOLIDAY.value, _("Nghỉ lễ, tết")),
    (rules.DayKind.SUBSTITUTE.value, _("Nghỉ hoán đổi hoặc nghỉ bù")),
    (rules.DayKind.WORKING_SATURDAY.value, _("Làm bù vào cuối tuần")),
]
DAYS_A_DECREE = 10


def day_field(**more: Any) -> forms.DateField:
    errors = {"invalid": _("Ngày này không có. Ghi ngày, tháng, năm, ví dụ 31/08/2026.")}
    return DayField(error_messages=errors, **more)


class DecreeForm(forms.Form):
    """The heading of a decree."""

    number = forms.CharField(
        label=_("Số, ký hiệu"), max_length=60, help_text=_("Ví dụ 6150/TB-BNV.")
    )
    title_vi = forms.CharField(
        label=_("Trích yếu"), max_length=250, help_text=_("Ví dụ Nghỉ tết Âm lịch năm 2027.")
    )
    title_en = forms.CharField(label=_("Trích yếu bằng tiếng Anh"), max_length=250, required=False)
    issued_on = day_field(label=_("Ngày ban hành"))
    replaces = forms.ChoiceField(
        label=_("Thay cho văn bản"),
        required=False,
        help_text=_("Những ngày của văn bản cũ không còn tính."),
    )

    def __init__(
        self, given: Any, *, replaceable: list[tuple[str, str]], taken: frozenset[str]
    ) -> None:
        super().__init__(given)
        self._taken = taken
        self.fields["replaces"] = forms.ChoiceField(
            label=self.fields["replaces"].label,
            help_text=self.fields["replaces"].help_text,
            required=False,
            choices=[("", _("Không thay văn bản nào")), *replaceable],
        )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if not _code(number):
            raise forms.ValidationError(_("Số, ký hiệu cần có chữ hoặc số."))
        if _code(number) in self._taken:
            raise forms.ValidationError(
                _("Đã có văn bản mang số này. Mở danh sách văn bản để xem.")
            )
        return number

    @property
    def decree(self) -> dict[str, Any]:
        """What the operation takes, but for the days."""
        code = _code(self.cleaned_data["number"])
        return self.cleaned_data | {"code": code, "is_estimated": False}


def _code(number: str) -> str:
    return slugify(number.replace("/", "-").replace("Đ", "D").replace("đ", "d"))[:60]


class DayForm(forms.Form):
    """One day of a decree; an empty row is no day."""

    on = day_field(label=_("Ngày"), required=False)
    kind = forms.ChoiceField(label=_("Loại"), choices=KINDS, required=False)
    name_vi = forms.CharField(label=_("Tên ngày"), max_length=200, required=False)
    in_place_of = day_field(label=_("Làm bù thay cho ngày"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name, field in self.fields.items():
            css = "form-select" if name == "kind" else "form-control"
            field.widget.attrs.update({"class": css, "aria-label": field.label})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("on") and not cleaned.get("name_vi"):
            self.add_error("name_vi", _("Ghi tên ngày, ví dụ Tết Nguyên Đán."))
        if cleaned.get("name_vi") and not cleaned.get("on") and "on" not in self.errors:
            self.add_error("on", _("Ghi ngày, hoặc xóa tên ở dòng này."))
        on, kind = cleaned.get("on"), cleaned.get("kind")
        if on and kind == rules.DayKind.WORKING_SATURDAY and on.weekday() < rules.SATURDAY:
            self.add_error("on", _("Ngày làm bù phải là thứ Bảy hoặc Chủ nhật."))
        return cleaned

    @property
    def day(self) -> DayRecord | None:
        said = self.cleaned_data
        if not said.get("on"):
            return None
        return DayRecord(
            on=said["on"],
            kind=rules.DayKind(said["kind"] or rules.DayKind.HOLIDAY),
            name_vi=said["name_vi"],
            in_place_of=said.get("in_place_of"),
        )


class BaseDaysFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The days of a decree: at most ten, each once."""

    def clean(self) -> None:
        seen: set[date] = set()
        for form in self.forms:
            on = form.cleaned_data.get("on") if form.is_valid() else None
            if on in seen:
                form.add_error("on", _("Ngày này đã ghi ở dòng trên."))
            if on:
                seen.add(on)
        if (
            not self.data.get("replaces")
            and not seen
            and not any(form.errors for form in self.forms)
        ):
            told = _("Ghi ít nhất một ngày, hoặc chọn văn bản được thay.")
            if not self.forms:  # Not sent by our page.
                raise forms.ValidationError(told)
            self.forms[0].add_error("on", told)

    @property
    def days(self) -> list[DayRecord]:
        return [form.day for form in self.forms if form.day is not None]


DaysFormSet = forms.formset_factory(
    DayForm,
    formset=BaseDaysFormSet,
    extra=DAYS_A_DECREE,
    max_num=DAYS_A_DECREE,
    absolute_max=DAYS_A_DECREE,
)
