"""Publish, withdraw, abolish: each asks once more before it is done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.interfaces.catalogue import flow_rows, wording
from motcua.interfaces.catalogue.access import keeps, today
from motcua.interfaces.catalogue.forms.publishing import AbolishForm, PublishForm
from motcua.interfaces.catalogue.showing import sentence
from motcua.interfaces.session import actor_of
from motcua.reference.procedures import office, queries
from motcua.reference.procedures.operations import publication
from motcua.reference.procedures.rules import completeness
from motcua.spine import clock

Act = dict[str, Any]


@keeps
def publish(request: HttpRequest, version_id: int) -> HttpResponse:
    draft = office.draft(version_id, actor=actor_of(request))
    form = PublishForm.of(request)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "confirmed"}
        act: Act = {"version_id": draft.pk, "actor": actor_of(request), "at": clock.now(), **given}
        if form.ask(lambda: publication.publish(**act)):
            messages.success(request, _("Đã công bố."))
            return redirect(wording.address(draft.procedure))
    language = get_language() or "vi"
    context = {
        "draft": draft,
        "form": form,
        "missing": completeness.in_words(draft.missing, language, completeness.MISSING),
        "flags": completeness.in_words(draft.flags, language, completeness.FLAGS),
        "sentences": [sentence(one) for one in office.changes_of_draft(draft, on=today())],
        "address": wording.address(draft.procedure),
        **flow_rows.faults_of(draft),
    }
    return render(request, "catalogue/publish.html", context, status=form.status)


@keeps
@require_POST
def withdraw(request: HttpRequest, version_id: int) -> HttpResponse:
    version = publication.withdraw(version_id=version_id, actor=actor_of(request), at=clock.now())
    messages.success(request, _("Đã rút bản công bố trước ngày hiệu lực."))
    return redirect(wording.address(version.procedure))


@keeps
def abolish(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    procedure = queries.procedure_of(jurisdiction=jurisdiction, key=key)
    version = office.front(procedure, actor=actor_of(request), on=today())
    form = AbolishForm.of(request)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("on", "decision")}
        act: Act = {"procedure_id": procedure.pk, "actor": actor_of(request), "at": clock.now()}
        if form.ask(lambda: publication.abolish(**given, **act)):
            messages.success(request, _("Đã ghi bãi bỏ."))
            return redirect(wording.address(procedure))
    address = wording.address(procedure)
    context = {"version": version, "form": form, "address": address}
    return render(request, "catalogue/abolish.html", context, status=form.status)
