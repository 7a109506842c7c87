from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.capabilities.payments import gateways
from motcua.capabilities.payments.gateway import UnreadableCallback
from motcua.capabilities.payments.operations import money
from motcua.connectors.vietqr_bank.gateway import SIGNATURE_HEADER, VietQrBank
from motcua.spine import clock

BODY_BYTES_MAX = 10_000


@csrf_exempt  # A bank has no cookie of ours; its signature is checked instead.
@login_not_required
@require_POST
def callback(request: HttpRequest) -> JsonResponse:
    if int(request.headers.get("Content-Length") or 0) > BODY_BYTES_MAX:
        raise UnreadableCallback()
    money.take_callback(
        gateway=gateways.named(VietQrBank.code),
        body=request.body,
        signature=request.headers.get(SIGNATURE_HEADER, ""),
        at=clock.now(),
    )
    return JsonResponse({"taken": True})
