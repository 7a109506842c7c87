"""The fee at the counter: cash against a receipt, or a code to scan; then the work goes on."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from motcua.capabilities.payments import drawing, gateways
from motcua.capabilities.payments.operations import charges as owing
from motcua.capabilities.payments.queries import charges
from motcua.casework.dossiers.operations import fees, reception
from motcua.casework.dossiers.queries import prices, sheets
from motcua.casework.dossiers.queries.sheets import Fee
from motcua.interfaces.desk.counter import get_or_post, receptionist
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of
from motcua.spine import clock

_NEXT = {prices.INTAKE: "desk:acknowledgement", prices.RESULT: "desk:return_result"}


class CashForm(AskingForm):
    refusals_at = {"receipt_used": "receipt_number"}
    receipt_number = forms.CharField(
        label=_("Số biên lai"),
        help_text=_("Số in trên biên lai giấy giao cho người nộp."),
        max_length=30,
        error_messages={"required": _("Chưa ghi số biên lai. Ghi số in trên biên lai giấy.")},
    )


@get_or_post
@receptionist
def fee(request: HttpRequest, code: str) -> HttpResponse:
    """Take what is due at intake, then receive; or what is due with the result, then return."""
    sheet = sheets.sheet(code=code, actor=actor_of(request))
    owed = sheet.open_fee
    if owed is None:
        return redirect("desk:dossier", code)
    form = CashForm.of(request)
    if form.is_valid() and form.ask(
        lambda: _collect(owed, form.cleaned_data["receipt_number"], request, code)
    ):
        return redirect(_NEXT[owed.due], code)
    form.begin_at_first()
    context = {"sheet": sheet, "owed": owed, "form": form, **_code_to_scan(owed)}
    return render(request, "desk/fee.html", context, status=form.status)


def _collect(owed: Fee, receipt_number: str, request: HttpRequest, code: str) -> Any:
    actor = actor_of(request)
    fees.collect(
        code=code,
        charge_id=owed.charge_id,
        amount_vnd=owed.amount_vnd,
        receipt_number=receipt_number,
        actor=actor,
        at=clock.now(),
    )
    if owed.due == prices.INTAKE:
        reception.receive(code=code, actor=actor, at=clock.now())
    return owed


@require_safe
@receptionist
def fee_state(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether the money is there; the page's script asks every few seconds."""
    sheet = sheets.sheet(code=code, actor=actor_of(request))
    return JsonResponse({"is_paid": sheet.open_fee is None})


@require_POST
@receptionist
def show_code(request: HttpRequest, code: str) -> HttpResponse:
    """Make out a code to scan; pressed twice, it is the same one."""
    owed = sheets.sheet(code=code, actor=actor_of(request)).open_fee
    if owed is not None:
        owing.start_payment(
            charge_id=owed.charge_id, gateway=_gateway(), actor=actor_of(request), at=clock.now()
        )
    return redirect("desk:fee", code)


def _code_to_scan(owed: Fee) -> dict[str, Any]:
    """Return the code to scan, if one was made out; an agency may have no account."""
    charge = charges.get(owed.charge_id)
    attempt = charges.waiting_attempt(charge, gateway=_gateway())
    title = str(_("Mã VietQR nộp phí, lệ phí"))
    return {
        "items": list(charge.items.all()),
        "can_scan": attempt is None and charges.payee(charge.payee) is not None,
        "qr": drawing.qr_svg(attempt.payload, title=title) if attempt else "",
    }


def _gateway() -> str:
    return gateways.codes()[0]
