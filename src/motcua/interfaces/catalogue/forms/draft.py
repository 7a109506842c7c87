"""The general part of a draft: names, limit, fee, who decides."""

from collections.abc import Iterable, Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.look.asking import AskingForm
from motcua.reference.procedures.rules import completeness, wording
from motcua.reference.procedures.rules.content import UNITS

_NUMBER = {
    "invalid": _("Ghi một con số, ví dụ 5 hoặc 2,5."),
    "min_value": _("Số không được âm."),
    "max_value": _("Số quá lớn, xem lại."),
    "max_decimal_places": _("Nhiều nhất hai chữ số sau dấu phẩy."),
}
_TEXTS = ("name_vi", "name_en", "field", "agency", "agency_competent", "agency_coordinating")
_LIMIT = {
    "limit_value": "value",
    "limit_unit": "unit",
    "limit_same_day": "same_day",
    "limit_cutoff": "cutoff",
    "limit_text": "text",
}


class GeneralForm(AskingForm):
    """What every procedure says once."""

    name_vi = forms.CharField(
        label=_("Tên thủ tục"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Ghi tên thủ tục như trong quyết định công bố.")},
    )
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=4000, required=False)
    field = forms.CharField(label=_("Thuộc lĩnh vực"), max_length=300, required=False)
    levels = forms.MultipleChoiceField(
        label=_("Cấp giải quyết"), required=False, widget=forms.CheckboxSelectMultiple
    )
    agency = forms.CharField(
        label=_("Cơ quan giải quyết"),
        max_length=4000,
        required=False,
        help_text=_("Ví dụ: Ủy ban nhân dân cấp xã; Sở Xây dựng."),
    )
    agency_competent = forms.CharField(
        label=_("Cơ quan có thẩm quyền"), max_length=4000, required=False
    )
    agency_coordinating = forms.CharField(
        label=_("Cơ quan phối hợp"), max_length=4000, required=False
    )
    limit_value = forms.DecimalField(
        label=_("Thời hạn"),
        required=False,
        min_value=0,
        max_value=3660,
        decimal_places=2,
        localize=True,
        help_text=_("Chỉ ghi số; để trống nếu chưa rõ."),
        error_messages=_NUMBER,
    )
    limit_unit = forms.ChoiceField(label=_("Đơn vị thời hạn"), required=False)
    limit_same_day = forms.BooleanField(label=_("Trả kết quả trong ngày"), required=False)
    limit_cutoff = forms.TimeField(
        label=_("Giờ chốt nhận trong ngày"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Nhận sau giờ này thì tính từ ngày làm việc tiếp theo."),
        error_messages={"invalid": _("Ghi giờ dạng 15:00.")},
    )
    limit_text = forms.CharField(
        label=_("Lời ghi về thời hạn"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    fee_vnd = forms.IntegerField(
        label=_("Phí, lệ phí (đồng)"),
        required=False,
        min_value=0,
        max_value=10**12,
        help_text=_("Chỉ ghi khi có đúng một mức; 0 là miễn phí; để trống nếu có nhiều mức."),
        error_messages=_NUMBER,
    )
    fee_text = forms.CharField(
        label=_("Lời ghi về phí"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cách tính giữ nguyên bằng lời, ví dụ: 2.000 đồng/trang, từ trang 3: 1.000."),
    )
    fee_confirmed = forms.BooleanField(
        label=_("Tôi đã đối chiếu mức phí với văn bản gốc"), required=False
    )
    service_level = forms.ChoiceField(label=_("Mức dịch vụ công"), required=False)
    conditions = forms.CharField(
        label=_("Yêu cầu, điều kiện"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "vi"
        unit = {word: wording.unit(word, Decimal(2), language) for word in UNITS}
        self._offer("levels", _pairs(wording.LEVELS, language))
        self._offer("limit_unit", [("", _("chưa rõ")), *unit.items()])
        self._offer(
            "service_level", [("", _("chưa rõ")), *_pairs(wording.SERVICE_LEVELS, language)]
        )

    def changes(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields that the person changed, as the file format has them."""
        touched, given = set(self.changed_data), self.cleaned_data
        found: dict[str, Any] = {
            name: given[name] or None for name in touched & {*_TEXTS, "fee_text", "conditions"}
        }
        for name in touched & {"fee_vnd", "fee_confirmed", "levels"}:
            found[name] = given[name]
        if "service_level" in touched:
            found["service_level"] = given["service_level"] or None
        if "agency" in touched:
            found["agency_derived"] = False
        if touched & set(_LIMIT):
            found["time_limit"] = self._limit(content, touched)
        return found

    def _limit(self, content: Mapping[str, Any], touched: set[str]) -> dict[str, Any]:
        limit = dict(content.get("time_limit") or {})
        for name in touched & set(_LIMIT):
            limit[_LIMIT[name]] = _plain(self.cleaned_data[name])
        if touched & {"limit_unit", "limit_value"}:
            limit.pop("unit_basis", None)  # A person has said it now.
        return limit

    def _offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


def initial_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a draft says, as the fields of the form."""
    limit = content.get("time_limit") or {}
    value = limit.get("value")
    shown = {name: content.get(name) for name in (*_TEXTS, "fee_text", "conditions")}
    return shown | {
        "levels": list(content.get("levels") or ()),
        "limit_value": None if value is None else Decimal(str(value)),
        "limit_unit": limit.get("unit") if limit.get("unit") in UNITS else "",
        "limit_same_day": limit.get("same_day") is True,
        "limit_cutoff": completeness.hour_of(limit.get("cutoff")),
        "limit_text": limit.get("text"),
        "fee_vnd": content.get("fee_vnd"),
        "fee_confirmed": content.get("fee_confirmed") is True,
        "service_level": content.get("service_level") or "",
    }


def _pairs(table: Mapping[str, tuple[str, str]], language: str) -> list[tuple[str, str]]:
    return [(code, pair[language == "en"]) for code, pair in table.items()]


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case time():
            return f"{value:%H:%M}"
        case "":
            return None
    return value
