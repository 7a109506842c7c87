"""Two appointments: the tax notice goes out, and its payment is proven at the desk."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers.operations import demands, refunds
from motcua.casework.dossiers.queries import life
from motcua.interfaces.desk import file
from motcua.interfaces.desk.asking import answered, get_or_post
from motcua.interfaces.desk.forms import DemandForm, ProofForm, RefundForm
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock


@get_or_post
@needs_role("handler")
def demand(request: HttpRequest, code: str) -> HttpResponse:
    """Send the tax notice; the clock waits for the payment."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    form = DemandForm.of(request)
    return answered(
        request,
        "demand",
        shown,
        form,
        lambda: demands.demand(code=code, **form.cleaned_data, actor=actor, at=clock.now()),
        _("Đã gửi thông báo nghĩa vụ tài chính; đồng hồ dừng đến khi có chứng từ."),
    )


@get_or_post
@needs_role("head")
def refund(request: HttpRequest, code: str) -> HttpResponse:
    """Record that what was paid went back, by its voucher."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    form = RefundForm.of(request)
    return answered(
        request,
        "refund",
        shown,
        form,
        lambda: refunds.give_back(code=code, **form.cleaned_data, actor=actor, at=clock.now()),
        _("Đã ghi hoàn tiền; người nộp được báo ngay."),
        life=life.of(code=code, actor=actor),
    )


@get_or_post
@needs_role("reception")
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """Take in proof of payment at the desk; the second clock starts."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    form = ProofForm.of(request)
    return answered(
        request,
        "proof",
        shown,
        form,
        lambda: demands.prove(code=code, document_id=None, actor=actor, at=clock.now()),
        _("Đã nhận chứng từ; ngày hẹn thứ hai tính từ bây giờ."),
    )
