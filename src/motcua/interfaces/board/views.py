"""The board and the lists behind it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.casework.dossiers.queries import queues
from motcua.interfaces.board import figures
from motcua.interfaces.session import actor_of, needs_role
from motcua.measurement.facts import queries
from motcua.spine import clock

reads = needs_role("leader", "head", "inspector")


@require_GET
@reads
def board(request: HttpRequest) -> HttpResponse:
    """Show what stands where: a sentence first, then units and fields."""
    at = clock.now()
    seen = queries.board(actor=actor_of(request), at=at)
    decided = seen.total["in_time"] + seen.total["decided_late"]
    context = {
        "now": at,
        "board": seen,
        "columns": figures.COLUMNS,
        "units": figures.shown(seen.units, what="unit"),
        "fields": figures.shown(seen.fields, what="field"),
        "due_next": figures.shown_lines(seen.due_next),
        "address": {name: figures.address(name) for name in figures.LABELS},
        "escalated": queues.escalated_to(actor_of(request), at=at),
        "decided": decided,
        "in_time_percent": round(100 * seen.total["in_time"] / decided) if decided else None,
    }
    return render(request, "board/board.html", context)


@require_GET
@reads
def behind(request: HttpRequest) -> HttpResponse:
    """List the dossiers behind one figure."""
    figure = request.GET.get("so", "")
    figure = figure if figure in figures.LABELS else "in_process"
    filters = {name: request.GET[name] for name in ("unit", "field") if name in request.GET}
    found = queries.behind(
        actor=actor_of(request),
        figure=figure,
        at=clock.now(),
        unit=filters.get("unit", ""),
        field=filters.get("field"),
        after=request.GET.get("sau", ""),
    )
    more = urlencode({"so": figure, **filters, "sau": found.after}) if found.after else ""
    context = {
        "heading": figures.LABELS[figure],
        "found": found,
        "lines": figures.shown_lines(found.lines),
        "more": more,
        "field": filters.get("field"),
    }
    return render(request, "board/behind.html", context)
