"""Staff prove who they are: password, then a code. The answer to a wrong one is always the same."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.reference.people import queries
from motcua.reference.people.models import Account, AccountKind, Session, TotpDevice
from motcua.reference.people.operations import lockout, passwords, second_factors, sessions
from motcua.reference.people.operations.lockout import Source
from motcua.spine.errors import NotFound, Refusal


class WrongCredentials(Refusal):
    code = "wrong_credentials"
    http_status = 422
    message_vi = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ và phím Caps Lock."
    message_en = "Login or password is not right. Check the keyboard and Caps Lock."


class SecretTooOld(Refusal):
    code = "secret_too_old"
    http_status = 422
    message_vi = "Mật khẩu lần đầu đã quá hạn. Nhờ quản trị tài khoản cấp lại."
    message_en = "The initial password is too old. Ask the administrator for a new one."


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody who knows the password. `needs` says what is still missing."""

    account_id: int
    needs: str  # new_password, enrolment, code


def present_password(
    *, login: str, password: str, source: Source, at: datetime, real_at: datetime
) -> HalfWay:
    """Check the first factor.

    :raises WaitFirst: too many failures.
    :raises WrongCredentials: unknown login, wrong password or closed account; never which.
    :raises SecretTooOld: the initial secret was not used in time.
    """
    # A refusal would take the count of failures back with it, so it is raised outside.
    outcome = _try_password(login.strip().lower(), password, source, at=at, real_at=real_at)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


@transaction.atomic
def _try_password(
    login: str, password: str, source: Source, *, at: datetime, real_at: datetime
) -> HalfWay | Refusal:
    counted = lockout.counters(login, source, real_at=real_at)
    account = Account.objects.filter(login=login, kind=AccountKind.STAFF).first()
    if account is None:
        passwords.waste_the_same_time(password)
        lockout.fail(counted, None, at=at, real_at=real_at)
        return WrongCredentials()
    if not passwords.check(account, password) or not account.is_active:
        lockout.fail(counted, account, at=at, real_at=real_at)
        return WrongCredentials()
    if account.must_change_password:
        if account.password_until is not None and real_at >= account.password_until:
            return SecretTooOld()
        return HalfWay(account.pk, "new_password")
    return HalfWay(account.pk, "code" if queries.has_totp(account.pk) else "enrolment")


def present_code(
    *, account_id: int, code: str, source: Source, at: datetime, real_at: datetime
) -> Session:
    """Check the second factor of somebody half way, and begin the session.

    :raises NotFound: the account was closed meanwhile.
    :raises WaitFirst: too many failures.
    :raises WrongTotp: wrong, or used before.
    """
    outcome = _try_code(account_id, code, source, at=at, real_at=real_at)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


@transaction.atomic
def _try_code(
    account_id: int, code: str, source: Source, *, at: datetime, real_at: datetime
) -> Session | Refusal:
    account = _halfway(account_id)
    counted = lockout.counters(account.login, source, real_at=real_at)
    method = second_factors.is_right(account, code, real_at=real_at)
    if not method:
        lockout.fail(counted, account, at=at, real_at=real_at)
        return second_factors.WrongTotp()
    return sessions.begin(
        account=account,
        method=method,
        browser=source.browser,
        network=source.address,
        failures_before=lockout.succeed(counted),
        at=at,
        real_at=real_at,
    )


@dataclass(frozen=True, slots=True)
class FirstTime:
    """The first sign-in is over: the session, and the recovery codes shown only now."""

    session: Session
    recovery_codes: list[str]


@transaction.atomic
def confirm_enrolment(
    *, account_id: int, code: str, source: Source, at: datetime, real_at: datetime
) -> FirstTime:
    """Take the authenticator of somebody half way into use, and begin the session.

    :raises NotFound: nothing is being enrolled.
    :raises WrongTotp: the code is another.
    """
    account = _halfway(account_id)
    codes = second_factors.confirm_totp(account_id=account_id, code=code, at=at, real_at=real_at)
    counted = lockout.counters(account.login, source, real_at=real_at)
    session = sessions.begin(
        account=account,
        method="totp",
        browser=source.browser,
        network=source.address,
        failures_before=lockout.succeed(counted),
        at=at,
        real_at=real_at,
    )
    return FirstTime(session, codes)


def after_new_password(account_id: int) -> HalfWay:
    """Return what somebody who has just chosen a password still needs."""
    is_enrolled = TotpDevice.objects.filter(account=account_id, confirmed_at__isnull=False)
    return HalfWay(account_id, "code" if is_enrolled.exists() else "enrolment")


def _halfway(account_id: int) -> Account:
    account = (
        Account.objects.select_for_update()
        .filter(pk=account_id, kind=AccountKind.STAFF, is_active=True, must_change_password=False)
        .first()
    )
    if account is None:
        raise NotFound()
    return account
