"""Read subscriptions: each account its own."""

from django.db.models import QuerySet

from motcua.casework.webhooks.models import Webhook
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound


def visible_to(actor: Actor) -> QuerySet[Webhook]:
    """Return the open subscriptions of this machine's keys, of the unit it calls for."""
    if not actor.id.isdecimal() or not actor.organisation:
        return Webhook.objects.none()
    theirs = Webhook.objects.filter(
        key__account_id=int(actor.id), key__organisation__code=actor.organisation, ended_at=None
    )
    return theirs.select_related("key").order_by("id")


def get(*, webhook_id: int, actor: Actor) -> Webhook:
    """Return one subscription, locked.

    :raises NotFound: there is none, or not theirs.
    """
    found = visible_to(actor).select_for_update(of=("self",)).filter(pk=webhook_id).first()
    if found is None:
        raise NotFound()
    return found


def open_ones() -> list[Webhook]:
    """Return every subscription whose key still opens, for the reader that owes calls."""
    found = Webhook.objects.filter(ended_at=None, key__revoked_at=None)
    return list(found.select_related("key"))
