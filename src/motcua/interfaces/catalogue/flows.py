"""The process of a version: looked at, taken away as a file, and edited in a draft."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.interfaces.catalogue import flow_rows, wording
from motcua.interfaces.catalogue.access import keeps, reads
from motcua.interfaces.catalogue.forms.lists import ListsPage
from motcua.interfaces.catalogue.forms.steps import FileForm, StepForm
from motcua.interfaces.look import paging
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of
from motcua.reference.procedures import lints, office
from motcua.reference.procedures.operations import flows as acts
from motcua.reference.procedures.rules.flow import bpmn, graph, naming
from motcua.spine import clock
from motcua.spine.errors import NotFound

FILE_TYPE = "application/xml"
_ACTS: dict[str, Callable[..., Any]] = {
    "up": lambda order, **act: acts.move_step(order=order, by=-1, **act),
    "down": lambda order, **act: acts.move_step(order=order, by=1, **act),
    "remove": lambda order, **act: acts.remove_step(order=order, **act),
}
_LANDS = {"up": -1, "down": 1, "remove": -1}


@reads
def show(request: HttpRequest, version_id: int) -> HttpResponse:
    version = office.version(version_id, actor=actor_of(request))
    context = {"version": version, "address": wording.address(version.procedure)}
    return render(request, "catalogue/flow.html", context | flow_rows.of(version))


@reads
def file(request: HttpRequest, version_id: int) -> HttpResponse:
    version = office.version(version_id, actor=actor_of(request))
    values = version.definition or {}
    flow = graph.of_values(values)
    named = lints.units_named(version)
    owners = {one: naming.owner(one, "vi", named) for one in graph.owners_named(flow)}
    data = bpmn.written(
        flow, code=version.procedure.key, name=version.name_vi, owners=owners,
        rows={task.order: row for task, row in
              zip(flow.tasks, graph.tables(values.get("steps")), strict=True)},
    )  # fmt: skip
    return answered(data, f"{version.procedure.key}-{version.number}.bpmn")


def answered(data: bytes, name: str) -> HttpResponse:
    """Return a file to keep; its name holds nothing but what addresses may hold."""
    safe = "".join(letter if letter.isalnum() or letter in ".-_" else "-" for letter in name)
    answer = HttpResponse(data, content_type=FILE_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    return answer


@keeps
def edit(request: HttpRequest, version_id: int) -> HttpResponse:
    draft = office.draft(version_id, actor=actor_of(request))
    if request.method == "POST" and "do" in request.POST:
        return _done(request, draft)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid() and form.ask(
        lambda: acts.read_in(data=form.cleaned_data["file"].read(), **_act(request, draft))
    ):
        messages.success(request, _("Đã đọc các bước từ tệp."))
        return redirect("catalogue:edit_flow", version_id=draft.pk)
    return _page(request, draft, "flow", form, {})


@keeps
def new_step(request: HttpRequest, version_id: int) -> HttpResponse:
    draft = office.draft(version_id, actor=actor_of(request))
    values = draft.definition or {}
    count = len(graph.tables(values.get("steps")))
    after = _number(request.GET.get("sau"), most=count, default=count)
    initial = StepForm.initial_of({"role": "handler", "unit": "resolving_agency"})
    form = StepForm.of(request, values=values, before=after, initial=initial)
    if form.is_valid() and form.ask(
        lambda: acts.add_step(step=form.step(), after=after, **_act(request, draft))
    ):
        messages.success(request, _("Đã thêm bước."))
        return _back(draft, after + 1)
    return _page(request, draft, "step", form, {"number": after + 1, "is_new": True})


@keeps
def edit_step(request: HttpRequest, version_id: int, number: int) -> HttpResponse:
    draft = office.draft(version_id, actor=actor_of(request))
    values = draft.definition or {}
    rows = graph.tables(values.get("steps"))
    if not 1 <= number <= len(rows):
        raise NotFound()
    initial = StepForm.initial_of(rows[number - 1])
    form = StepForm.of(request, values=values, before=number - 1, initial=initial)
    if form.is_valid() and form.ask(
        lambda: acts.change_step(order=number, given=form.step(), **_act(request, draft))
    ):
        messages.success(request, _("Đã lưu bước."))
        return _back(draft, number)
    return _page(request, draft, "step", form, {"number": number, "is_new": False})


@keeps
def lists(request: HttpRequest, version_id: int) -> HttpResponse:
    draft = office.draft(version_id, actor=actor_of(request))
    asked, sent = request.GET.get("trang"), request.POST or None
    page = ListsPage(draft.definition or {}, sent, asked=asked)
    form = AskingForm.of(request)
    if sent is not None and all([form.is_valid(), page.is_valid()]):
        lists = page.changes()
        if form.ask(lambda: acts.set_lists(lists=lists, **_act(request, draft))):
            messages.success(request, _("Đã lưu giấy tờ, kết quả và thời hạn."))
            return redirect(f"{request.path}?trang={page.number}")
    pages = paging.pages(current=page.number, last=page.last, address=lambda n: f"?trang={n}")
    more = {**page.formsets, "formsets": list(page.formsets.values()), "pages": pages}
    wrong = sent is not None and not page.is_valid()
    return _page(request, draft, "lists", form, more | {"wrong": wrong})


def _done(request: HttpRequest, draft: Any) -> HttpResponse:
    """Do what a button says: `up:3`, `down:3`, `remove:3`, `begin`."""
    name, _colon, number = request.POST["do"].partition(":")
    if name == "begin":
        acts.begin(**_act(request, draft))
        return redirect("catalogue:edit_flow", version_id=draft.pk)
    if name not in _ACTS:
        raise NotFound()
    order = _number(number, most=10**6, default=0)
    _ACTS[name](order, **_act(request, draft))
    return _back(draft, max(1, order + _LANDS[name]))


def _back(draft: Any, order: int) -> HttpResponse:
    address = redirect("catalogue:edit_flow", version_id=draft.pk).url
    return redirect(f"{address}#buoc-{order}")


def _act(request: HttpRequest, draft: Any) -> dict[str, Any]:
    return {"version_id": draft.pk, "actor": actor_of(request), "at": clock.now()}


def _number(given: str | None, *, most: int, default: int) -> int:
    if given is None or not given.isdecimal() or len(given) > 6:
        return default
    return min(int(given), most)


def _page(
    request: HttpRequest, draft: Any, part: str, form: AskingForm, more: dict[str, Any]
) -> HttpResponse:
    context = {
        "draft": draft,
        "version": draft,
        "part": "lists" if part == "lists" else "flow",
        "form": form,
        "address": wording.address(draft.procedure),
        **flow_rows.of(draft),
        **more,
    }
    status = 422 if more.get("wrong") else form.status
    return render(request, f"catalogue/edit_{part}.html", context, status=status)
