"""What the applicant may still do: add what was asked for, pay, withdraw, rate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.capabilities.documents import operations as documents
from motcua.casework.dossiers.operations import applicants, stopping
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.queries import sheets
from motcua.casework.dossiers.queries.sheets import Sheet
from motcua.interfaces.citizen import story
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock

UNPROCESSABLE = 422
DIGITS_MAX = 18
WORDS_MAX = 2000
either = require_http_methods(["GET", "HEAD", "POST"])


class RatingForm(AskingForm):
    refusals_at: ClassVar = {}

    score = forms.TypedChoiceField(
        label=gettext_lazy("Mức độ hài lòng"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (5, gettext_lazy("5 – rất hài lòng")),
            (4, gettext_lazy("4 – hài lòng")),
            (3, gettext_lazy("3 – bình thường")),
            (2, gettext_lazy("2 – không hài lòng")),
            (1, gettext_lazy("1 – rất không hài lòng")),
        ],
        error_messages={"required": gettext_lazy("Chưa chọn mức nào. Chọn một trong năm mức.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Điều bạn muốn nói thêm"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One paper that was asked for: the file that is there already, or what is wrong."""

    code: str
    name: str
    document_id: int | None = None
    file_name: str = ""
    problem: str = ""


@needs_role("applicant")
@either
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    found = sheets.sheet(code=code, actor=actor_of(request))
    form = AskingForm.of(request)
    if form.is_valid() and form.ask(
        lambda: stopping.withdraw(code=code, actor=actor_of(request), at=clock.now())
    ):
        messages.success(request, _("Đã rút hồ sơ."))
        return redirect("citizen:dossier", code)
    context = {"dossier": found.dossier, "form": form}
    return render(request, "citizen/withdraw.html", context, status=form.status)


@needs_role("applicant")
@either
def rate(request: HttpRequest, code: str) -> HttpResponse:
    found = sheets.sheet(code=code, actor=actor_of(request))
    form = RatingForm.of(request)
    if form.is_valid() and form.ask(
        lambda: applicants.rate(
            code=code,
            score=form.cleaned_data["score"],
            words=form.cleaned_data["words"],
            actor=actor_of(request),
            at=clock.now(),
        )
    ):
        messages.success(request, _("Cảm ơn bạn đã đánh giá."))
        return redirect("citizen:dossier", code)
    context = {"dossier": found.dossier, "form": form}
    return render(request, "citizen/rate.html", context, status=form.status)


@needs_role("applicant")
@either
def supplement(request: HttpRequest, code: str) -> HttpResponse:
    """Hand in all that was asked for, at once. A file that was fine is not chosen twice."""
    found = sheets.sheet(code=code, actor=actor_of(request))
    asked = next((one for one in found.requests if one.answered_at is None), None)
    if asked is None:
        return redirect("citizen:dossier", code)
    wanted = _wanted(found, asked.components)
    if request.method == "POST":
        wanted = [_taken_in(request, one) for one in wanted]
        form = AskingForm(request.POST)
        if all(one.document_id for one in wanted) and _sent(request, form, code, wanted):
            return redirect("citizen:dossier", code)
        return _shown(request, found, asked.reason, wanted, form, status=UNPROCESSABLE)
    return _shown(request, found, asked.reason, wanted, None)


def _wanted(found: Sheet, components: Sequence[str]) -> list[Wanted]:
    return [Wanted(code=code, name=story.paper_name(found.definition, code)) for code in components]


def _taken_in(request: HttpRequest, one: Wanted) -> Wanted:
    """Take in the file that was chosen, else keep the one that came with an earlier try."""
    file = request.FILES.get(f"file-{one.code}")
    if file is None:
        kept = request.POST.get(f"kept-{one.code}", "")
        if kept.isascii() and kept.isdigit() and len(kept) <= DIGITS_MAX:
            return replace(one, document_id=int(kept), file_name=_("tệp đã nhận"))
        return replace(one, problem=_("Chưa có tệp. Chụp hoặc chọn tệp cho giấy này."))
    form = AskingForm({})
    done = form.ask(
        lambda: documents.accept_upload(
            file, file_name=file.name or "", actor=actor_of(request), now=clock.now
        )
    )
    if done:
        return replace(one, document_id=done.value.pk, file_name=done.value.file_name)
    return replace(one, problem=str(form.non_field_errors()[0]))


def _sent(request: HttpRequest, form: AskingForm, code: str, wanted: Sequence[Wanted]) -> bool:
    papers = [
        PaperGiven(component=one.code, fulfilment="upload", document_id=one.document_id)
        for one in wanted
    ]
    done = form.is_valid() and form.ask(
        lambda: applicants.complete(
            code=code, papers=papers, actor=actor_of(request), at=clock.now()
        )
    )
    if done:
        messages.success(request, _("Đã gửi bổ sung. Cán bộ sẽ xem lại hồ sơ."))
    return bool(done)


def _shown(
    request: HttpRequest,
    found: Sheet,
    reason: str,
    wanted: Sequence[Wanted],
    form: AskingForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    problems: list[dict[str, Any]] = [
        {"address": f"#s-{one.code}", "label": one.name, "text": one.problem}
        for one in wanted
        if one.problem
    ]
    if form is not None and form.is_bound and form.refusal is not None:
        problems += [{"address": "", "text": text} for text in form.non_field_errors()]
    context = {
        "dossier": found.dossier,
        "reason": reason,
        "papers": wanted,
        "problems": problems,
    }
    return render(request, "citizen/supplement.html", context, status=status)
