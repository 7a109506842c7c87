"""Units: the tree of a day, and what is known of one."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.interfaces.administration.hours_forms import week_in_words
from motcua.interfaces.session import actor_of, needs_role
from motcua.reference.calendars import queries as calendar_queries
from motcua.reference.organisations import queries
from motcua.reference.people import queries as people
from motcua.reference.people import roles
from motcua.spine import clock
from motcua.spine.dates import local_date

READERS = ("administrator", "catalogue_keeper")
FOUND_MAX = 100


@require_GET
@needs_role(*READERS)
def units(request: HttpRequest) -> HttpResponse:
    """Show the tree of a day, or the units of that day whose name holds some words."""
    on, today = _day_asked(request), local_date(clock.now())
    words = request.GET.get("tim", "").strip()[:80]
    found = queries.found_by_name(words, on=on) if words else None
    context = {
        "on": on,
        "today": today,
        "words": words,
        "found": None if found is None else found[:FOUND_MAX],
        "found_count": 0 if found is None else found.count(),
        "nodes": [] if words else queries.tree(on=on),
        "total": queries.units(on=on).count(),
        "other_days": [date(2024, 3, 31), date(2025, 4, 1), today],
    }
    return render(request, "administration/units.html", context)


@require_GET
@needs_role(*READERS)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show one unit as it stands on a day: names, hand-overs, hours, posts, what is below."""
    on = _day_asked(request)
    profile = queries.profile(code, on=on)
    week, source = calendar_queries.hours_in_force(code, on=on)
    posts = people.posts_on(on).filter(organisation__code=code).select_related("account__person")
    context = {
        "profile": profile,
        "unit": profile.unit,
        "exists": profile.unit.exists_on(on),
        "on": on,
        "week": week_in_words(week),
        "hours_source": source,
        "own_hours": calendar_queries.office_hours_of(code),
        "posts": [(post, roles.BY_CODE[post.role]) for post in posts],
        "may_change": "administrator" in actor_of(request).roles,
    }
    return render(request, "administration/unit.html", context)


def _day_asked(request: HttpRequest) -> date:
    """Return the day in the address; today when there is none, or none that exists."""
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return local_date(clock.now())
