"""The people of the demo province, ready to sign in. Refused in an installation that is no demo."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

import pyotp
from django.db import transaction

from motcua.reference.people.events import AccountOpened, TotpConfirmed
from motcua.reference.people.models import Account, AccountKind, Person, TotpDevice
from motcua.reference.people.operations import api_keys, passwords, posts
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
    accounts = []
    for done, member in enumerate(cast["account"], start=1):
        accounts.append(
            _open(member, since_on=cast["since_on"], actor=actor, at=at, real_at=real_at)
        )
        progress(done, len(cast["account"]))
    client: dict[str, Any] = cast["api_client"]
    expires_on = local_date(at + KEY_FOR)
    key = api_keys.create(**client, expires_on=expires_on, actor=actor, at=at)
    return DemoAccounts(accounts=accounts, api_key=key.secret)


def _open(
    member: dict[str, Any], *, since_on: date, actor: Actor, at: datetime, real_at: datetime
) -> DemoAccount:
    password, totp_secret = passwords.initial_secret(), pyotp.random_base32()
    account = Account.objects.filter(login=member["login"]).first()
    is_new = account is None
    if account is None:
        person = Person.objects.create(full_name=member["full_name"])
        account = Account(login=member["login"], kind=AccountKind.STAFF, person=person)
    passwords.put(account, password)
    account.save()
    TotpDevice.objects.update_or_create(
        account=account,
        defaults={"secret": totp_secret, "confirmed_at": real_at, "last_step": 0},
    )
    if is_new:
        act_id = journal.new_act()
        opened = AccountOpened(account_kind=account.kind)
        journal.record(opened, subject=account.subject, actor=actor, at=at, act_id=act_id)
        for post in member["posts"]:
            posts.begin(
                account,
                unit=posts.fitting_unit(
                    post["unit"], role=post["role"], since_on=since_on, until_on=None, at=at
                ),
                role=post["role"],
                since_on=since_on,
                until_on=None,
                actor=actor,
                at=at,
                act_id=act_id,
            )
    else:
        journal.record(TotpConfirmed(recovery_codes=0), subject=account.subject, actor=actor, at=at)
    first = member["posts"][0]
    return DemoAccount(
        login=account.login,
        name=member["full_name"],
        password=password,
        totp_secret=totp_secret,
        role=first["role"],
        unit=first["unit"],
    )
