"""Keys of machines: made, shown once, used, revoked."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from motcua.reference.people import queries, roles
from motcua.reference.people.events import AccountOpened, ApiKeyCreated, ApiKeyRevoked
from motcua.reference.people.models import Account, AccountKind, ApiKey
from motcua.reference.people.operations import permission
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

SECRET_BYTES = 32
# One statement finds the key, counts the call and notes the day: a call costs one round trip.
_USE = """
    UPDATE people_apikey SET
        calls_in_minute = CASE WHEN minute = %(minute)s THEN calls_in_minute + 1 ELSE 1 END,
        minute = %(minute)s, last_used_on = %(today)s
    WHERE secret_hash = %(hash)s AND revoked_at IS NULL AND expires_on >= %(today)s
    RETURNING id, calls_in_minute
"""


class TooManyCalls(Refusal):
    code = "too_many_calls"
    http_status = 429
    message_vi = "Khóa này đã gọi quá {limit} lần trong một phút. Chờ sang phút sau."
    message_en = "This key made more than {limit} calls in a minute. Wait for the next minute."


class UnknownScope(Refusal):
    code = "unknown_scope"
    http_status = 422
    message_vi = "Không có quyền nào tên là “{scope}”."
    message_en = "There is no scope named “{scope}”."


class AlreadyExpired(Refusal):
    code = "already_expired"
    http_status = 422
    message_vi = "Ngày hết hạn phải từ hôm nay trở đi."
    message_en = "The last day must be today or later."


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the one moment when its secret is known."""

    key: ApiKey
    secret: str


@dataclass(frozen=True, slots=True)
class KeyInUse:
    account: Account
    actor: Actor
    prefix: str
    scopes: frozenset[str]
    is_over_limit: bool
    limit: int


@transaction.atomic
def issue(
    *, login: str, label: str, scopes: list[str], expires_on: date, actor: Actor, at: datetime
) -> NewKey:
    """Give a machine a key, opening its account if it has none. The secret is shown only now.

    :raises Forbidden: the actor is no administrator.
    :raises UnknownScope: a scope is not one of ours.
    :raises AlreadyExpired: the last day is past.
    """
    permission.administers(actor)
    for scope in scopes:
        if scope not in roles.SCOPES:
            raise UnknownScope(scope=scope)
    if expires_on < local_date(at):
        raise AlreadyExpired()

    act_id = journal.new_act()
    account, is_new = Account.objects.get_or_create(login=login, kind=AccountKind.MACHINE)
    if is_new:
        opened = AccountOpened(account_kind=account.kind)
        journal.record(opened, subject=account.subject, actor=actor, at=at, act_id=act_id)
    prefix = "mc_" + secrets.token_hex(4)
    secret = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    key = ApiKey.objects.create(
        account=account,
        label=label,
        prefix=prefix,
        secret_hash=_hash(secret),
        scopes=sorted(scopes),
        expires_on=expires_on,
    )
    created = ApiKeyCreated(account=account.pk, scopes=key.scopes, expires_on=expires_on)
    journal.record(created, subject=key.subject, actor=actor, at=at, act_id=act_id)
    return NewKey(key, secret)


@transaction.atomic
def revoke(*, key_id: int, actor: Actor, at: datetime, real_at: datetime) -> ApiKey:
    """Make a key worthless from now on. Doing it twice changes nothing.

    :raises NotFound: there is no such key.
    """
    permission.administers(actor)
    key = ApiKey.objects.select_for_update().filter(pk=key_id).first()
    if key is None:
        raise NotFound()
    if key.revoked_at is None:
        key.revoked_at = real_at
        key.save(update_fields=["revoked_at"])
        revoked = ApiKeyRevoked(account=key.account_id)
        journal.record(revoked, subject=key.subject, actor=actor, at=at)
    return key


def use(*, secret: str, real_at: datetime) -> KeyInUse | None:
    """Return whose key this is and count the call, or None for a key that opens nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            _USE,
            {
                "minute": int(real_at.timestamp()) // 60,
                "today": local_date(real_at),
                "hash": _hash(secret),
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    key = ApiKey.objects.select_related("account").get(pk=row[0])
    if not key.account.is_active:
        return None
    return KeyInUse(
        account=key.account,
        actor=queries.actor_of(key.account, None),
        prefix=key.prefix,
        scopes=frozenset(key.scopes),
        is_over_limit=row[1] > key.calls_per_minute_max,
        limit=key.calls_per_minute_max,
    )


def _hash(secret: str) -> bytes:
    # 256 random bits need no slow hash.
    return hashlib.sha256(secret.encode()).digest()
