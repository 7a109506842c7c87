"""Who read one's data: the unit, the role, the act and the day, as the law lets one ask."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.casework.dossiers.queries import accesses
from motcua.casework.dossiers.queries.accesses import AccessLine
from motcua.interfaces.look import access_words
from motcua.interfaces.look import writing as look
from motcua.interfaces.look.eform import words as writing
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine.actors import Actor

LATEST_ROWS = 4


@needs_role("applicant")
@require_safe
def seen(request: HttpRequest, code: str) -> HttpResponse:
    found = accesses.of(code=code, actor=actor_of(request))
    links = [
        {"address": reverse("citizen:mine"), "label": _("Hồ sơ của tôi")},
        {"address": reverse("citizen:dossier", args=[code]), "label": code},
    ]
    context = {"code": code, "seen": [_shown(one) for one in found], "links": links}
    return render(request, "citizen/seen.html", context)


@needs_role("applicant")
@require_safe
def seen_of_me(request: HttpRequest) -> HttpResponse:
    """Show who looked one's account or one's number up, also of whoever has no dossier yet."""
    found = accesses.of_oneself(actor=actor_of(request))
    links = [{"address": reverse("citizen:mine"), "label": _("Hồ sơ của tôi")}]
    context = {"is_account": True, "seen": [_shown(one) for one in found], "links": links}
    return render(request, "citizen/seen.html", context)


def latest(code: str, actor: Actor) -> dict[str, Any]:
    """Return the latest lines, for the dossier's own page."""
    found = accesses.of(code=code, actor=actor, rows=LATEST_ROWS)
    return {"seen": [_shown(one) for one in found]}


def _shown(one: AccessLine) -> dict[str, Any]:
    unit = writing.name(one, "unit")
    said = (access_words.role(one.role, writing.language()), unit)
    return {
        "act": access_words.act(one.act),
        "who": ", ".join(part for part in said if part),
        "extent": access_words.extent(one.extent),
        "time": look.moment(one.last_at, writing.language()),
        "times": one.times,
    }
