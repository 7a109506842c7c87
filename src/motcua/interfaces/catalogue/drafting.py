"""Drafts: begin, fill in part by part, throw away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.interfaces.catalogue import flow_rows, wording
from motcua.interfaces.catalogue.access import keeps
from motcua.interfaces.catalogue.forms.draft import GeneralForm, initial_of
from motcua.interfaces.catalogue.forms.rows import (
    ChannelForm,
    FeeForm,
    LinesForm,
    PaperForm,
    ResultForm,
    Rows,
    changed_rows,
    rows_of,
)
from motcua.interfaces.look import paging
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of
from motcua.reference.procedures import office
from motcua.reference.procedures.operations import keeping
from motcua.reference.procedures.rules import completeness
from motcua.spine import clock

ROWS = 40  # Rows of papers a page: a form has its bounds, and so has patience.


@keeps
@require_POST
def begin(request: HttpRequest, version_id: int) -> HttpResponse:
    draft = keeping.draft(version_id=version_id, actor=actor_of(request), at=clock.now())
    return redirect("catalogue:edit", version_id=draft.pk)


@keeps
@require_POST
def discard(request: HttpRequest, version_id: int) -> HttpResponse:
    version = keeping.discard(version_id=version_id, actor=actor_of(request), at=clock.now())
    messages.success(request, _("Đã bỏ bản thảo. Nội dung công khai không đổi."))
    return redirect(wording.address(version.procedure))


@keeps
def general(request: HttpRequest, version_id: int) -> HttpResponse:
    draft = office.draft(version_id, actor=actor_of(request))
    form = GeneralForm.of(request, initial=initial_of(draft.content))
    if form.is_valid() and _saved(request, form, draft, form.changes(draft.content)):
        return redirect("catalogue:edit", version_id=draft.pk)
    return _page(request, draft, "general", form, {})


@keeps
def papers(request: HttpRequest, version_id: int) -> HttpResponse:
    draft = office.draft(version_id, actor=actor_of(request))
    rows = draft.content.get("components") or []
    number, last = paging.asked_for(request.GET.get("trang"), rows=len(rows), size=ROWS)
    start = (number - 1) * ROWS
    here = rows[start : start + ROWS]
    formset = rows_of(PaperForm, request.POST or None, here, prefix="papers")
    form = AskingForm.of(request)
    if _valid(request, form, formset):
        kept = changed_rows(formset, here)
        whole = (
            {"components": [*rows[:start], *kept, *rows[start + ROWS :]]}
            if kept is not None
            else {}
        )
        if _saved(request, form, draft, whole):
            return redirect(f"{request.path}?trang={number}")
    pages = paging.pages(current=number, last=last, address=lambda n: f"?trang={n}")
    return _page(request, draft, "papers", form, {"papers": formset, "pages": pages})


@keeps
def channels(request: HttpRequest, version_id: int) -> HttpResponse:
    draft = office.draft(version_id, actor=actor_of(request))
    before = {name: draft.content.get(name) or [] for name in ("channels", "fee_items")}
    sent = request.POST or None
    formsets = {
        "channels": rows_of(ChannelForm, sent, before["channels"], prefix="channels"),
        "fee_items": rows_of(FeeForm, sent, before["fee_items"], prefix="fees"),
    }
    form = AskingForm.of(request)
    if _valid(request, form, *formsets.values()) and _saved(
        request, form, draft, _changed(formsets, before)
    ):
        return redirect(request.path)
    return _page(request, draft, "channels", form, formsets)


@keeps
def results(request: HttpRequest, version_id: int) -> HttpResponse:
    draft = office.draft(version_id, actor=actor_of(request))
    before = {"results": draft.content.get("results") or []}
    formsets = {
        "results": rows_of(ResultForm, request.POST or None, before["results"], prefix="results")
    }
    lists = {name: "\n".join(draft.content.get(name) or ()) for name in LinesForm.base_fields}
    form = LinesForm.of(request, initial=lists)
    if _valid(request, form, *formsets.values()) and _saved(
        request, form, draft, form.changes() | _changed(formsets, before)
    ):
        return redirect(request.path)
    return _page(request, draft, "results", form, formsets)


def _valid(request: HttpRequest, form: AskingForm, *formsets: Rows) -> bool:
    if request.method != "POST":
        return False
    return all([form.is_valid(), *(formset.is_valid() for formset in formsets)])


def _changed(
    formsets: Mapping[str, Rows], before: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    rows = {name: changed_rows(formset, before[name]) for name, formset in formsets.items()}
    return {name: kept for name, kept in rows.items() if kept is not None}


def _saved(request: HttpRequest, form: AskingForm, draft: Any, changes: Mapping[str, Any]) -> bool:
    done = form.ask(
        lambda: keeping.complete(
            version_id=draft.pk, changes=changes, actor=actor_of(request), at=clock.now()
        )
    )
    if done is not None:
        words = _("Đã lưu bản thảo.") if changes else _("Không có gì thay đổi để lưu.")
        messages.success(request, words)
    return done is not None


def _page(
    request: HttpRequest, draft: Any, part: str, form: AskingForm, more: Mapping[str, Any]
) -> HttpResponse:
    language = get_language() or "vi"
    formsets = [one for one in more.values() if isinstance(one, BaseFormSet)]
    wrong = any(formset.is_bound and not formset.is_valid() for formset in formsets)
    context = {
        "draft": draft,
        "part": part,
        "form": form,
        "formsets": formsets,
        "missing": completeness.in_words(draft.missing, language, completeness.MISSING),
        "flags": completeness.in_words(draft.flags, language, completeness.FLAGS),
        "address": wording.address(draft.procedure),
        **flow_rows.faults_of(draft),
        **more,
    }
    status = 422 if wrong else form.status
    return render(request, f"catalogue/edit_{part}.html", context, status=status)
