"""Papers of a dossier, to whoever may see it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from motcua.capabilities.documents import queries as documents
from motcua.casework.coordination.queries import pieces
from motcua.casework.dossiers.operations import papers as printing
from motcua.casework.dossiers.queries import papers
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.session import actor_of
from motcua.spine import clock
from motcua.spine.errors import NotFound

if TYPE_CHECKING:
    from motcua.capabilities.documents.models import Document

LEG = "leg"


@require_safe
@officer
def download(request: HttpRequest, code: str, kind: str, number: int) -> HttpResponse:
    """Give what was handed in, a slip (printed when first asked for) or an agency's paper."""
    actor = actor_of(request)
    if kind == papers.HANDED_IN:
        document = papers.handed_in(code=code, paper_id=number, actor=actor)
    elif kind == papers.ISSUED:
        document = printing.open_slip(code=code, slip_id=number, actor=actor, at=clock.now())
    elif kind == LEG:
        document = pieces.scan_of(code=code, number=number, actor=actor)
    else:
        raise NotFound()
    return _sent(document)


@require_safe
@officer
def leg_paper(request: HttpRequest, code: str, number: int, paper: int) -> HttpResponse:
    """Give a paper that was handed in to an agency whose part needs it."""
    actor = actor_of(request)
    return _sent(pieces.paper_of(code=code, number=number, paper_id=paper, actor=actor))


def _sent(document: "Document") -> HttpResponse:
    answer = HttpResponse(documents.content(document), content_type=document.media_type)
    named = content_disposition_header(as_attachment=True, filename=document.file_name)
    answer.headers["Content-Disposition"] = str(named)
    return answer
