"""My drafts, my dossiers, and the page one sees right after sending."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.capabilities.payments import drawing
from motcua.casework.dossiers.queries import drafts, dues, queues, sheets, tracking
from motcua.casework.dossiers.queries.lines import Line
from motcua.interfaces.citizen import wording
from motcua.interfaces.look.eform import words as writing
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock


@needs_role("applicant")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    after = request.GET.get("sau", "")[:18]
    page = queues.of_applicant(actor=actor, at=clock.now(), after=after)
    context = {
        "drafts": drafts.mine(actor) if not after else [],
        "rows": [_row(line) for line in page.lines],
        "older": page.after,
        "find_address": reverse("portal:search"),
    }
    return render(request, "citizen/mine.html", context)


@needs_role("applicant")
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show the code and the QR of a dossier of one's own, to keep or to print."""
    found = sheets.sheet(code=code, actor=actor_of(request))
    due = dues.due_from(found.dossier, received_at=clock.now())
    context = {
        "dossier": found.dossier,
        "qr": drawing.qr_svg(
            settings.MOTCUA_URL + tracking.path_of(found.dossier),
            title=_("Mã QR tra cứu hồ sơ"),
        ),
        "fee_vnd": sum(fee.amount_vnd for fee in found.fees if fee.is_paid),
        "due": due.on if due else None,
    }
    return render(request, "citizen/receipt.html", context)


def _row(line: Line) -> dict[str, object]:
    language = writing.language()
    return {
        "address": reverse("citizen:dossier", args=[line.code]),
        "code": line.code,
        "name": writing.name(line, "procedure"),
        "state": writing.name(line, "state"),
        "where": line.unit_vi,
        "due_at": line.due_at,
        "due_state": wording.mark_of(line.state, line.due),
        "due_words": wording.due_words(line.state, line.due, language),
    }
