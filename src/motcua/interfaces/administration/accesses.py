"""Who was shown whose data: the inspector asks by a dossier, a person's number or an officer."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from motcua.casework.dossiers.queries import accesses as readings
from motcua.casework.dossiers.queries.accesses import Reading
from motcua.interfaces.look import access_words, searches
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock

TEXT_CHARS_MAX = 80
PLACE = "accesses"
LIMITS_SHOWN = timedelta(days=30)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@needs_role("inspector")
def accesses(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":  # A number stands in no address.
        held = searches.hold(request, PLACE, request.POST.get("so", ""))
        return redirect(f"{request.path}?{urlencode({'so': held})}" if held else request.path)
    asked = {name: request.GET.get(name, "").strip()[:TEXT_CHARS_MAX] for name in ("code", "login")}
    number = searches.held(request, PLACE, request.GET.get("so", ""))
    is_asked, actor = bool(number) or any(asked.values()), actor_of(request)
    found = readings.search(actor=actor, **asked, personal_number=number) if is_asked else []
    since = clock.real_now() - LIMITS_SHOWN
    context = {
        "asked": {**asked, "so": number},
        "is_asked": is_asked,
        "rows": [_row(one) for one in found],
        "at_limit": [] if is_asked else readings.at_limit(actor=actor, since=since),
    }
    return render(request, "administration/accesses.html", context)


def _row(one: Reading) -> dict[str, Any]:
    return {
        "reading": one,
        "role": access_words.role(one.role, get_language() or "vi"),
        "act": access_words.act(one.act),
        "extent": access_words.extent(one.extent),
        "subjects": ", ".join(access_words.subject(name) for name in one.subjects),
        "more": one.count - len(one.subjects),
    }
