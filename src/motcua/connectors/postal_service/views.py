from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.casework.post import operations
from motcua.casework.post.gateway import UnreadableNews
from motcua.connectors.signed_calls import SIGNATURE_HEADER
from motcua.spine import clock

BODY_BYTES_MAX = 10_000


@csrf_exempt  # A postal service has no cookie of ours; its signature is checked instead.
@login_not_required
@require_POST
def news(request: HttpRequest) -> JsonResponse:
    if int(request.headers.get("Content-Length") or 0) > BODY_BYTES_MAX:
        raise UnreadableNews()
    signature = request.headers.get(SIGNATURE_HEADER, "")
    is_new = operations.take_news(body=request.body, signature=signature, at=clock.now())
    return JsonResponse({"taken": True, "is_new": is_new})
