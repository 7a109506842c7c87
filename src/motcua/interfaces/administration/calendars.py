"""Working time: a year day by day, the decrees behind it, and how one is entered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from motcua.casework.dossiers.operations import recounts
from motcua.casework.dossiers.queries import moves
from motcua.interfaces.administration.calendar_forms import DaysFormSet, DecreeForm
from motcua.interfaces.session import actor_of, needs_role
from motcua.reference.calendars import queries, rules
from motcua.reference.calendars.definition import DayRecord
from motcua.reference.calendars.queries import Proposal
from motcua.spine import clock
from motcua.spine.dates import local_date

READERS = ("administrator", "catalogue_keeper")
WEEKDAYS_SHORT = (_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN"))
YEARS = range(rules.FIRST_DAY.year, rules.LAST_DAY.year + 1)


@require_GET
@needs_role(*READERS)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show every day of a year: counted or not, why, and whether it is announced."""
    today = local_date(clock.now())
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and int(asked) in YEARS else today.year
    context = {
        "shown": queries.year_shown(year),
        "today": today,
        "years": range(max(year - 2, YEARS[0]), min(year + 3, YEARS[-1] + 1)),
        "weekdays": WEEKDAYS_SHORT,
        "may_change": "administrator" in actor_of(request).roles,
    }
    return render(request, "administration/calendar.html", context)


@require_GET
@needs_role(*READERS)
def decrees(request: HttpRequest) -> HttpResponse:
    """List every decree with its days, newest first."""
    context = {
        "decrees": queries.decrees(),
        "may_change": "administrator" in actor_of(request).roles,
    }
    return render(request, "administration/decrees.html", context)


@require_GET
@needs_role("administrator")
def new_decree(request: HttpRequest) -> HttpResponse:
    """Show the empty form of a decree."""
    return _form(request, _decree_form(None), DaysFormSet())


@require_POST
@needs_role("administrator")
def check_decree(request: HttpRequest) -> HttpResponse:
    """Show what a decree would change before it counts."""
    form, days = _filled(request)
    if not (form.is_valid() & days.is_valid()) or "sua" in request.POST:
        return _form(request, form, days)
    proposal = _proposal(form.decree, days.days)
    context = {
        "form": form,
        "days": days,
        "decree": form.decree,
        "effect": queries.effect_of(proposal),
        "dry_run": moves.dry_run(proposal, actor=actor_of(request)),
    }
    return render(request, "administration/decree_check.html", context)


@require_POST
@needs_role("administrator")
def enter_decree(request: HttpRequest) -> HttpResponse:
    """Enter a decree the administrator has seen the effect of."""
    form, days = _filled(request)
    if not (form.is_valid() & days.is_valid()):
        return _form(request, form, days)
    moved = recounts.apply_decree(
        **form.decree,
        days=days.days,
        seen=request.POST.get("seen", ""),
        actor=actor_of(request),
        at=clock.now(),
    )
    said = ngettext(
        "Đã ghi văn bản. Hạn của %(n)s hồ sơ tính lại; người nộp được báo.",
        "Đã ghi văn bản. Hạn của %(n)s hồ sơ tính lại; người nộp được báo.",
        moved,
    )
    messages.success(request, said % {"n": moved})
    return redirect("administration:decrees")


def _proposal(decree: Any, days: list[DayRecord]) -> Proposal:
    announcement = queries.announcement_of(
        decree["code"], days, replaces=decree["replaces"], is_estimated=decree["is_estimated"]
    )
    return Proposal(
        announcement=announcement, issued_on=decree["issued_on"], replaces=decree["replaces"]
    )


def _form(request: HttpRequest, form: DecreeForm, days: Any) -> HttpResponse:
    status = 422 if form.errors or (days.is_bound and not days.is_valid()) else 200
    context = {"form": form, "days": days}
    return render(request, "administration/decree_form.html", context, status=status)


def _decree_form(given: Any) -> DecreeForm:
    replaceable = [
        (decree.code, f"{decree.number or decree.code}: {decree.title_vi}")
        for decree in queries.decrees_in_force()
    ]
    taken = frozenset(decree.code for decree in queries.decrees())
    return DecreeForm(given, replaceable=replaceable, taken=taken)


def _filled(request: HttpRequest) -> tuple[DecreeForm, Any]:
    return _decree_form(request.POST), DaysFormSet(request.POST)
