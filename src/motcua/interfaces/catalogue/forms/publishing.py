from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.look.days import DayField

_DAY = {"invalid": _("Ngày này không có. Ghi dạng ngày/tháng/năm, ví dụ 01/01/2027.")}
_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def _day(label: Any, **more: Any) -> forms.DateField:
    messages = _DAY | more.pop("error_messages", {})
    return DayField(
        label=label,
        input_formats=_FORMATS,
        error_messages=messages,
        **more,
    )


class PublishForm(AskingForm):
    refusals_at = {
        "dates_invalid": "until",
        "decision_missing": "decision",
        "versions_overlap": "since",
    }
    since = _day(
        _("Có hiệu lực từ ngày"), error_messages={"required": _("Chọn ngày bắt đầu có hiệu lực.")}
    )
    until = _day(
        _("Hết hiệu lực từ ngày"),
        required=False,
        help_text=_("Ngày đầu tiên không còn hiệu lực; để trống nếu chưa biết."),
    )
    decision = forms.CharField(
        label=_("Số quyết định công bố"),
        max_length=80,
        help_text=_("Ví dụ 1404/QĐ-UBND."),
        error_messages={"required": _("Ghi số quyết định công bố.")},
    )
    replaces = forms.BooleanField(
        label=_("Kết thúc bản đang có hiệu lực vào ngày này"), required=False
    )
    confirmed = forms.BooleanField(
        label=_("Tôi đã xem các thay đổi ở trên và cho công bố"),
        error_messages={"required": _("Đánh dấu vào đây khi đã xem các thay đổi.")},
    )


class AbolishForm(AskingForm):
    refusals_at = {"decision_missing": "decision", "versions_overlap": "on"}
    on = _day(
        _("Bãi bỏ từ ngày"), error_messages={"required": _("Chọn ngày thủ tục thôi áp dụng.")}
    )
    decision = forms.CharField(
        label=_("Số quyết định bãi bỏ"),
        max_length=80,
        error_messages={"required": _("Ghi số quyết định bãi bỏ.")},
    )
    confirmed = forms.BooleanField(
        label=_("Tôi hiểu: từ ngày này không ai nộp được hồ sơ thủ tục này"),
        error_messages={"required": _("Đánh dấu vào đây để bãi bỏ.")},
    )


class SettleForm(AskingForm):
    refusals_at = {"unknown_target": "targets"}
    targets = forms.MultipleChoiceField(
        label=_("Cơ quan được hiểu là"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Chọn ít nhất một cơ quan."),
            "invalid_choice": _("Cơ quan này không có trong danh sách."),
        },
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["targets"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = offered
