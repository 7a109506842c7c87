"""Out of the usual way: a second request for papers, withdrawing at the desk, stopping."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers.operations import stopping, supplements
from motcua.interfaces.desk import file
from motcua.interfaces.desk.asking import answered, get_or_post
from motcua.interfaces.desk.forms import AgainForm, StopForm, WithdrawForm
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.session import actor_of
from motcua.spine import clock


@get_or_post
@officer
def ask_again(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for papers a second time: the head, with a reason."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    form = AgainForm.of(request, definition=shown.sheet.definition)
    return answered(
        request,
        "ask_again",
        shown,
        form,
        lambda: supplements.ask_again(code=code, **form.cleaned_data, actor=actor, at=clock.now()),
        _("Đã yêu cầu bổ sung lần nữa; hồ sơ này tính là trễ hạn của đơn vị."),
    )


@get_or_post
@officer
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take the request back for an applicant who asks at the desk."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    form = WithdrawForm.of(request)
    return answered(
        request,
        "withdraw",
        shown,
        form,
        lambda: stopping.withdraw(
            code=code, reason=form.cleaned_data["reason"], actor=actor, at=clock.now()
        ),
        _("Đã rút hồ sơ theo đề nghị; thông báo 05 in được."),
    )


@get_or_post
@officer
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Stop by the office, before there is a decision."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    form = StopForm.of(request)
    return answered(
        request,
        "stop",
        shown,
        form,
        lambda: stopping.stop(code=code, **form.cleaned_data, actor=actor, at=clock.now()),
        _("Đã dừng giải quyết; thông báo 05 in được."),
    )
