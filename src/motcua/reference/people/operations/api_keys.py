"""Keys of machines: made, shown once, changed, revoked. Their use stands in `key_use`."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from motcua.reference.organisations import queries as organisations
from motcua.reference.people import queries, roles
from motcua.reference.people.events import (
    AccountOpened,
    ApiKeyChanged,
    ApiKeyCreated,
    ApiKeyRevoked,
)
from motcua.reference.people.models import Account, AccountKind, ApiKey
from motcua.reference.people.operations import permission
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal

SECRET_BYTES = 32


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


class KeyNeedsUnit(Refusal):
    code = "key_needs_unit"
    http_status = 422
    message_vi = "Khóa đọc hoặc nộp hồ sơ phải thuộc một đơn vị. Ghi mã đơn vị đang dùng."
    message_en = "A key for dossiers belongs to a unit. Write the code of a unit that exists."


class KeyNeedsPlace(Refusal):
    code = "key_needs_place"
    http_status = 422
    message_vi = "Khóa nộp hồ sơ phải cho biết phần mềm đặt ở đâu: từ đó suy ra kênh nộp."
    message_en = "A key that files must say where its software stands: the channel follows from it."


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the one moment when its secret is known."""

    key: ApiKey
    secret: str


@transaction.atomic
def issue(
    *,
    login: str,
    label: str,
    scopes: Sequence[str],
    expires_on: date,
    actor: Actor,
    at: datetime,
    organisation: str = "",
    place: str = "",
    calls_per_minute_max: int = roles.CALLS_PER_MINUTE_MAX,
    calls_per_day_max: int = roles.CALLS_PER_DAY_MAX,
) -> NewKey:
    """Give a machine a key, opening its account if it has none. The secret is shown only now.

    :raises Forbidden: the actor is no administrator.
    :raises UnknownScope: a scope is not one of ours.
    :raises AlreadyExpired: the last day is past.
    :raises KeyNeedsUnit: it is for dossiers and names no unit there is; KeyNeedsPlace likewise.
    """
    permission.administers(actor)
    _check(scopes, expires_on=expires_on, organisation=organisation, place=place, at=at)
    act_id = journal.new_act()
    account = _account_of(login, actor=actor, at=at, act_id=act_id)
    prefix = "mc_" + secrets.token_hex(4)
    secret = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    key = ApiKey.objects.create(
        account=account,
        label=label,
        prefix=prefix,
        secret_hash=hash_of(secret),
        scopes=sorted(scopes),
        organisation_id=organisation or None,
        place=place,
        expires_on=expires_on,
        calls_per_minute_max=calls_per_minute_max,
        calls_per_day_max=calls_per_day_max,
    )
    journal.record(_created(key), subject=key.subject, actor=actor, at=at, act_id=act_id)
    return NewKey(key, secret)


@transaction.atomic
def change(
    *,
    key_id: int,
    scopes: Sequence[str],
    expires_on: date,
    calls_per_minute_max: int,
    calls_per_day_max: int,
    actor: Actor,
    at: datetime,
) -> ApiKey:
    """Change what a key may do and how often. Whose it is, its unit and place never change.

    :raises Forbidden: the actor is no administrator.
    :raises NotFound: there is no such key.
    :raises UnknownScope: a scope is not one of ours.
    :raises AlreadyExpired: the last day is past.
    :raises KeyNeedsUnit: it would be for dossiers and has no unit.
    :raises KeyNeedsPlace: it would file and does not say from where.
    """
    permission.administers(actor)
    key = queries.api_key(key_id, lock=True)
    unit = key.organisation_id or ""
    _check(scopes, expires_on=expires_on, organisation=unit, place=key.place, at=at)

    key.scopes, key.expires_on = sorted(scopes), expires_on
    key.calls_per_minute_max, key.calls_per_day_max = calls_per_minute_max, calls_per_day_max
    key.save(update_fields=["scopes", "expires_on", "calls_per_minute_max", "calls_per_day_max"])
    changed = ApiKeyChanged(
        scopes=key.scopes,
        expires_on=expires_on,
        calls_per_minute_max=calls_per_minute_max,
        calls_per_day_max=calls_per_day_max,
    )
    journal.record(changed, subject=key.subject, actor=actor, at=at)
    return key


@transaction.atomic
def revoke(*, key_id: int, actor: Actor, at: datetime, real_at: datetime) -> ApiKey:
    """Make a key worthless from now on. Doing it twice changes nothing.

    :raises Forbidden: the actor is no administrator.
    :raises NotFound: there is no such key.
    """
    permission.administers(actor)
    key = queries.api_key(key_id, lock=True)
    if key.revoked_at is None:
        key.revoked_at = real_at
        key.save(update_fields=["revoked_at"])
        revoked = ApiKeyRevoked(account=key.account_id)
        journal.record(revoked, subject=key.subject, actor=actor, at=at)
    return key


def hash_of(secret: str) -> bytes:
    # 256 random bits need no slow hash. Whatever stands in a header is bytes, so it can be hashed.
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()


def _account_of(login: str, *, actor: Actor, at: datetime, act_id: UUID) -> Account:
    account, is_new = Account.objects.get_or_create(login=login, kind=AccountKind.MACHINE)
    if is_new:
        opened = AccountOpened(account_kind=account.kind)
        journal.record(opened, subject=account.subject, actor=actor, at=at, act_id=act_id)
    return account


def _check(
    scopes: Sequence[str], *, expires_on: date, organisation: str, place: str, at: datetime
) -> None:
    for scope in scopes:
        if scope not in roles.SCOPES:
            raise UnknownScope(scope=scope)
    if expires_on < local_date(at):
        raise AlreadyExpired()
    known = not organisation or organisation in organisations.by_codes([organisation])
    if not known or (not organisation and roles.SCOPES_OF_A_UNIT & set(scopes)):
        raise KeyNeedsUnit()
    if "dossiers.submit" in scopes and place not in roles.PLACES:
        raise KeyNeedsPlace()


def _created(key: ApiKey) -> ApiKeyCreated:
    return ApiKeyCreated(
        account=key.account_id,
        scopes=key.scopes,
        organisation=key.organisation_id,
        place=key.place,
        expires_on=key.expires_on,
        calls_per_minute_max=key.calls_per_minute_max,
        calls_per_day_max=key.calls_per_day_max,
    )
