"""Who was shown whose data: the inspector asks by a dossier's code or by an officer's login."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from motcua.casework.dossiers.queries import accesses as readings
from motcua.casework.dossiers.queries.accesses import Reading
from motcua.interfaces.look import access_words
from motcua.interfaces.session import actor_of, needs_role

TEXT_CHARS_MAX = 80


@require_safe
@needs_role("inspector")
def accesses(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip()[:TEXT_CHARS_MAX] for name in ("code", "login")}
    is_asked = any(asked.values())
    found = readings.search(actor=actor_of(request), **asked) if is_asked else []
    context = {"asked": asked, "is_asked": is_asked, "rows": [_row(one) for one in found]}
    return render(request, "administration/accesses.html", context)


def _row(one: Reading) -> dict[str, Any]:
    return {
        "reading": one,
        "role": access_words.role(one.role, get_language() or "vi"),
        "act": access_words.act(one.act),
        "extent": access_words.extent(one.extent),
        "subjects": ", ".join(subject.partition(":")[2] for subject in one.subjects),
        "more": one.count - len(one.subjects),
    }
