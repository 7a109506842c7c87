"""Every act on a dossier: one post, one operation, and a clear answer."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.casework.dossiers.operations import reception, results, settlement
from motcua.casework.dossiers.queries import results as result_texts
from motcua.casework.post import operations as post
from motcua.casework.post import queries as parcels
from motcua.interfaces.desk import dossier, file
from motcua.interfaces.desk.acts import AT_A_STEP
from motcua.interfaces.desk.forms import (
    PlainForm,
    RefusalForm,
    ResultForm,
    ReturnForm,
    SupplementForm,
)
from motcua.interfaces.desk.queue import TABS, officer
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of
from motcua.spine import clock
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
Act = Callable[..., Any]
BY_POST = "post"
STEP_DIGITS_MAX = 6
RETURNED = _("Đã trả kết quả và ghi người nhận xác nhận.")
POSTED = _("Đã giao bưu chính. Hồ sơ đóng khi bưu chính báo phát xong.")


def _approve(*, code: str, actor: Actor, at: Any) -> Any:
    return results.approve(codes=[code], actor=actor, at=at)


def _receive_at_once(*, code: str, actor: Actor, at: Any) -> Any:
    return reception.receive(code=code, actor=actor, at=at, wants_slip=False)


# What is done at once: the operation, and what is said when it was done.
AT_ONCE: Mapping[str, tuple[Act, Promise]] = {
    "receive": (reception.receive, _("Đã tiếp nhận hồ sơ %(code)s. Giấy 01 in được ngay.")),
    "receive_at_once": (_receive_at_once, _("Đã tiếp nhận hồ sơ %(code)s, trả kết quả ngay.")),
    "acknowledge": (
        reception.acknowledge_on_request,
        _("Đã lập giấy 01 của hồ sơ %(code)s, in được ngay."),
    ),
    "take": (settlement.take, _("Bạn đã nhận hồ sơ %(code)s.")),
    "pass": (settlement.pass_step, _("Đã chuyển bước hồ sơ %(code)s.")),
    "approve": (_approve, _("Đã duyệt kết quả hồ sơ %(code)s.")),
    "settle": (settlement.settle, _("Đã cấp số, ban hành kết quả hồ sơ %(code)s.")),
}


@require_POST
@officer
def act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Do what needs no question; whoever comes second reads why it was not done."""
    if name not in AT_ONCE:
        raise NotFound()
    operation, said = AT_ONCE[name]
    form = PlainForm.of(request)
    form.is_valid()
    which = _step(request, name)
    if form.ask(lambda: operation(code=code, actor=actor_of(request), at=clock.now(), **which)):
        messages.success(request, said % {"code": code})
        return redirect(_back(request, code))
    return dossier.show(request, code, form)


def _step(request: HttpRequest, name: str) -> dict[str, int]:
    """Return which of the open steps is meant, where the page that was pressed says so."""
    said = request.POST.get("buoc", "")
    is_said = name in AT_A_STEP and said.isdecimal() and len(said) < STEP_DIGITS_MAX
    return {"step": int(said)} if is_said else {}


@get_or_post
@officer
def supplement(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for everything that is missing, once."""
    shown = file.of(code, actor=actor_of(request), at=clock.now())
    form = SupplementForm.of(request, definition=shown.sheet.definition)
    if form.is_valid() and form.ask(
        lambda: reception.ask_supplement(
            code=code, **form.cleaned_data, actor=actor_of(request), at=clock.now()
        )
    ):
        messages.success(request, _("Đã gửi yêu cầu bổ sung; đồng hồ dừng đến khi dân nộp."))
        return redirect("desk:dossier", code)
    return _ask(request, "supplement", shown, form)


@get_or_post
@officer
def not_receive(request: HttpRequest, code: str) -> HttpResponse:
    """Decline to take it in: reason, legal basis, exact fix."""
    return _decline(request, code, "not_receive", reception.not_receive)


@get_or_post
@officer
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """Refuse after examination: reason, legal basis, exact fix."""
    return _decline(request, code, "refuse", settlement.refuse)


@get_or_post
@officer
def draft_result(request: HttpRequest, code: str) -> HttpResponse:
    """Write what the result will say."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    form = ResultForm.of(request, texts=result_texts.view(code=code, actor=actor))
    if form.is_valid() and form.ask(
        lambda: results.draft(code=code, fields=form.fields_said, actor=actor, at=clock.now())
    ):
        messages.success(request, _("Đã lưu dự thảo kết quả."))
        return redirect("desk:dossier", code)
    return _ask(request, "draft_result", shown, form)


@get_or_post
@officer
def return_result(request: HttpRequest, code: str) -> HttpResponse:
    """Hand the result over, and have it confirmed."""
    shown = file.of(code, actor=actor_of(request), at=clock.now())
    person = shown.sheet.applicant
    begun = {"way": shown.sheet.dossier.result_way, "phone": person.phone}
    asked = parcels.carriage_home(code=code, actor=actor_of(request))
    begun |= {"address": asked.address if asked else person.address}
    if asked:  # Its applicant has asked the post to bring it, and to where.
        begun |= {"way": BY_POST, "phone": asked.phone}
    form = ReturnForm.of(request, initial=begun)
    if form.is_valid() and form.ask(lambda: _give(form, code, actor_of(request))):
        is_posted = form.cleaned_data["way"] == BY_POST
        messages.success(request, POSTED if is_posted else RETURNED)
        return redirect("desk:dossier", code)
    return _ask(request, "return_result", shown, form)


def _give(form: ReturnForm, code: str, actor: Actor) -> Any:
    given, at = form.cleaned_data, clock.now()
    if given["way"] != BY_POST:
        return reception.return_result(code=code, way=given["way"], actor=actor, at=at)
    to = {"address": given["address"], "phone": given["phone"]}
    return post.hand_over(code=code, **to, actor=actor, at=at)


def _decline(request: HttpRequest, code: str, name: str, operation: Act) -> HttpResponse:
    shown = file.of(code, actor=actor_of(request), at=clock.now())
    form = RefusalForm.of(request, definition=shown.sheet.definition)
    if form.is_valid() and form.ask(
        lambda: operation(code=code, **form.cleaned_data, actor=actor_of(request), at=clock.now())
    ):
        messages.success(request, _("Đã từ chối, có lý do và cách khắc phục; phiếu 03 in được."))
        return redirect("desk:dossier", code)
    return _ask(request, name, shown, form)


def _ask(request: HttpRequest, name: str, shown: file.File, form: AskingForm) -> HttpResponse:
    form.begin_at_first()
    context = {"file": shown, "form": form, "name": name}
    return render(request, f"desk/{name}.html", context, status=form.status)


def _back(request: HttpRequest, code: str) -> str:
    """Return to the queue it was done from, else to the dossier."""
    tab = request.POST.get("muc", "")
    if tab in TABS:
        return f"{reverse('desk:queue')}?{urlencode({'muc': tab})}"
    return reverse("desk:dossier", args=[code])
