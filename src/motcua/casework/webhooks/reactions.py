"""An owed call is made: its delivery row is tried again until the other side has taken it."""

from datetime import datetime

from motcua.casework.webhooks import gateway, operations, rules
from motcua.casework.webhooks.events import CallOwed
from motcua.casework.webhooks.gateway import Call
from motcua.casework.webhooks.models import Webhook
from motcua.spine import clock
from motcua.spine.journal.models import Entry
from motcua.spine.journal.reactions import Reactions


def receiver_of(entry: Entry) -> str:
    """Return the host that is called: all its subscriptions wait for one another."""
    return Webhook.objects.only("url").get(pk=entry.facts["webhook"]).host


def subscriber_is_called(entry: Entry) -> None:
    webhook = Webhook.objects.select_related("key__account").get(pk=entry.facts["webhook"])
    code, real_at = entry.facts["dossier"], clock.real_now()
    is_over = webhook.ended_at is not None
    if is_over or not operations.visible_codes(webhook.key, [code], on_real=real_at):
        return  # Since it was owed, the right to know has ended.
    number = f"msg_{entry.pk}"  # The same at every try: the receiver takes each once.
    body = rules.body(
        number=number,
        kind=entry.facts["milestone"],
        dossier=code,
        happened_at=datetime.fromisoformat(entry.facts["happened_at"]),
    )
    timestamp = int(real_at.timestamp())
    signed = rules.signature(webhook.secret, number=number, timestamp=timestamp, body=body)
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": number,
        "webhook-id": number,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signed,
    }
    gateway.installed().call(Call(url=webhook.url, headers=headers, body=body))


REACTIONS: Reactions = {CallOwed: (subscriber_is_called,)}
