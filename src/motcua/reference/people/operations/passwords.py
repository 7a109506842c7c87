"""Passwords: which are taken, how they are set, and the secret for the first time."""

import functools
import gzip
import secrets
import unicodedata
from datetime import datetime
from importlib import resources
from pathlib import Path

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from motcua.reference.people import rules
from motcua.reference.people.events import PasswordChanged
from motcua.reference.people.models import Account
from motcua.reference.people.operations import sessions
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

# No letter or digit that is taken for another one when it is read out or written down.
PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_CHARS = 4, 5


class PasswordRefused(Refusal):
    code = "password_refused"
    http_status = 422


class PasswordTooShort(PasswordRefused):
    code = "password_too_short"
    message_vi = "Mật khẩu có {length} ký tự. Đặt ít nhất {least}; một câu dễ nhớ là được."
    message_en = "This has {length} characters. Use at least {least}; a sentence will do."


class PasswordTooLong(PasswordRefused):
    code = "password_too_long"
    message_vi = "Mật khẩu dài quá {most} ký tự. Rút ngắn lại."
    message_en = "This is longer than {most} characters. Shorten it."


class PasswordGuessable(PasswordRefused):
    code = "password_guessable"
    message_vi = "Mật khẩu này dễ đoán. Ghép ba bốn từ không liên quan đến bạn hay cơ quan."
    message_en = "This is easy to guess. Join three or four words unrelated to you or your office."


class PasswordUnchanged(PasswordRefused):
    code = "password_unchanged"
    message_vi = "Đây là mật khẩu đang dùng. Đặt mật khẩu khác."
    message_en = "This is the present password. Choose another one."


class WrongPassword(Refusal):
    code = "wrong_password"
    http_status = 422
    message_vi = "Mật khẩu đang dùng chưa đúng. Nhập lại."
    message_en = "The present password is not right. Enter it again."


def check(account: Account, password: str) -> bool:
    return check_password(_normal(password), account.password)


def waste_the_same_time(password: str) -> None:
    """Hash and throw away, so that an unknown login takes as long as a known one."""
    make_password(_normal(password))


def initial_secret() -> str:
    """Return a secret to be handed over once: about 99 bits, easy to read out."""
    groups = ("".join(secrets.choice(PLAIN) for _ in range(GROUP_CHARS)) for _ in range(GROUPS))
    return "-".join(groups)


def put(account: Account, password: str, *, initial_at: datetime | None = None) -> None:
    """Set the password on the object; the caller saves. With `initial_at` it must be changed."""
    account.password = make_password(_normal(password))
    account.must_change_password = initial_at is not None
    account.password_until = initial_at + rules.INITIAL_SECRET_FOR if initial_at else None


@transaction.atomic
def choose_first(*, account_id: int, new: str, at: datetime, real_at: datetime) -> None:
    """Replace the initial secret, by somebody who has just shown it.

    :raises PasswordRefused: too short, too long, easy to guess, or the initial one.
    """
    account = Account.objects.select_for_update().filter(pk=account_id, is_active=True).first()
    if account is None or not account.must_change_password:
        raise NotFound()
    _change(account, new, at=at, real_at=real_at)


@transaction.atomic
def change(*, actor: Actor, current: str, new: str, at: datetime, real_at: datetime) -> None:
    """Change one's own password; every session of the account ends, this one too.

    :raises WrongPassword: the present one is another.
    :raises PasswordRefused: too short, too long, easy to guess, or the same.
    """
    account = Account.objects.select_for_update().get(pk=int(actor.id))
    if not check(account, current):
        raise WrongPassword()
    _change(account, new, at=at, real_at=real_at)


def _change(account: Account, new: str, *, at: datetime, real_at: datetime) -> None:
    _refuse_weak(account, new)
    if check(account, new):
        raise PasswordUnchanged()

    put(account, new)
    ended = sessions.end_all(account, real_at=real_at)
    account.save()
    actor = Actor(id=str(account.pk))
    fact = PasswordChanged(sessions_ended=ended)
    journal.record(fact, subject=account.subject, actor=actor, at=at)


def _refuse_weak(account: Account, password: str) -> None:
    words = {*_words(), account.login, *account.login.split("."), *account.name.split()}
    problem = rules.password_problem(_normal(password), words=words, blocked=_blocked())
    if problem == "too_short":
        least = rules.PASSWORD_LENGTH_MIN
        raise PasswordTooShort(length=len(_normal(password)), least=least)
    if problem == "too_long":
        raise PasswordTooLong(most=rules.PASSWORD_LENGTH_MAX)
    if problem == "guessable":
        raise PasswordGuessable()


def _normal(password: str) -> str:
    # The same keys give other bytes on another keyboard driver, notably for Vietnamese.
    return unicodedata.normalize("NFKC", password)


@functools.cache
def _blocked() -> frozenset[str]:
    common = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(common, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)


@functools.cache
def _words() -> frozenset[str]:
    text = resources.files("motcua.data").joinpath("people/guessed_words.txt").read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip())
