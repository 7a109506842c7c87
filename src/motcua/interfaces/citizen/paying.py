"""The page to pay on: the amount and why, a VietQR code, and what happens next."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from motcua.capabilities.payments import drawing, gateways
from motcua.capabilities.payments.operations import charges as owing
from motcua.capabilities.payments.queries import charges
from motcua.casework.dossiers.operations import drafts
from motcua.casework.dossiers.queries import sheets
from motcua.casework.dossiers.queries.sheets import Fee
from motcua.casework.post import tariff
from motcua.interfaces.citizen import editing, steps
from motcua.interfaces.look import writing as look
from motcua.interfaces.look.eform import words as writing
from motcua.interfaces.session import actor_of, needs_role
from motcua.reference.organisations import queries as organisations
from motcua.spine import clock
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound


@needs_role("applicant")
@require_POST
def begin_paying(request: HttpRequest, key: str) -> HttpResponse:
    """Make out what is owed, and a code to pay it with; pressed twice, it is the same one."""
    actor, at = actor_of(request), clock.now()
    charge = drafts.owe_fee(key=key, actor=actor, at=at)
    if charge is not None and charge.is_open:
        owing.start_payment(charge_id=charge.pk, gateway=_gateway(), actor=actor, at=at)
    return redirect("citizen:pay", key)


@needs_role("applicant")
@require_safe
def pay(request: HttpRequest, key: str) -> HttpResponse:
    page = editing.opened(request, key, steps.REVIEW)
    if page.view.charge is None:
        return redirect("citizen:review", key)
    context = (
        page.context()
        | shown(page.view.charge)
        | {
            "is_paid": page.view.is_paid,
            "state_address": reverse("citizen:pay_state", args=[key]),
            "begin_address": reverse("citizen:begin_paying", args=[key]),
        }
    )
    return render(request, "citizen/pay.html", context)


@needs_role("applicant")
@require_safe
def pay_state(request: HttpRequest, key: str) -> HttpResponse:
    """Say whether the money is there; the page's script asks every few seconds."""
    page = editing.opened(request, key, steps.REVIEW)
    return JsonResponse({"is_paid": page.view.is_paid})


def shown(charge: Any) -> dict[str, Any]:
    """Return a charge as the page shows it: lines, payee, and the code while it can be paid."""
    attempt = charges.waiting_attempt(charge, gateway=_gateway())
    carrier = tariff.receiver()
    payee: Any = organisations.by_codes([charge.payee]).get(charge.payee)
    payee = carrier if charge.payee == carrier.code else payee
    title = _("Mã VietQR nộp %(amount)s") % {
        "amount": look.money(charge.due_vnd, writing.language())
    }
    return {
        "charge": charge,
        "items": list(charge.items.all()),
        "payee": payee,
        "attempt": attempt,
        "qr": drawing.qr_svg(attempt.payload, title=title) if attempt else "",
    }


def _gateway() -> str:
    """Return the one gateway an installation has; more than one would be a choice on the page."""
    return gateways.codes()[0]


@needs_role("applicant")
@require_POST
def begin_fee(request: HttpRequest, code: str, charge_id: int) -> HttpResponse:
    """Show how to pay what fell due after filing."""
    actor, at = actor_of(request), clock.now()
    fee = _fee(code, charge_id, actor)
    if not fee.is_paid:
        owing.start_payment(charge_id=charge_id, gateway=_gateway(), actor=actor, at=at)
    return redirect("citizen:pay_fee", code, charge_id)


@needs_role("applicant")
@require_safe
def pay_fee(request: HttpRequest, code: str, charge_id: int) -> HttpResponse:
    fee = _fee(code, charge_id, actor_of(request))
    if fee.is_paid:
        return redirect("citizen:dossier", code)
    context = shown(charges.get(charge_id)) | {
        "code": code,
        "state_address": reverse("citizen:fee_state", args=[code, charge_id]),
        "begin_address": reverse("citizen:begin_fee", args=[code, charge_id]),
    }
    return render(request, "citizen/pay_fee.html", context)


@needs_role("applicant")
@require_safe
def fee_state(request: HttpRequest, code: str, charge_id: int) -> HttpResponse:
    return JsonResponse({"is_paid": _fee(code, charge_id, actor_of(request)).is_paid})


def _fee(code: str, charge_id: int, actor: Actor) -> Fee:
    """Return a fee of a dossier of who asks.

    :raises NotFound: the dossier is not theirs, or owes no such charge.
    """
    fees = sheets.sheet(code=code, actor=actor).fees
    found = next((one for one in fees if one.charge_id == charge_id), None)
    if found is None:
        raise NotFound()
    return found
