"""What an administrator fills in for the key of a machine."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.administration.account_forms import day
from motcua.interfaces.look.asking import AskingForm
from motcua.reference.people import roles

CALLS_MAX = 2_000_000_000


def _choices(table: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    place = 1 if get_language() == "en" else 0
    return [(code, names[place]) for code, names in table.items()]


def _calls(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=0,
        max_value=CALLS_MAX,
        error_messages={
            "required": _("Chưa ghi hạn mức. Ghi một số, ví dụ 600."),
            "invalid": _("Hạn mức là một số nguyên, ví dụ 600."),
        },
    )


class QuotaForm(AskingForm):
    """What may change in the life of a key."""

    refusals_at = {
        "already_expired": "expires_on",
        "unknown_scope": "scopes",
        "key_needs_unit": "scopes",
        "key_needs_place": "scopes",
    }
    scopes = forms.MultipleChoiceField(
        label=_("Được làm gì"),
        choices=lambda: _choices(roles.SCOPES),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chưa chọn quyền nào. Chọn ít nhất một quyền.")},
    )
    calls_per_minute_max = _calls(_("Số lần gọi nhiều nhất trong một phút"))
    calls_per_day_max = _calls(
        _("Số lần gọi nhiều nhất trong một ngày"),
        _("Quá hạn mức, phần mềm được báo chờ đến khi nào"),
    )
    expires_on = day(_("Dùng đến hết ngày"))


class KeyForm(QuotaForm):
    refusals_at = {
        **QuotaForm.refusals_at,
        "key_needs_unit": "organisation",
        "key_needs_place": "place",
    }
    field_order = ["label", "login", "scopes", "organisation", "place"]
    label = forms.CharField(
        label=_("Dùng cho việc gì"),
        max_length=80,
        error_messages={"required": _("Chưa ghi khóa dùng cho việc gì.")},
    )
    login = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,79}$",
        label=_("Tên của phần mềm"),
        help_text=_("Chữ thường không dấu, ví dụ: cong-du-lieu"),
        error_messages={
            "required": _("Chưa có tên của phần mềm."),
            "invalid": _("Tên gồm ít nhất 3 chữ thường không dấu, chữ số, dấu chấm hoặc gạch."),
        },
    )
    organisation = forms.CharField(
        label=_("Mã đơn vị, nếu khóa đọc hoặc nộp hồ sơ"),
        help_text=_("Khóa thấy hồ sơ của đơn vị này và các đơn vị bên dưới"),
        max_length=35,
        required=False,
    )
    place = forms.ChoiceField(
        label=_("Phần mềm đặt ở đâu, nếu khóa nộp hồ sơ"),
        help_text=_("Kênh nộp của hồ sơ suy ra từ đây, phần mềm không tự ghi được"),
        choices=lambda: [("", "–"), *_choices(roles.PLACES)],
        required=False,
    )


def at_first(on: date) -> dict[str, Any]:
    """Return what the form of a new key suggests."""
    return {
        "expires_on": on + timedelta(days=365),
        "calls_per_minute_max": roles.CALLS_PER_MINUTE_MAX,
        "calls_per_day_max": roles.CALLS_PER_DAY_MAX,
    }
