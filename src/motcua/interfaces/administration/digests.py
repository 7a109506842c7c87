"""How the installation stood, day by day: what is broken and what to do about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.interfaces.session import actor_of, needs_role
from motcua.measurement.upkeep import queries

DAYS_SHOWN_MAX = 14


@require_safe
@needs_role("operator", "administrator")
def digests(request: HttpRequest) -> HttpResponse:
    days = list(queries.visible_to(actor_of(request))[:DAYS_SHOWN_MAX])
    asked = request.GET.get("ngay", "")
    chosen = next((one for one in days if one.day.isoformat() == asked), days[0] if days else None)
    lines = chosen.lines if chosen else []
    return render(
        request,
        "administration/digests.html",
        {
            "days": days,
            "chosen": chosen,
            "broken": [line for line in lines if line["state"] == "wrong"],
            "notes": [line for line in lines if line["state"] == "note"],
        },
    )
