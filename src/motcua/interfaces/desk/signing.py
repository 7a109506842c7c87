"""Many results at once: a head approves, a clerk numbers, and keys are opened for the worker."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from motcua.casework.dossiers.operations import results
from motcua.casework.dossiers.queries import papers, queues
from motcua.casework.dossiers.queries import results as waiting
from motcua.interfaces.desk import signing_key
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.desk.rows import rows_of
from motcua.interfaces.desk.signing_key import Keys
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock
from motcua.spine.dates import local_date

SEAL = f"{signing_key.ORGANISATION}:"
BATCH_MAX = 200


class KeyForm(AskingForm):
    """Opens the key; nothing else is asked where it is open."""

    refusals_at = {"signing_passphrase_wrong": "passphrase"}
    passphrase = forms.CharField(
        label=gettext_lazy("Mật khẩu ký số"),
        help_text=gettext_lazy("Mở khóa một lần cho cả đợt; khóa tự đóng sau 30 phút."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Chưa ghi mật khẩu ký số. Ghi mật khẩu của khóa rồi bấm lại.")
        },
    )


class BatchForm(KeyForm):
    """Which of them, and the key when it is closed."""

    refusals_at = KeyForm.refusals_at

    def __init__(self, *args: Any, asks_key: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_key:
            del self.fields["passphrase"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["codes"] = self.data.getlist("codes")[: BATCH_MAX + 1]  # type: ignore[attr-defined]
        if not said["codes"]:
            raise forms.ValidationError(_("Chưa chọn hồ sơ nào. Đánh dấu ít nhất một."))
        return said


@require_safe
@officer
def signing(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
@needs_role("head", "leader")
def approve(request: HttpRequest) -> HttpResponse:
    """Approve many with one confirmation; the key opens first: a wrong word approves none."""
    keys = _keys(request)
    form = BatchForm.of(request, asks_key=keys.can_open)
    if form.is_valid() and (done := form.ask(lambda: _batch(request, form, keys, results.approve))):
        said = _("Đã duyệt %(n)s kết quả trong một lần xác nhận.")
        messages.success(request, said % {"n": len(done.value)})
        return redirect("desk:signing")
    return _show(request, approving=form)


@require_POST
@needs_role("clerk")
def number(request: HttpRequest) -> HttpResponse:
    """Give many results their numbers in the yearly register."""
    keys = _keys(request)
    form = BatchForm.of(request, asks_key=False)
    if form.is_valid() and (
        done := form.ask(lambda: _batch(request, form, keys, results.settle_many))
    ):
        messages.success(request, _("Đã cấp số %(n)s kết quả.") % {"n": len(done.value)})
        return redirect("desk:signing")
    return _show(request, numbering=form)


@require_POST
@officer
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the key; the worker signs what waits while it is open."""
    keys, form = _keys(request), KeyForm.of(request)
    if form.is_valid() and form.ask(
        lambda: signing_key.unlock(
            keys, form.cleaned_data["passphrase"], actor=actor_of(request), at=clock.now()
        )
    ):
        messages.success(request, _("Khóa đã mở. Máy ký những văn bản đang chờ trong vài giây."))
        return redirect("desk:signing")
    return _show(request, unlocking=form)


def _batch(
    request: HttpRequest, form: BatchForm, keys: Keys, operation: Callable[..., Sequence[Any]]
) -> Sequence[Any]:
    actor, said = actor_of(request), form.cleaned_data
    if passphrase := said.get("passphrase"):
        signing_key.unlock(keys, passphrase, actor=actor, at=clock.now())
    return operation(codes=said["codes"], actor=actor, at=clock.now())


def _keys(request: HttpRequest) -> Keys:
    actor = actor_of(request)
    turns = {_turn(slip) for slip in _waiting(actor)}
    seals = sorted(turn.removeprefix(SEAL) for turn in turns if turn.startswith(SEAL))
    return signing_key.keys_of(actor, seals=seals)


def _show(request: HttpRequest, **forms_sent: AskingForm) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    keys = _keys(request)
    to_approve = waiting.waiting_for_approval(actor) if actor.roles & {"head", "leader"} else []
    to_number = waiting.waiting_for_number(actor) if "clerk" in actor.roles else []
    chosen = frozenset(request.POST.getlist("codes"))
    context = {
        "keys": keys,
        "to_approve": _rows(to_approve, actor, at),
        "to_number": _rows(to_number, actor, at),
        "to_sign": _papers(actor),
        "chosen": chosen,
        "approving": forms_sent.get("approving") or BatchForm(asks_key=keys.can_open),
        "numbering": forms_sent.get("numbering") or BatchForm(asks_key=False),
        "unlocking": forms_sent.get("unlocking") or KeyForm(auto_id="key_%s"),
    }
    status = next((form.status for form in forms_sent.values()), 200)
    return render(request, "desk/signing.html", context, status=status)


def _rows(dossiers: Sequence[Any], actor: Any, at: Any) -> list[Any]:
    codes = [dossier.code for dossier in dossiers[:BATCH_MAX]]
    lines = queues.of_codes(codes=codes, actor=actor, at=at) if codes else []
    return rows_of(lines, asked={}, chosen="")


def _waiting(actor: Any) -> Sequence[Any]:
    return list(waiting.waiting_for_signature(actor, on=local_date(clock.now()))[:BATCH_MAX])


def _turn(slip: Any) -> str:
    """Say whose signature is next: person:<account> or organisation:<code>."""
    return str(slip.signers[slip.signatures])


def _papers(actor: Any) -> list[dict[str, Any]]:
    rows = []
    for slip in _waiting(actor):
        vi, en = papers.FORM_NAMES.get(slip.form, (slip.form, slip.form))
        named = {"name_vi": vi, "name_en": en}
        rows.append({"slip": slip, "named": named, "is_seal": _turn(slip).startswith(SEAL)})
    return rows
