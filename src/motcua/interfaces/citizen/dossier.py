"""The page of one dossier: where it stands, why it is due when, its story and its papers."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.capabilities.documents import queries as documents
from motcua.casework.coordination.queries import given, panels
from motcua.casework.dossiers import states
from motcua.casework.dossiers.operations import papers as issuing
from motcua.casework.dossiers.operations.fees import POSTAGE
from motcua.casework.dossiers.queries import dues, life, papers, sheets, stories
from motcua.casework.dossiers.queries.sheets import Sheet
from motcua.casework.post import queries as post
from motcua.casework.post import tariff
from motcua.interfaces.citizen import days, seen, story, wording
from motcua.interfaces.look.eform import words as writing
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock
from motcua.spine.dates import local_date

if TYPE_CHECKING:
    from motcua.capabilities.documents.models import Document
    from motcua.spine.actors import Actor


@needs_role("applicant")
@require_safe
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    found = sheets.sheet(code=code, actor=actor)
    due = dues.state_of(found.dossier, at=at)
    state = found.dossier.state
    told = stories.timeline(code=code, actor=actor, language=writing.language())
    context = _shown(found) | {
        "headline": wording.headline(state),
        "due_state": wording.mark_of(state, due),
        "due_words": wording.due_words(state, due, writing.language()),
        "account": _account(code, actor, at) if state in states.OPEN else None,
        "moments": story.lines_of(told, is_open=state in states.OPEN),
        "life": life.of_dossier(found.dossier),
        "agencies": panels.who_has_it(code=code, actor=actor),
        "agency_papers": given.to_applicant(code=code, actor=actor),
        "parcels": post.of(code=code, actor=actor),
        "coming": story.coming(found),
        "can_rate": state in states.CLOSED and not story.was_rated(told),
        "links": [{"address": reverse("citizen:mine"), "label": _("Hồ sơ của tôi")}],
    }
    context |= _papers(code, actor) | seen.latest(code, actor)
    return render(request, "citizen/dossier.html", context)


@needs_role("applicant")
@require_safe
def download(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give out a slip or the result; the first request of a slip prints it."""
    document = issuing.open_slip(code=code, slip_id=number, actor=actor_of(request), at=clock.now())
    return file_answer(document)


@needs_role("applicant")
@require_safe
def agency_paper(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give out the scan of a paper an agency outside gave for this dossier."""
    return file_answer(given.scan_for(code=code, number=number, actor=actor_of(request)))


@needs_role("applicant")
@require_safe
def handed_in(request: HttpRequest, code: str, number: int) -> HttpResponse:
    return file_answer(papers.handed_in(code=code, paper_id=number, actor=actor_of(request)))


def file_answer(document: "Document") -> HttpResponse:
    """Send a file to be kept, never to be run: its type is what its content was found to be."""
    response = HttpResponse(documents.content(document), content_type=document.media_type)
    # FileResponse knows how to write a name that is not ASCII.
    named = FileResponse(as_attachment=True, filename=document.file_name)
    response.headers["Content-Disposition"] = named.headers.get("Content-Disposition", "attachment")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _shown(found: Sheet) -> dict[str, Any]:
    one = found.dossier
    open_request = next((each for each in found.requests if each.answered_at is None), None)
    fees = [
        {
            "charge_id": fee.charge_id,
            "amount_vnd": fee.amount_vnd,
            "is_postage": fee.due == POSTAGE,
            "is_paid": fee.is_paid,
            "can_pay": not fee.is_paid and one.state in states.OPEN,
        }
        for fee in found.fees
        if fee.amount_vnd
    ]
    return {
        "dossier": one,
        "holder": found.holder,
        "phone": one.unit.phone or one.receiving.phone,
        "fees": fees,
        "fee_open": any(fee["can_pay"] for fee in fees),
        "request_open": open_request and _request(found, open_request),
        "can_withdraw": one.state in states.WITHDRAW.sources,
        "can_post": one.state in states.OPEN,
        "receiver": tariff.receiver(),
    }


def _request(found: Sheet, request: Any) -> dict[str, Any]:
    return {
        "reason": request.reason,
        "papers": [story.paper_name(found.definition, code) for code in request.components],
        "answer_until": request.answer_until,
    }


def _account(code: str, actor: "Actor", at: datetime) -> days.Account | None:
    explained = dues.explain(code=code, actor=actor, at=at)
    return days.account_of(explained, today=local_date(at)) if explained else None


def _papers(code: str, actor: "Actor") -> dict[str, Any]:
    lines = papers.of(code=code, actor=actor)
    results = [line for line in lines if line.form == papers.RESULT]
    result = results[-1] if results else None
    return {
        "papers": [
            {
                "name": writing.name(line),
                "about": wording.papers_about(line),
                "address": _address(code, line),
            }
            for line in lines
            if line is not result
        ],
        "result": result
        and {
            "address": _address(code, result) if result.is_ready else "",
            "about": wording.papers_about(result),
        },
    }


def _address(code: str, line: Any) -> str:
    if not line.has_file:
        return ""
    name = "citizen:handed_in" if line.kind == papers.HANDED_IN else "citizen:download"
    return reverse(name, args=[code, line.number])
