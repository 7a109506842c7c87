"""Between agencies: what waits for one's own agency, its answers, whom else to ask."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from motcua.capabilities.documents import operations as documents
from motcua.casework.coordination.operations import chains, consultations, legs
from motcua.casework.coordination.queries import panels
from motcua.interfaces.desk import file, leg_rows
from motcua.interfaces.desk.asking import answered, get_or_post
from motcua.interfaces.desk.forms import PlainForm
from motcua.interfaces.desk.leg_forms import (
    AnswerForm,
    ChainForm,
    ConsultForm,
    GoOnForm,
    RecallForm,
)
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of
from motcua.spine import clock
from motcua.spine.actors import Actor


@require_safe
@officer
def waiting(request: HttpRequest) -> HttpResponse:
    """Show what other agencies' dossiers ask of this officer's agency."""
    lines = panels.queue(actor=actor_of(request), at=clock.now())
    return render(
        request, "desk/legs_waiting.html", {"rows": [leg_rows.row_of(line) for line in lines]}
    )


@require_safe
@officer
def leg(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one part with what its agency needs to do it."""
    return _leg(request, code, number)


def _leg(
    request: HttpRequest, code: str, number: int, form: AskingForm | None = None
) -> HttpResponse:
    shown = leg_rows.part_of(code, number, actor=actor_of(request), at=clock.now())
    context = {**shown, "form": form}
    return render(request, "desk/leg.html", context, status=form.status if form else 200)


@require_POST
@officer
def take_leg(request: HttpRequest, code: str, number: int) -> HttpResponse:
    form = PlainForm.of(request)
    form.is_valid()
    actor = actor_of(request)
    if form.ask(lambda: legs.take(code=code, number=number, actor=actor, at=clock.now())):
        messages.success(request, _("Bạn đã nhận phần việc này."))
        return redirect("desk:leg", code, number)
    return _leg(request, code, number, form)


@get_or_post
@officer
def answer_leg(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Answer for one's agency, or record what an agency outside has answered."""
    actor, at = actor_of(request), clock.now()
    shown = leg_rows.asked_of(code, number, actor=actor, at=at)
    line = shown.piece.line
    form = AnswerForm.of(request, line=line)
    return answered(
        request,
        "answer_leg",
        shown,
        form,
        lambda: legs.answer(
            code=code,
            number=number,
            answer=form.said(_taken_in(form, actor)),
            actor=actor,
            at=clock.now(),
        ),
        _("Đã ghi câu trả lời; cơ quan tiếp theo nhận hồ sơ ngay."),
        line=line,
    )


@get_or_post
@officer
def recall_leg(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take back what is not needed."""
    actor, at = actor_of(request), clock.now()
    shown = file.of(code, actor=actor, at=at)
    form = RecallForm.of(request)
    return answered(
        request,
        "recall_leg",
        shown,
        form,
        lambda: legs.recall(
            code=code, number=number, **form.cleaned_data, actor=actor, at=clock.now()
        ),
        _("Đã rút lại phần việc."),
        line=panels.line_of(code=code, number=number, actor=actor, at=at),
    )


@get_or_post
@officer
def go_on(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Go on without an opinion that did not come in time."""
    actor, at = actor_of(request), clock.now()
    shown = file.of(code, actor=actor, at=at)
    form = GoOnForm.of(request)
    return answered(
        request,
        "go_on",
        shown,
        form,
        lambda: legs.go_on_without(
            code=code, number=number, **form.cleaned_data, actor=actor, at=clock.now()
        ),
        _("Đã ghi lý do; hồ sơ làm tiếp không chờ ý kiến này."),
        line=panels.line_of(code=code, number=number, actor=actor, at=at),
    )


@get_or_post
@officer
def open_chain(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the list of agencies this dossier passes through."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    form = ChainForm.of(request)
    return answered(
        request,
        "open_chain",
        shown,
        form,
        lambda: chains.open_chain(code=code, **form.cleaned_data, actor=actor, at=clock.now()),
        _("Đã chuyển hồ sơ theo quy trình liên thông."),
    )


@get_or_post
@officer
def consult(request: HttpRequest, code: str) -> HttpResponse:
    """Ask another agency for its opinion."""
    actor, at = actor_of(request), clock.now()
    shown = file.of(code, actor=actor, at=at)
    form = ConsultForm.of(request, at=at, definition=shown.sheet.definition)
    return answered(
        request,
        "consult",
        shown,
        form,
        lambda: consultations.consult(code=code, **form.asked, actor=actor, at=clock.now()),
        _("Đã gửi lấy ý kiến."),
    )


def _taken_in(form: AnswerForm, actor: Actor) -> int | None:
    """Take the scan in as any upload, before the act: reading a large file holds no locks."""
    file = form.cleaned_data.get("scan")
    if not file:
        return None
    return documents.accept_upload(file, file_name=file.name, actor=actor, now=clock.now).pk
