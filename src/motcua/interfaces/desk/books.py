"""Slips by the dozen, the control slip, and the register of a centre."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from motcua.capabilities.documents import queries as documents
from motcua.casework.dossiers.operations import control as issuing
from motcua.casework.dossiers.operations import papers as printing
from motcua.casework.dossiers.queries import control as sheets
from motcua.casework.dossiers.queries import papers, registers
from motcua.interfaces.desk.asking import get_or_post
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.look.days import DayField
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock
from motcua.spine.dates import local_date

PDF = "application/pdf"
DAY_WRONG = {"invalid": _("Ngày này không có. Chọn một ngày.")}


def _day(label: Any, **more: Any) -> forms.DateField:
    needed = {"required": _("Chưa chọn ngày. Chọn một ngày.")}
    return DayField(
        label=label,
        error_messages=DAY_WRONG | needed,
        **more,
    )


class PeriodForm(AskingForm):
    since = _day(_("Từ ngày"))
    until = _day(_("Đến ngày"))
    refusals_at = {"register_period_wrong": "until"}


class DayForm(forms.Form):
    day = _day(_("Ngày lập"), required=False)
    form = forms.ChoiceField(
        label=_("Mẫu"),
        required=False,
        choices=[("", _("Mọi mẫu")), *((code, code) for code in sorted(papers.FORM_NAMES))],
    )

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and day > local_date(clock.now()) + timedelta(days=1):
            raise forms.ValidationError(_("Ngày này chưa tới. Chọn hôm nay hoặc một ngày trước."))
        return day


class ChosenForm(AskingForm):
    """Which slips to print in one go."""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = self.data.getlist("slips")  # type: ignore[attr-defined]
        said["slips"] = [int(one) for one in chosen if one.isascii() and one.isdigit()]
        if not said["slips"]:
            raise forms.ValidationError(_("Chưa chọn phiếu nào. Đánh dấu ít nhất một."))
        return said


@require_safe
@officer
def printing_list(request: HttpRequest) -> HttpResponse:
    """List what was issued on a day, to be printed in one go."""
    return _printing_page(request, None)


@require_POST
@officer
def print_chosen(request: HttpRequest) -> HttpResponse:
    """Give the chosen slips as one PDF."""
    form = ChosenForm.of(request)
    actor, at = actor_of(request), clock.now()
    if form.is_valid() and (
        done := form.ask(
            lambda: printing.bind(slip_ids=form.cleaned_data["slips"], actor=actor, at=at)
        )
    ):
        return _as_file(done.value, f"phieu-{local_date(at):%Y%m%d}.pdf")
    return _printing_page(request, form)


@require_safe
@officer
def control(request: HttpRequest, code: str) -> HttpResponse:
    """Show who gave the dossier to whom, as the journal tells it."""
    sheet = sheets.sheet(code=code, actor=actor_of(request))
    return render(request, "desk/control.html", {"sheet": sheet, "code": code})


@require_POST
@officer
def issue_control(request: HttpRequest, code: str) -> HttpResponse:
    """Number the control slip and give it out."""
    actor, at = actor_of(request), clock.now()
    slip = issuing.issue_control_slip(code=code, actor=actor, at=at)
    return redirect("desk:download", code, papers.ISSUED, slip.pk)


@get_or_post
@needs_role("reception")
def register(request: HttpRequest) -> HttpResponse:
    """List the centre's registers, and number a new one for a period."""
    actor, at = actor_of(request), clock.now()
    form = PeriodForm.of(request, initial={"since": local_date(at), "until": local_date(at)})
    if form.is_valid() and form.ask(
        lambda: issuing.issue_register(**form.cleaned_data, actor=actor, at=at)
    ):
        messages.success(request, _("Đã lập sổ; tải về để in."))
        return redirect("desk:register")
    context = {"form": form, "books": registers.newest(actor)}
    return render(request, "desk/register.html", context, status=form.status)


@require_safe
@needs_role("reception")
def open_register(request: HttpRequest, number: int) -> HttpResponse:
    """Give a register as PDF."""
    document = issuing.open_register(register_id=number, actor=actor_of(request), at=clock.now())
    return _as_file(documents.content(document), document.file_name)


def _printing_page(request: HttpRequest, form: ChosenForm | None) -> HttpResponse:
    asked = DayForm(request.GET or None)
    said = asked.cleaned_data if asked.is_bound and asked.is_valid() else {}
    day: date = said.get("day") or local_date(clock.now())
    found = (
        []  # Of a day that was refused there is no list, and none of another day in its place.
        if asked.errors
        else papers.issued_on(actor=actor_of(request), day=day, form=said.get("form", ""))
    )
    context = {
        "form": form,
        "asked": asked if asked.is_bound else DayForm(initial={"day": day}),
        "day": day,
        "rows": [{"slip": one, "named": papers.named(one)} for one in found],
    }
    return render(request, "desk/printing.html", context, status=form.status if form else 200)


def _as_file(content: bytes, file_name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=PDF)
    named = content_disposition_header(as_attachment=True, filename=file_name)
    answer.headers["Content-Disposition"] = str(named)
    return answer
