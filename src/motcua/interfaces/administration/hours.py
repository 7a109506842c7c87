"""The office hours of one unit: written, seen first with what they move, given and ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.casework.dossiers.operations import recounts
from motcua.casework.dossiers.queries import moves
from motcua.interfaces.administration.hours_forms import (
    EndHoursForm,
    OfficeHoursForm,
    week_in_words,
)
from motcua.interfaces.session import actor_of, needs_role
from motcua.reference.calendars import hours
from motcua.reference.calendars import queries as calendars
from motcua.reference.organisations import queries as organisations
from motcua.spine import clock
from motcua.spine.dates import local_date


@require_GET
@needs_role("administrator")
def office_hours(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form of a unit's hours, filled with those it keeps today."""
    return _form(request, code, _hours_form(request, code))


@require_POST
@needs_role("administrator")
def check_hours(request: HttpRequest, code: str) -> HttpResponse:
    """Show which dossiers new hours would move before they count."""
    form = _hours_form(request, code)
    if not form.is_valid() or "sua" in request.POST:
        return _form(request, code, form)
    record = form.record(code)
    if form.ask(lambda: hours.check(record)) is None:
        return _form(request, code, form)
    context = {
        "form": form,
        "record": record,
        "last_day": form.cleaned_data["last_day"],
        "profile": organisations.profile(code, on=local_date(clock.now())),
        "week": week_in_words(record.week),
        "dry_run": moves.dry_run_of_hours(record.proposal, actor=actor_of(request)),
    }
    return render(request, "administration/hours_check.html", context)


@require_POST
@needs_role("administrator")
def set_hours(request: HttpRequest, code: str) -> HttpResponse:
    """Give a unit the hours the administrator has seen the effect of."""
    form = _hours_form(request, code)
    if not form.is_valid():
        return _form(request, code, form)
    seen = request.POST.get("seen", "")
    moved = form.ask(
        lambda: recounts.apply_hours(
            record=form.record(code), seen=seen, actor=actor_of(request), at=clock.now()
        )
    )
    if moved is None:
        return _form(request, code, form)
    _say(request, moved.value)
    return redirect("administration:unit", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_role("administrator")
def end_hours(request: HttpRequest, code: str) -> HttpResponse:
    """Let a unit keep the hours above it from a day on; what moves is seen first."""
    today, actor = local_date(clock.now()), actor_of(request)
    form = EndHoursForm.of(request, initial={"ends_on": today})
    context: dict[str, Any] = {"form": form, "profile": organisations.profile(code, on=today)}
    if form.is_valid():
        given, at, proposal = dict(form.cleaned_data), clock.now(), form.proposal(code)
        if given["seen"] and (
            moved := form.ask(
                lambda: recounts.end_hours(organisation=code, **given, actor=actor, at=at)
            )
        ):
            _say(request, moved.value)
            return redirect("administration:unit", code=code)
        context["dry_run"] = moves.dry_run_of_hours(proposal, actor=actor)
    return render(request, "administration/hours_end.html", context, status=form.status)


def _hours_form(request: HttpRequest, code: str) -> OfficeHoursForm:
    today = local_date(clock.now())
    week, _source = calendars.hours_in_force(code, on=today)
    return OfficeHoursForm.of(request, week=week, today=today)


def _form(request: HttpRequest, code: str, form: OfficeHoursForm) -> HttpResponse:
    profile = organisations.profile(code, on=local_date(clock.now()))
    context = {"form": form, "profile": profile}
    return render(request, "administration/office_hours.html", context, status=form.status)


def _say(request: HttpRequest, moved: int) -> None:
    said = ngettext(
        "Đã ghi giờ làm việc. Hạn của %(n)s hồ sơ tính lại; người nộp được báo.",
        "Đã ghi giờ làm việc. Hạn của %(n)s hồ sơ tính lại; người nộp được báo.",
        moved,
    )
    messages.success(request, said % {"n": moved})
