"""The inbox: what this person was told, newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.capabilities.notifications import operations as notices
from motcua.capabilities.notifications import queries as told
from motcua.interfaces.look.eform import words as writing
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock

DIGITS_MAX = 18


@needs_role("applicant")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    before = _number(request.GET.get("truoc", ""))
    letters = told.inbox(actor_of(request), language=writing.language(), before=before)
    is_full = len(letters) == told.PAGE_ROWS
    context = {
        "letters": letters,
        "has_unread": any(not letter.is_read for letter in letters),
        "older": letters[-1].id if is_full else None,
    }
    return render(request, "citizen/inbox.html", context)


@needs_role("applicant")
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    notices.mark_all_read(actor=actor_of(request), at=clock.now())
    return redirect("citizen:inbox")


@needs_role("applicant")
@require_POST
def read_one(request: HttpRequest, number: int) -> HttpResponse:
    """Note that a notice was opened, and go where it leads."""
    actor, at = actor_of(request), clock.now()
    notice = notices.mark_read(notice_id=number, actor=actor, at=at)
    letter = told.letter(notice.pk, actor=actor, language=writing.language())
    return redirect(letter.link if letter.link.startswith("/") else "citizen:inbox")


def _number(said: str) -> int | None:
    is_number = said.isascii() and said.isdigit() and len(said) <= DIGITS_MAX
    return int(said) if is_number else None
