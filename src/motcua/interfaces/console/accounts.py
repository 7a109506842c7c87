"""`motcua accounts`: the first administrator, and help for those who are locked out."""

import sys

from motcua.interfaces.console.complaints import Complaint
from motcua.spine.actors import SYSTEM


def create(*, login: str, name: str, role: str, unit: str) -> int:
    """Open an account and print the secret for its first sign-in."""
    from motcua.reference.people.operations import accounts
    from motcua.spine import clock
    from motcua.spine.dates import local_date

    at = clock.now()
    opened = accounts.open_account(
        login=login,
        full_name=name,
        organisation=unit,
        role=role,
        since_on=local_date(at),
        actor=SYSTEM,
        at=at,
        real_at=clock.real_now(),
    )
    return _tell(opened.account.login, opened.initial_secret)


def reset(*, login: str, with_second_factor: bool) -> int:
    """Give an account a new secret for one sign-in; with its second factor too, if that is lost."""
    from motcua.reference.people.operations import accounts
    from motcua.spine import clock

    account_id = _id_of(login)
    opened = accounts.reset_password(
        account_id=account_id, actor=SYSTEM, at=clock.now(), real_at=clock.real_now()
    )
    if with_second_factor:
        accounts.reset_second_factor(
            account_id=account_id, actor=SYSTEM, at=clock.now(), real_at=clock.real_now()
        )
    return _tell(login, opened.initial_secret)


def unlock(*, login: str) -> int:
    """Let somebody who guessed too often try again at once."""
    from motcua.reference.people.operations import lockout
    from motcua.spine import clock

    lockout.unlock(account_id=_id_of(login), actor=SYSTEM, at=clock.now())
    return 0


def _id_of(login: str) -> int:
    from motcua.reference.people import queries

    account = queries.visible_to(SYSTEM).filter(login=login).first()
    if account is None:
        raise Complaint(f"không có tài khoản {login}", f"there is no account {login}")
    return int(account.pk)


def _tell(login: str, secret: str) -> int:
    sys.stdout.write(f"{login} {secret}\n")
    sys.stderr.write(
        "Mật khẩu dùng một lần: lần đăng nhập đầu sẽ đổi mật khẩu và lập mã xác thực.\n"
        "For one sign-in: it asks for a new password and sets up the authenticator.\n"
    )
    return 0
