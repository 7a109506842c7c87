"""The people of the demo province, ready to sign in. Refused in an installation that is no demo."""

import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

import pyotp
from django.db import transaction

from motcua.reference.people.events import PasswordReset
from motcua.reference.people.models import Account, Person, TotpDevice
from motcua.reference.people.operations import accounts, api_keys, passwords, posts, sessions
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal import queries as journal_queries

KEY_FOR = timedelta(days=365)


class NotADemo(Refusal):
    code = "not_a_demo"
    message_vi = "Bản cài đặt này không phải bản trình diễn, nên không có tài khoản mẫu."
    message_en = "This installation is no demo, so it has no sample accounts."


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """What somebody needs to sign in. Known only now: keep it, or open the accounts anew."""

    login: str
    name: str
    password: str
    totp_secret: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccounts:
    accounts: list[DemoAccount]
    api_key: str


@transaction.atomic
def open_demo_accounts(
    *,
    actor: Actor,
    at: datetime,
    real_at: datetime,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> DemoAccounts:
    """Open one account or more for every role, in units of the demo province.

    Those that are there already get a new password and authenticator, so it can be repeated.

    :raises NotADemo: people in a real installation are appointed, not invented.
    :raises NoSuchUnit: the demo province was not loaded.
    """
    clock = journal_queries.clock()
    if clock is None or not clock.is_demo:
        raise NotADemo()
    text = resources.files("motcua.data").joinpath("people/demo_accounts.toml").read_text("utf-8")
    cast = tomllib.loads(text)
    began = time.monotonic()

    def moment() -> datetime:
        """Hashing so many passwords may outlast the seconds the journal's clock allows."""
        passed = timedelta(seconds=time.monotonic() - began)
        return at if clock.is_simulated else at + passed

    opened = []
    for done, member in enumerate(cast["account"], start=1):
        opened.append(
            _open(member, since_on=cast["since_on"], actor=actor, at=moment(), real_at=real_at)
        )
        progress(done, len(cast["account"]))
    client: dict[str, Any] = cast["api_client"]
    expires_on = local_date(at + KEY_FOR)
    key = api_keys.issue(**client, expires_on=expires_on, actor=actor, at=moment())
    return DemoAccounts(accounts=opened, api_key=key.secret)


def _open(
    member: dict[str, Any], *, since_on: date, actor: Actor, at: datetime, real_at: datetime
) -> DemoAccount:
    account = Account.objects.select_for_update().filter(login=member["login"]).first()
    if account is None:
        password = _new(member, since_on=since_on, actor=actor, at=at)
        account = Account.objects.get(login=member["login"])
    else:
        password = passwords.initial_secret()
        passwords.put(account, password)
        ended = sessions.end_all(account, real_at=real_at)
        account.save()
        fact = PasswordReset(sessions_ended=ended)
        journal.record(fact, subject=account.subject, actor=actor, at=at)
    totp_secret = pyotp.random_base32()
    device = {"secret": totp_secret, "confirmed_at": real_at, "last_step": 0}
    TotpDevice.objects.update_or_create(account=account, defaults=device)
    first = member["posts"][0]
    return DemoAccount(
        login=account.login,
        name=member["full_name"],
        password=password,
        totp_secret=totp_secret,
        role=first["role"],
        unit=first["unit"],
    )


def _new(member: dict[str, Any], *, since_on: date, actor: Actor, at: datetime) -> str:
    """Open the account with its posts; return its password."""
    person = Person.objects.create(full_name=member["full_name"])
    opened = accounts.create(member["login"], person, initial_at=None, actor=actor, at=at)
    for post in member["posts"]:
        appointment = posts.fitting(
            organisation=post["unit"], role=post["role"], since_on=since_on, until_on=None, at=at
        )
        posts.begin(opened.account, appointment, actor=actor, at=at, act_id=opened.act_id)
    return opened.initial_secret
