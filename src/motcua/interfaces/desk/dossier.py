"""One dossier, whole: what is asked, papers, story, the days of its due date, the next act."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.casework.dossiers.queries import dues, life
from motcua.interfaces.desk import calendar, file
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of
from motcua.spine import clock


@require_safe
@officer
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    return show(request, code)


def show(request: HttpRequest, code: str, form: AskingForm | None = None) -> HttpResponse:
    """Show the page; `form` carries why an act was refused."""
    actor, at = actor_of(request), clock.now()
    explanation = dues.explain(code=code, actor=actor, at=at)
    context: dict[str, Any] = {
        "file": file.of(code, actor=actor, at=at),
        "story": file.story_of(code, actor=actor),
        "explanation": explanation,
        "life": life.of(code=code, actor=actor),
        "days": calendar.days_of(explanation, at=at) if explanation else [],
        "form": form,
    }
    return render(request, "desk/dossier.html", context, status=form.status if form else 200)
