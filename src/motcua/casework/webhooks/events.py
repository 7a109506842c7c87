"""What can happen to a subscription. The address itself stays in its table."""

from dataclasses import dataclass

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class WebhookSubscribed(Event):
    kind = "webhook.subscribed"
    key: str
    kinds: list[str]


@dataclass(frozen=True, kw_only=True)
class WebhookEnded(Event):
    kind = "webhook.ended"
    key: str


@dataclass(frozen=True, kw_only=True)
class CallOwed(Event):
    """A milestone is to be told to one subscriber. Its delivery row is the call."""

    kind = "webhook.call_owed"
    webhook: int
    milestone: str
    dossier: str
    happened_at: str
