"""The papers of a draft: a file at a time, kept only once its content has been looked at."""

from collections.abc import Mapping
from typing import Any

from django import forms as fields
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from motcua.capabilities.documents import operations as documents
from motcua.casework.dossiers.operations import drafts
from motcua.casework.dossiers.queries.drafts import DraftView
from motcua.interfaces.citizen import components, editing, steps
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock
from motcua.spine.errors import NotFound

CODE_CHARS_MAX = 80


class FileForm(AskingForm):
    component = fields.CharField(max_length=CODE_CHARS_MAX)
    file = fields.FileField(
        allow_empty_file=True,  # The inspection says it better.
        max_length=255,
        error_messages={
            "required": _("Chưa chọn tệp nào. Chọn tệp rồi bấm gửi."),
            "max_length": _("Tên tệp quá dài. Đặt tên ngắn lại rồi gửi."),
        },
    )


@needs_role("applicant")
@require_safe
def papers(request: HttpRequest, key: str) -> HttpResponse:
    return _shown(request, key, {})


@needs_role("applicant")
@require_POST
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Take one file in; what is wrong with it is said beside the paper it was meant for."""
    page = editing.opened(request, key, steps.PAPERS)
    component = request.POST.get("component", "")
    if not components.knows(page.view, component):
        raise NotFound()
    form = FileForm(request.POST, request.FILES)
    if form.is_valid() and form.ask(lambda: _attach(request, page.view, form.cleaned_data)):
        return redirect(f"{reverse('citizen:papers', args=[key])}#p-{component}-n")
    said = [str(text) for texts in form.errors.values() for text in texts]
    return _shown(request, key, {component: said[0]}, status=form.status)


@needs_role("applicant")
@require_POST
def remove_paper(request: HttpRequest, key: str) -> HttpResponse:
    number = request.POST.get("paper", "")
    page = editing.opened(request, key, steps.PAPERS)
    paper = next((one for one in page.view.papers if str(one.pk) == number), None)
    if paper is not None:
        actor, at = actor_of(request), clock.now()
        drafts.remove_paper(key=key, paper_id=paper.pk, actor=actor, at=at)
        left = [one for one in page.view.papers if one.pk != paper.pk]
        _keep_answers(request, page.view, [(one.component, one.document.sha256) for one in left])
    return redirect("citizen:papers", key)


def _attach(request: HttpRequest, view: DraftView, sent: Mapping[str, Any]) -> bool:
    actor, file, component = actor_of(request), sent["file"], sent["component"]
    document = documents.accept_upload(file, file_name=file.name, actor=actor, now=clock.now)
    key = view.draft.key
    drafts.attach_paper(
        key=key, component=component, document_id=document.pk, actor=actor, at=clock.now()
    )
    there = [(one.component, one.document.sha256) for one in view.papers]
    _keep_answers(request, view, [*there, (component, document.sha256)])
    return True


def _keep_answers(request: HttpRequest, view: DraftView, papers: list[tuple[str, str]]) -> None:
    """A file question is answered by the files of its component."""
    answers = components.file_answers(view, papers)
    if answers != view.answers:
        drafts.save(key=view.draft.key, answers=answers, actor=actor_of(request), at=clock.now())


def _shown(
    request: HttpRequest, key: str, problem: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    page = editing.opened(request, key, steps.PAPERS)
    asked = components.asked(page.view, problem=problem)
    lines = [
        {"address": f"#p-{one.code}", "label": one.name, "text": one.problem}
        for one in asked
        if one.problem
    ]
    context = page.context() | {
        "papers": asked,
        "spared": components.spared(page.view),
        "problems": lines,
        "upload_address": reverse("citizen:upload", args=[key]),
    }
    return render(request, "citizen/papers.html", context, status=status)
