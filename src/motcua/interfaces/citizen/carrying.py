"""Ask the post to fetch papers at home or to bring the result: what it costs, and where to."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.casework.post import carriages, queries
from motcua.casework.post.queries import Asking
from motcua.interfaces.citizen.wishes import either
from motcua.interfaces.look import writing as look
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.look.eform import words as writing
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock
from motcua.spine.dates import local_date

PHONE_CHARS_MAX, ADDRESS_CHARS_MAX = 20, 250


class CarriageForm(AskingForm):
    direction = forms.ChoiceField(
        label=gettext_lazy("Nhờ bưu chính"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chưa chọn nhờ bưu chính việc gì.")},
    )  # fmt: skip
    zone = forms.ChoiceField(
        label=gettext_lazy("Địa chỉ của bạn ở"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chưa chọn vùng cước.")},
    )  # fmt: skip
    address = forms.CharField(
        label=gettext_lazy("Địa chỉ"), max_length=ADDRESS_CHARS_MAX,
        error_messages={"required": gettext_lazy("Chưa ghi địa chỉ.")},
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Điện thoại"), max_length=PHONE_CHARS_MAX,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": gettext_lazy("Chưa ghi số điện thoại.")},
    )  # fmt: skip

    def __init__(self, *args: Any, asking: Asking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = writing.language()
        english = language == "en"
        self.fields["direction"].choices = [  # type: ignore[attr-defined]
            (code, en if english else vi) for code, vi, en in asking.directions
        ]
        self.fields["zone"].choices = [  # type: ignore[attr-defined]
            (one.zone, f"{writing.name(one)}: {look.money(one.vnd, language)}")
            for one in asking.rates
        ]


@needs_role("applicant")
@either
def carriage(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for it; the postage is then paid on the dossier's own page."""
    actor = actor_of(request)
    asking = queries.asking(code=code, actor=actor, on=local_date(clock.now()))
    first = asking.directions[0][0] if asking.directions else ""
    begun = {
        "direction": first,
        "address": asking.address,
        "phone": asking.phone,
        "zone": asking.rates[0].zone,
    }
    form = CarriageForm.of(request, asking=asking, initial=begun)
    if form.is_valid() and form.ask(
        lambda: carriages.ask(code=code, **form.cleaned_data, actor=actor, at=clock.now())
    ):
        messages.success(request, _("Đã ghi nhận. Nộp cước thì bưu chính làm."))
        return redirect("citizen:dossier", code)
    context = {"code": code, "asking": asking, "form": form}
    return render(request, "citizen/carriage.html", context, status=form.status)
