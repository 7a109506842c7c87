"""What the office makes good at its own cost: lost papers, and results that were wrong."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers.operations import corrections, losses
from motcua.casework.dossiers.queries import papers
from motcua.casework.dossiers.queries import results as result_texts
from motcua.interfaces.desk import file
from motcua.interfaces.desk.asking import answered, get_or_post
from motcua.interfaces.desk.forms import CorrectionForm, LostForm, RestoredForm
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock


@get_or_post
@officer
def lost(request: HttpRequest, code: str) -> HttpResponse:
    """Record what the office lost; the applicant gets an apology."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    form = LostForm.of(request, choices=papers.components_in(shown.sheet.dossier, file.language()))
    return answered(
        request,
        "lost",
        shown,
        form,
        lambda: losses.report_lost(code=code, **form.cleaned_data, actor=actor, at=clock.now()),
        _("Đã ghi nhận; người nộp nhận lời xin lỗi, không phải nộp lại."),
    )


@get_or_post
@officer
def restored(request: HttpRequest, code: str) -> HttpResponse:
    """Record that it is there again."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    form = RestoredForm.of(request)
    return answered(
        request,
        "restored",
        shown,
        form,
        lambda: losses.restore(code=code, **form.cleaned_data, actor=actor, at=clock.now()),
        _("Đã ghi nhận khôi phục; người nộp được báo."),
    )


@get_or_post
@needs_role("head", "leader")
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Issue a corrected result in place of a wrong one."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    texts = result_texts.view(code=code, actor=actor)
    form = CorrectionForm.of(request, texts=texts, is_correction=True)
    return answered(
        request,
        "correct",
        shown,
        form,
        lambda: corrections.correct(
            code=code,
            fields=form.fields_said,
            reason=form.cleaned_data["why_wrong"],
            actor=actor,
            at=clock.now(),
        ),
        _("Đã đính chính: kết quả mới có số mới, ký xong thì gửi người nhận."),
    )
