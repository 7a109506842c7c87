"""A later date: the head apologises and puts it off; the handler takes the longer limit."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers.operations import extensions, lateness
from motcua.casework.dossiers.queries import extensions as offers
from motcua.casework.dossiers.queries import life
from motcua.interfaces.desk import file
from motcua.interfaces.desk.asking import answered, get_or_post
from motcua.interfaces.desk.forms import ApologyForm, LongerLimitForm
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock


@get_or_post
@needs_role("head")
def apologise(request: HttpRequest, code: str) -> HttpResponse:
    """Apologise and put it off, once."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    draft = life.of_dossier(shown.sheet.dossier).draft
    first = {"reason": draft.reason, "new_due_on": draft.new_due_on} if draft else {}
    form = ApologyForm.of(request, initial=first)
    return answered(
        request,
        "apologise",
        shown,
        form,
        lambda: lateness.apologise(code=code, **form.cleaned_data, actor=actor, at=clock.now()),
        _("Đã xin lỗi và hẹn lại; phiếu 04 gửi cho người nộp sau khi ký số."),
        draft=draft,
    )


@get_or_post
@needs_role("handler")
def extend_limit(request: HttpRequest, code: str) -> HttpResponse:
    """Take the longer limit of the procedure; the new date is shown before."""
    actor, at = actor_of(request), clock.now()
    shown = file.of(code, actor=actor, at=at)
    form = LongerLimitForm.of(request)
    return answered(
        request,
        "extend_limit",
        shown,
        form,
        lambda: extensions.extend_limit(code=code, **form.cleaned_data, actor=actor, at=at),
        _("Đã áp dụng thời hạn dài hơn; người nộp được báo ngày hẹn mới."),
        offer=offers.seen(code=code, actor=actor, at=at),
    )
