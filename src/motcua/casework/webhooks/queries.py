"""Read subscriptions: each account its own, an administrator all."""

from django.db.models import QuerySet

from motcua.casework.webhooks.models import Webhook
from motcua.reference.people.queries import ADMINISTERS
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound


def visible_to(actor: Actor) -> QuerySet[Webhook]:
    """Return the open subscriptions of this machine's keys, of the unit it calls for."""
    if actor.roles & ADMINISTERS:
        return _open()
    if not actor.id.isdecimal() or not actor.organisation:
        return Webhook.objects.none()
    return _open().filter(key__account_id=int(actor.id), key__organisation__code=actor.organisation)


def of_key(key_id: int, *, actor: Actor) -> QuerySet[Webhook]:
    """Return the open subscriptions of one key."""
    return visible_to(actor).filter(key_id=key_id)


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
    return list(_open().filter(key__revoked_at=None).select_related("key__account"))


def _open() -> QuerySet[Webhook]:
    return Webhook.objects.filter(ended_at=None).select_related("key").order_by("id")
