"""Where the portal sends what was filed and handed in there; answered in its own words."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.casework.national.gateway import UnreadableMessage
from motcua.casework.national.operations import arrivals as arriving
from motcua.casework.national.operations.arrivals import Outcome
from motcua.connectors.national_portal.client import OK, SIGNATURE_HEADER
from motcua.spine import clock

BODY_BYTES_MAX = 1_000_000


@csrf_exempt  # The portal has no cookie of ours; its signature is checked instead.
@login_not_required
@require_POST
def arrivals(request: HttpRequest) -> JsonResponse:
    if int(request.headers.get("Content-Length") or 0) > BODY_BYTES_MAX:
        raise UnreadableMessage()
    outcomes = arriving.take_message(
        body=request.body,
        signature=request.headers.get(SIGNATURE_HEADER, ""),
        at=clock.now(),
    )
    return JsonResponse({"error_code": OK, "data": [_told(one) for one in outcomes]})


def _told(outcome: Outcome) -> dict[str, str]:
    refusal = outcome.refusal
    return {
        "MaHoSo": outcome.code,
        "MaHoSoTiepNhan": outcome.dossier,
        "error_code": refusal.code if refusal else OK,
        "error_message": refusal.sentence("vi") if refusal else "",
    }
