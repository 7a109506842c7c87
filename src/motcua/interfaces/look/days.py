"""The day a form asks for: one that people mean. Years past those end what counts with days."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)


def near(day: date) -> None:
    """:raises ValidationError: nobody means this day: its year is typed wrong."""
    if not FIRST <= day <= LAST:
        raise forms.ValidationError(_("Ngày này quá xa. Xem lại năm: từ 1900 đến 2100."))


class DayField(forms.DateField):
    default_validators = [near]

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget} | more)
