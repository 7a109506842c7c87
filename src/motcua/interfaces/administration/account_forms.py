"""What the account pages ask for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.look.days import DayField
from motcua.interfaces.look.writing import in_language
from motcua.reference.organisations import queries as organisations
from motcua.reference.people import roles

SUGGESTED_MAX = 8


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return DayField(
        label=label,
        help_text=help_text,
        required=required,
        error_messages={
            "required": _("Chưa có ngày. Chọn một ngày."),
            "invalid": _("Ngày này không có. Ghi theo dạng 2026-12-01."),
        },
    )


def named(pairs: Any) -> list[tuple[str, str]]:
    language = get_language() or "vi"
    return [(thing.code, in_language(thing, "name", language)[0]) for thing in pairs]


class PostForm(AskingForm):
    """A post in a unit. The unit is found by its code, or by words of its name."""

    refusals_at = {
        "no_such_unit": "unit",
        "no_such_role": "role",
        "ends_before_it_begins": "until_on",
        "post_already_held": "role",
    }
    unit = forms.CharField(
        label=_("Đơn vị"),
        help_text=_("Mã đơn vị, hoặc vài chữ trong tên"),
        max_length=120,
        error_messages={"required": _("Chưa có đơn vị. Ghi mã hoặc tên đơn vị.")},
    )
    role = forms.ChoiceField(
        label=_("Chức danh"),
        choices=lambda: [("", "–"), *named(roles.STAFF)],
        error_messages={"required": _("Chưa chọn chức danh. Chọn một chức danh.")},
    )
    since_on = day(_("Từ ngày"))
    until_on = day(_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chưa biết"))

    def clean_unit(self) -> str:
        asked: str = self.cleaned_data["unit"].strip()
        found = list(organisations.found_by_name(asked)[: SUGGESTED_MAX + 1])
        exact = [
            unit
            for unit in found
            if asked.casefold() in {unit.code.casefold(), unit.name_vi.casefold()}
        ]
        fitting = exact if len(exact) == 1 else [unit for unit in found if unit.valid_to is None]
        if len(fitting) == 1:
            return str(fitting[0].code)
        if not fitting:
            raise forms.ValidationError(_("Không có đơn vị nào như vậy. Ghi mã, hoặc tên khác."))
        listed = "; ".join(f"{unit.code} {unit.name_vi}" for unit in fitting[:SUGGESTED_MAX])
        raise forms.ValidationError(
            format_lazy(
                _("Có nhiều đơn vị như vậy. Ghi mã của một đơn vị: {listed}"), listed=listed
            )
        )


class OpenForm(PostForm):
    refusals_at = {
        **PostForm.refusals_at,
        "login_taken": "login",
        "login_unfit": "login",
        "name_missing": "full_name",
    }
    field_order = ["full_name", "login", "phone", "email", "unit", "role", "since_on", "until_on"]
    full_name = forms.CharField(
        label=_("Họ và tên"),
        max_length=120,
        error_messages={"required": _("Chưa có họ tên. Ghi họ tên đầy đủ.")},
    )
    login = forms.CharField(
        label=_("Tên đăng nhập"),
        help_text=_("Chữ thường không dấu, ví dụ: lan.bc"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Chưa có tên đăng nhập. Đặt một tên.")},
    )
    phone = forms.CharField(label=_("Số điện thoại"), max_length=20, required=False)
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        error_messages={"invalid": _("Địa chỉ thư chưa đúng, ví dụ: lan@tayninh.gov.vn.")},
    )


class EndPostForm(AskingForm):
    refusals_at = {"ends_before_it_begins": "until_on"}
    until_on = day(_("Ngày cuối giữ chức danh"))


def first_day(on: date) -> dict[str, date]:
    return {"since_on": on}
