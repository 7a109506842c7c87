"""Subscribe, end, and owe a call for each milestone of a dossier the key may see."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers.queries import access
from motcua.casework.webhooks import gateway, queries
from motcua.casework.webhooks.events import CallOwed, WebhookEnded, WebhookSubscribed
from motcua.casework.webhooks.models import URL_CHARS_MAX, Webhook
from motcua.casework.webhooks.rules import MILESTONES, SCOPES_TO_BE_TOLD, SECRET_PREFIX
from motcua.reference.people import queries as people
from motcua.reference.people.models import ApiKey
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal.models import Entry

WEBHOOKS_OF_A_KEY_MAX = 10
SECRET_BYTES = 32
SUBJECT = "dossier:"


class TooManyWebhooks(Refusal):
    code = "too_many_webhooks"
    message_vi = "Khóa này đã có {max} địa chỉ nhận tin. Bỏ bớt rồi đăng ký."
    message_en = "This key has {max} addresses already. End one, then subscribe."


class UnknownMilestone(Refusal):
    code = "unknown_milestone"
    http_status = 422
    message_vi = "Chọn ít nhất một mốc có trong danh sách: {known}."
    message_en = "Choose at least one milestone of the list: {known}."


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A subscription at the one moment when its secret is told."""

    webhook: Webhook
    secret: str


@transaction.atomic
def subscribe(
    *, key_id: int, url: str, kinds: Sequence[str], actor: Actor, at: datetime
) -> NewWebhook:
    """Have an address called from now on. The secret that signs the calls is told only now.

    :raises AddressRefused: it is no address that may be called.
    :raises UnknownMilestone: nothing, or something that never happens.
    :raises TooManyWebhooks: the key has many already.
    """
    key = people.api_key(key_id, lock=True)
    if len(url) > URL_CHARS_MAX:
        raise gateway.AddressRefused()
    gateway.installed().check(url)
    if not kinds or not MILESTONES.issuperset(kinds):
        raise UnknownMilestone(known=", ".join(sorted(MILESTONES)))
    if Webhook.objects.filter(key=key, ended_at=None).count() >= WEBHOOKS_OF_A_KEY_MAX:
        raise TooManyWebhooks(max=WEBHOOKS_OF_A_KEY_MAX)

    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    webhook = Webhook.objects.create(
        key=key, url=url, kinds=sorted(set(kinds)), secret=secret, subscribed_at=at
    )
    subscribed = WebhookSubscribed(key=key.prefix, kinds=webhook.kinds)
    journal.record(subscribed, subject=webhook.subject, actor=actor, at=at)
    return NewWebhook(webhook, secret)


@transaction.atomic
def end(*, webhook_id: int, actor: Actor, at: datetime) -> None:
    """Call an address no more, also not for what is already owed.

    :raises NotFound: there is no such subscription, or not theirs. An administrator's are all.
    """
    webhook = queries.get(webhook_id=webhook_id, actor=actor)
    webhook.ended_at = at
    webhook.save(update_fields=["ended_at"])
    ended = WebhookEnded(key=webhook.key.prefix)
    journal.record(ended, subject=webhook.subject, actor=actor, at=at)


def owe_calls(entries: Sequence[Entry], *, at: datetime, real_at: datetime) -> None:
    """Owe each subscriber a call for each milestone of a dossier its key may see."""
    told = [entry for entry in entries if entry.kind in MILESTONES]
    if not told:
        return
    owed: list[tuple[CallOwed, str]] = []
    for webhook in queries.open_ones():
        theirs = [entry for entry in told if _asked_for(entry, webhook)]
        codes = [entry.subject.removeprefix(SUBJECT) for entry in theirs]
        seen = visible_codes(webhook.key, codes, on_real=real_at) if codes else set()
        for entry, code in zip(theirs, codes, strict=True):
            if code in seen:
                call = CallOwed(
                    webhook=webhook.pk,
                    milestone=entry.kind,
                    dossier=code,
                    happened_at=entry.happened_at.isoformat(),
                )
                owed.append((call, f"{webhook.subject}/{entry.pk}"))
    if owed:
        journal.record_many(owed, actor=SYSTEM, at=at)


def visible_codes(key: ApiKey, codes: Sequence[str], *, on_real: datetime) -> set[str]:
    """Return of which of these dossiers a key may be told, as if it asked now."""
    is_open = key.revoked_at is None and key.expires_on >= local_date(on_real)
    if not is_open or not SCOPES_TO_BE_TOLD.issubset(key.scopes) or not key.account.is_active:
        return set()
    actor = people.machine(key.account_id, organisation=key.organisation_id or "")
    return set(access.visible_to(actor).filter(code__in=codes).values_list("code", flat=True))


def _asked_for(entry: Entry, webhook: Webhook) -> bool:
    return entry.kind in webhook.kinds and entry.happened_at >= webhook.subscribed_at
