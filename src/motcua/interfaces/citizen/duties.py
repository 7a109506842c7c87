"""Proof that a duty outside the office was paid: the second appointment is counted from it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.capabilities.documents import operations as documents
from motcua.casework.dossiers.operations import demands
from motcua.casework.dossiers.queries import life, sheets
from motcua.interfaces.citizen.wishes import either
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock


class ProofForm(AskingForm):
    proof = forms.FileField(
        label=gettext_lazy("Chứng từ nộp tiền"),
        help_text=gettext_lazy("PDF, JPEG hoặc PNG, dưới 50 MB"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={
            "required": gettext_lazy("Chưa có tệp. Chụp hoặc chọn chứng từ rồi gửi."),
            "empty": gettext_lazy("Tệp này trống. Chọn tệp khác."),
        },
    )


@needs_role("applicant")
@either
def prove(request: HttpRequest, code: str) -> HttpResponse:
    """Take in the proof; the office goes on."""
    found = sheets.sheet(code=code, actor=actor_of(request))
    demand = life.of_dossier(found.dossier).demand
    if demand is None:
        return redirect("citizen:dossier", code)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ProofForm(*sent)
    if form.is_valid() and form.ask(lambda: _prove(request, code, form.cleaned_data["proof"])):
        messages.success(request, _("Đã nhận chứng từ. Ngày hẹn thứ hai có trên trang này."))
        return redirect("citizen:dossier", code)
    context = {"dossier": found.dossier, "demand": demand, "form": form}
    return render(request, "citizen/prove.html", context, status=form.status)


def _prove(request: HttpRequest, code: str, file: Any) -> Any:
    actor = actor_of(request)
    document = documents.accept_upload(file, file_name=file.name, actor=actor, now=clock.now)
    return demands.prove(code=code, document_id=document.pk, actor=actor, at=clock.now())
