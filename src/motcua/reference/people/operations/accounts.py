"""Open, close and restore accounts of staff. Only administrators may."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from motcua.reference.people.events import (
    AccountDisabled,
    AccountEnabled,
    AccountOpened,
    PasswordReset,
    SecondFactorReset,
)
from motcua.reference.people.models import (
    Account,
    AccountKind,
    Passkey,
    Person,
    RecoveryCode,
    SignInFailure,
    TotpDevice,
)
from motcua.reference.people.operations import passwords, permission, posts, sessions
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,79}")


class LoginTaken(Refusal):
    code = "login_taken"
    message_vi = "Tên đăng nhập “{login}” đã có người dùng. Chọn tên khác."
    message_en = "The login “{login}” is taken. Choose another one."


class LoginUnfit(Refusal):
    code = "login_unfit"
    http_status = 422
    message_vi = "Tên đăng nhập gồm 3 đến 80 chữ thường không dấu, chữ số, dấu chấm, gạch."
    message_en = "A login is 3 to 80 plain lower-case letters, digits, dots or dashes."


class NameMissing(Refusal):
    code = "name_missing"
    http_status = 422
    message_vi = "Chưa có họ tên. Ghi họ tên đầy đủ của người dùng tài khoản."
    message_en = "The full name is missing."


class NotYourself(Refusal):
    code = "not_yourself"
    message_vi = "Không tự khóa tài khoản của mình được. Nhờ một quản trị khác."
    message_en = "You cannot disable your own account. Ask another administrator."


@dataclass(frozen=True, slots=True)
class Opened:
    """An account with the secret for its first sign-in, at the one moment when it is known."""

    account: Account
    initial_secret: str
    act_id: UUID


@transaction.atomic
def open_account(
    *,
    login: str,
    full_name: str,
    organisation: str,
    role: str,
    since_on: date,
    until_on: date | None = None,
    phone: str = "",
    email: str = "",
    actor: Actor,
    at: datetime,
    real_at: datetime,
) -> Opened:
    """Open an account for a member of staff in a post; return its secret for the first sign-in.

    :raises LoginTaken: somebody has this login.
    :raises LoginUnfit: it has marks, capitals or spaces.
    :raises NameMissing: there is no name.
    :raises NoSuchUnit, NoSuchRole, EndsBeforeItBegins: the post cannot be.
    """
    permission.administers(actor)
    login = _free_login(login)
    if not full_name.strip():
        raise NameMissing()
    appointment = posts.fitting(
        organisation=organisation, role=role, since_on=since_on, until_on=until_on, at=at
    )

    person = Person.objects.create(full_name=full_name.strip(), phone=phone, email=email)
    opened = create(login, person, initial_at=real_at, actor=actor, at=at)
    posts.begin(opened.account, appointment, actor=actor, at=at, act_id=opened.act_id)
    return opened


def create(
    login: str, person: Person, *, initial_at: datetime | None, actor: Actor, at: datetime
) -> Opened:
    """Create a checked account of staff with a secret, in the caller's transaction."""
    secret = passwords.initial_secret()
    account = Account(login=login, kind=AccountKind.STAFF, person=person)
    passwords.put(account, secret, initial_at=initial_at)
    account.save()
    fact = AccountOpened(account_kind=account.kind)
    act_id = journal.record(fact, subject=account.subject, actor=actor, at=at)
    return Opened(account, secret, act_id)


@transaction.atomic
def disable(*, account_id: int, actor: Actor, at: datetime, real_at: datetime) -> Account:
    """Close an account: nobody signs in with it, and whoever is signed in is out at once.

    :raises NotYourself: an administrator would lock themselves out.
    :raises LastAdministrator: nobody would be left to open it again.
    """
    account = _locked(account_id, actor)
    if actor.id == str(account.pk):
        raise NotYourself()
    posts.refuse_to_lose_last_administrator(account, on=local_date(at))
    if not account.is_active:
        return account
    account.is_active = False
    ended = sessions.end_all(account, real_at=real_at)
    account.save(update_fields=["is_active", "sessions_not_before"])
    fact = AccountDisabled(sessions_ended=ended)
    journal.record(fact, subject=account.subject, actor=actor, at=at)
    return account


@transaction.atomic
def enable(*, account_id: int, actor: Actor, at: datetime) -> Account:
    """Open a closed account again, with the password and second factor it had."""
    account = _locked(account_id, actor)
    if account.is_active:
        return account
    account.is_active = True
    account.save(update_fields=["is_active"])
    journal.record(AccountEnabled(), subject=account.subject, actor=actor, at=at)
    return account


@transaction.atomic
def reset_password(*, account_id: int, actor: Actor, at: datetime, real_at: datetime) -> Opened:
    """Give a member of staff a new secret for one sign-in; all sessions end."""
    account = _locked(account_id, actor)
    if account.kind != AccountKind.STAFF:
        raise NotFound()
    secret = passwords.initial_secret()
    passwords.put(account, secret, initial_at=real_at)
    ended = sessions.end_all(account, real_at=real_at)
    account.save()
    SignInFailure.objects.filter(account=account).delete()
    fact = PasswordReset(sessions_ended=ended)
    act_id = journal.record(fact, subject=account.subject, actor=actor, at=at)
    return Opened(account, secret, act_id)


@transaction.atomic
def reset_second_factor(
    *, account_id: int, actor: Actor, at: datetime, real_at: datetime
) -> Account:
    """Remove authenticator, recovery codes and passkeys of somebody who lost them.

    The next sign-in with the password sets up a new authenticator; all sessions end.
    """
    account = _locked(account_id, actor)
    TotpDevice.objects.filter(account=account).delete()
    RecoveryCode.objects.filter(account=account).delete()
    passkeys_removed, _ = Passkey.objects.filter(account=account).delete()
    ended = sessions.end_all(account, real_at=real_at)
    account.save(update_fields=["sessions_not_before"])
    fact = SecondFactorReset(passkeys_removed=passkeys_removed, sessions_ended=ended)
    journal.record(fact, subject=account.subject, actor=actor, at=at)
    return account


def _locked(account_id: int, actor: Actor) -> Account:
    permission.administers(actor)
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NotFound()
    return account


def _free_login(login: str) -> str:
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise LoginUnfit()
    if Account.objects.filter(login=login).exists():
        raise LoginTaken(login=login)
    return login
