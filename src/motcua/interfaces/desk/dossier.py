"""One dossier, whole: what is asked, papers, story, the days of its due date, the next act."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.casework.dossiers.queries import dues, life
from motcua.casework.dossiers.queries.dues import Explanation
from motcua.casework.post import queries as post
from motcua.interfaces.desk import file, leg_rows
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.look import account
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of
from motcua.spine import clock
from motcua.spine.dates import local_date


@require_safe
@officer
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    return show(request, code)


def show(request: HttpRequest, code: str, form: AskingForm | None = None) -> HttpResponse:
    """Show the page; `form` carries why an act was refused."""
    actor, at = actor_of(request), clock.now()
    explanation = dues.explain(code=code, actor=actor, at=at)
    shown = file.of(code, actor=actor, at=at)
    context: dict[str, Any] = {
        "file": shown,
        "open_steps": file.open_steps(shown, at=at),
        "story": file.story_of(code, actor=actor),
        "explanation": explanation,
        "life": life.of(code=code, actor=actor),
        "account": _account(explanation, at) if explanation else None,
        "legs": leg_rows.shown(code, actor=actor, at=at),
        "parcels": post.of(code=code, actor=actor),
        "form": form,
    }
    return render(request, "desk/dossier.html", context, status=form.status if form else 200)


def _account(explanation: Explanation, at: datetime) -> account.Drawn:
    return account.drawn(
        explanation.days,
        due_on=local_date(explanation.due_at),
        is_estimated=explanation.is_estimated,
        today=local_date(at),
    )
