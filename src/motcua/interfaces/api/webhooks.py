"""Be called when a dossier changes, instead of asking again and again."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from motcua.casework.webhooks import operations, queries
from motcua.casework.webhooks.rules import SCOPES_TO_BE_TOLD
from motcua.interfaces.api.doors import JSON, Key, key_of, said
from motcua.interfaces.api.shapes import (
    BIGINT_MAX,
    NewWebhookOut,
    WebhookIn,
    WebhookOut,
    WebhooksOut,
)
from motcua.interfaces.session import actor_of
from motcua.spine import clock

router = Router(tags=["webhooks"])
Number = Annotated[int, Path(ge=1, le=BIGINT_MAX)]


@router.post(
    "/webhooks",
    response={201: NewWebhookOut},
    auth=Key(*sorted(SCOPES_TO_BE_TOLD), reads=JSON),
)
def subscribe_webhook(request: HttpRequest, given: WebhookIn) -> HttpResponse:
    """Have an address called at milestones of dossiers this key may see.

    The key needs both scopes for as long as it wants to be called. `secret` is told only now:
    every call is signed with it as standardwebhooks.com says.
    """
    new = operations.subscribe(
        key_id=key_of(request).key_id,
        url=given.url,
        kinds=given.kinds,
        actor=actor_of(request),
        at=clock.now(),
    )
    made = WebhookOut.model_validate(new.webhook)
    return said(NewWebhookOut(**dict(made), secret=new.secret), 201)


@router.get("/webhooks", response=WebhooksOut, auth=Key("webhooks"))
def list_webhooks(request: HttpRequest) -> HttpResponse:
    """List the open subscriptions of this software in this unit."""
    found = queries.visible_to(actor_of(request))
    return said(WebhooksOut(webhooks=[WebhookOut.model_validate(one) for one in found]))


@router.api_operation(["DELETE"], "/webhooks/{webhook}", response={204: None}, auth=Key("webhooks"))
def end_webhook(request: HttpRequest, webhook: Number) -> HttpResponse:
    """Call this address no more, also not for what is owed already."""
    operations.end(webhook_id=webhook, actor=actor_of(request), at=clock.now())
    return HttpResponse(status=204)
