"""Where a dossier is, for whoever holds its slip: code and stage, and nothing else."""

from typing import ClassVar

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.casework.dossiers.operations import tracking
from motcua.casework.dossiers.operations.tracking import Source
from motcua.casework.dossiers.queries import tracking as stages
from motcua.interfaces import known_browser
from motcua.interfaces.citizen import wording
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import address_of
from motcua.reference.people.operations import lockout
from motcua.spine import clock

CODE_CHARS_MAX = 64
PURPOSE = "found"  # Of the cookie that says which dossiers this browser has found.


class LookupForm(AskingForm):
    refusals_at: ClassVar = {}

    code = forms.CharField(
        label=_("Mã hồ sơ"),
        help_text=_("Ghi trên giấy tiếp nhận, ví dụ H80.88.01-261120-0001"),
        max_length=CODE_CHARS_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Chưa có mã hồ sơ. Ghi mã trên giấy tiếp nhận.")},
    )
    phone = forms.CharField(
        label=_("4 số cuối điện thoại"),
        help_text=_("Số điện thoại đã ghi trong hồ sơ"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Chưa có số điện thoại. Ghi 4 số cuối.")},
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for code and telephone; the numbers are sent in the body, never in an address."""
    form = LookupForm.of(request)
    if form.is_valid() and (
        done := form.ask(
            lambda: tracking.find(
                code=form.cleaned_data["code"],
                phone_digits=form.cleaned_data["phone"],
                source=_source(request, form.cleaned_data["code"]),
                real_at=clock.real_now(),
            )
        )
    ):
        context = {"code": done.value.code, "stage": wording.stage(done.value)}
        answer = render(request, "citizen/stage.html", context)
        mark = tracking.mark_of(done.value.code)
        return known_browser.remember(request, answer, mark, purpose=PURPOSE)
    return render(request, "citizen/track.html", {"form": form}, status=form.status)


@login_not_required
@never_cache
@require_safe
def stage(request: HttpRequest, token: str) -> HttpResponse:
    found = stages.stage_of_token(token)
    context = {"code": found.code, "stage": wording.stage(found)}
    return render(request, "citizen/stage.html", context)


def _source(request: HttpRequest, code: str) -> Source:
    return Source(
        network=lockout.network_of(address_of(request), ipv4_bits=lockout.IPV4_WHOLE),
        browser=request.META.get("CSRF_COOKIE", ""),  # Every browser that sends a form has one.
        device=known_browser.device(request, tracking.mark_of(code), purpose=PURPOSE),
    )
