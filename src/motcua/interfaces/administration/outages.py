"""Outages and disasters that stopped the clocks of units: entered, seen first, lifted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.casework.dossiers.operations import recounts
from motcua.casework.dossiers.queries import moves
from motcua.interfaces.administration.outage_forms import LiftForm, OutageForm
from motcua.interfaces.session import actor_of, needs_role
from motcua.reference.calendars import queries
from motcua.reference.calendars.queries import OutageProposal
from motcua.spine import clock

READERS = ("administrator", "catalogue_keeper")


@require_GET
@needs_role(*READERS)
def outages(request: HttpRequest) -> HttpResponse:
    """List every outage, the latest first."""
    may_change = "administrator" in actor_of(request).roles
    context = {"outages": queries.outages(), "may_change": may_change}
    return render(request, "administration/outages.html", context)


@require_GET
@needs_role("administrator")
def new_outage(request: HttpRequest) -> HttpResponse:
    return _form(request, OutageForm(None))


@require_POST
@needs_role("administrator")
def check_outage(request: HttpRequest) -> HttpResponse:
    """Show which dossiers an outage would move before it counts."""
    form = OutageForm(request.POST)
    if not form.is_valid() or "sua" in request.POST:
        return _form(request, form)
    outage = form.outage
    context = {
        "form": form,
        "outage": outage,
        "dry_run": moves.dry_run_of_outage(outage.proposal, actor=actor_of(request)),
    }
    return render(request, "administration/outage_check.html", context)


@require_POST
@needs_role("administrator")
def enter_outage(request: HttpRequest) -> HttpResponse:
    """Enter an outage the administrator has seen the effect of."""
    form = OutageForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    seen = request.POST.get("seen", "")
    moved = form.ask(
        lambda: recounts.apply_outage(
            outage=form.outage, seen=seen, actor=actor_of(request), at=clock.now()
        )
    )
    if moved is None:
        return _form(request, form)
    _say(request, moved.value)
    return redirect("administration:outages")


@require_http_methods(["GET", "HEAD", "POST"])
@needs_role("administrator")
def lift_outage(request: HttpRequest, code: str) -> HttpResponse:
    """Take an outage back that was none; what moves back is seen first."""
    row, actor = queries.outage(code), actor_of(request)
    form = LiftForm.of(request)
    if form.is_valid():
        moved = form.ask(
            lambda: recounts.lift_outage(
                code=code, **form.cleaned_data, actor=actor, at=clock.now()
            )
        )
        if moved is not None:
            _say(request, moved.value)
            return redirect("administration:outages")
    proposal = OutageProposal(queries.as_rule(row), tuple(row.units), is_lifted=True)
    dry_run = moves.dry_run_of_outage(proposal, actor=actor)
    context = {"form": form, "outage": row, "dry_run": dry_run}
    return render(request, "administration/outage_lift.html", context, status=form.status)


def _say(request: HttpRequest, moved: int) -> None:
    said = ngettext(
        "Đã ghi. Hạn của %(n)s hồ sơ tính lại; người nộp được báo.",
        "Đã ghi. Hạn của %(n)s hồ sơ tính lại; người nộp được báo.",
        moved,
    )
    messages.success(request, said % {"n": moved})


def _form(request: HttpRequest, form: OutageForm) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "title": _("Ghi nhận sự cố")}
    return render(request, "administration/outage_form.html", context, status=form.status)
