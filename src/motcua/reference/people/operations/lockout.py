"""Slow down guessing, without locking out those who share an office or a name with the guesser.

A login waits after five failures in a row, doubling up to an hour; an address much later and for
much shorter. A browser in which a login has succeeded before is counted alone: it neither waits
for what strangers did nor makes others wait.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from motcua.reference.people import rules
from motcua.reference.people.events import AccountUnlocked, AddressesUnlocked, SignInFailed
from motcua.reference.people.models import Account, FailureOf, SignInFailure
from motcua.reference.people.operations import permission
from motcua.spine import secrecy
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

IPV4_OFFICE = 24
IPV4_WHOLE = 32
IPV6_OFFICE = 64


class WaitFirst(Refusal):
    code = "wait_first"
    http_status = 429
    message_vi = "Nhập sai nhiều lần nên phải chờ {wait_vi}. Mật khẩu không bị đổi."
    message_en = "Too many wrong tries: wait {wait_en}. The password has not changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a try comes from. `device` names a browser this login has signed in with before."""

    address: str
    browser: str
    device: str = ""


def mark_of(login: str) -> str:
    """Return how a browser's cookie may name a login it knows."""
    return secrecy.blind_index(login, purpose="known_browser").hex()


def counters(login: str, source: Source, *, real_at: datetime) -> list[SignInFailure]:
    """Return the locked counters of this try, in the caller's transaction.

    :raises WaitFirst: one of them says so.
    """
    keys = [(FailureOf.LOGIN, login), (FailureOf.ADDRESS, network_of(source.address))]
    if source.device:
        keys = [(FailureOf.BROWSER, f"{source.device}\0{login}")]
    return _counters([(of, _key(of, text)) for of, text in keys], real_at=real_at)


def address_counters(source: Source, *, real_at: datetime) -> list[SignInFailure]:
    """Return the locked counter of the address alone: for tries that name no login.

    :raises WaitFirst: it says so.
    """
    of = FailureOf.ADDRESS
    return _counters([(of, _key(of, network_of(source.address)))], real_at=real_at)


def fail(
    counted: list[SignInFailure], account: Account | None, *, at: datetime, real_at: datetime
) -> None:
    """Count one more failure, in the caller's transaction."""
    for counter in counted:
        is_address = counter.of == FailureOf.ADDRESS
        patience = (
            rules.ADDRESS_FAILURES_FORGOTTEN_AFTER if is_address else rules.FAILURES_FORGOTTEN_AFTER
        )
        if counter.last_failed_at and real_at - counter.last_failed_at >= patience:
            counter.failures = 0
        counter.failures += 1
        counter.last_failed_at = real_at
        wait = (rules.address_lock_for if is_address else rules.lock_for)(counter.failures)
        counter.locked_until = real_at + wait if wait else None
        counter.account = None if is_address else account
        counter.save()
        if account is not None and not is_address:
            fact = SignInFailed(failures=counter.failures, locked_seconds=int(wait.total_seconds()))
            actor = Actor(id="anonymous")
            journal.record(fact, subject=account.subject, actor=actor, at=at)


def succeed(counted: list[SignInFailure]) -> int:
    """Forget the failures of this login here. Return how many there were."""
    own = [counter for counter in counted if counter.of != FailureOf.ADDRESS]
    SignInFailure.objects.filter(pk__in=[counter.pk for counter in own]).delete()
    return sum(counter.failures for counter in own)


@transaction.atomic
def unlock(*, account_id: int, actor: Actor, at: datetime) -> None:
    """Forget every failure of an account, so that its owner may try again at once.

    :raises NotFound: there is no such account.
    """
    permission.administers(actor)
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound()
    counted = SignInFailure.objects.select_for_update().filter(account=account)
    failures = sum(counter.failures for counter in counted)
    counted.delete()
    if failures:
        fact = AccountUnlocked(failures=failures)
        journal.record(fact, subject=account.subject, actor=actor, at=at)


@transaction.atomic
def unlock_addresses(*, actor: Actor, at: datetime, real_at: datetime) -> None:
    """Let every slowed address, and every login that is nobody's, try again at once."""
    permission.administers(actor)
    locked = SignInFailure.objects.filter(account=None, locked_until__gt=real_at)
    removed, _ = locked.delete()
    if removed:
        fact = AddressesUnlocked(addresses=removed)
        journal.record(fact, subject="sign_in", actor=actor, at=at)


def forget_old(*, real_at: datetime) -> int:
    """Remove counters nobody added to for a day."""
    old = real_at - rules.FAILURES_FORGOTTEN_AFTER
    return SignInFailure.objects.filter(last_failed_at__lt=old).delete()[0]


def network_of(address: str, *, ipv4_bits: int = IPV4_OFFICE) -> str:
    """Return the office an address belongs to: its /24, or its /64 in IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped  # How a socket of both families writes an IPv4 address.
    length = ipv4_bits if ip.version == 4 else IPV6_OFFICE
    return str(ipaddress.ip_network(f"{ip}/{length}", strict=False))


def in_words(wait: timedelta) -> dict[str, str]:
    """Return a wait as it is told to a person, in both languages."""
    seconds = math.ceil(wait.total_seconds())
    if seconds < 60:
        return {"wait_vi": f"{seconds} giây", "wait_en": f"{seconds} seconds"}
    minutes = -(-seconds // 60)
    plural = "" if minutes == 1 else "s"
    return {"wait_vi": f"{minutes} phút", "wait_en": f"{minutes} minute{plural}"}


def _counters(keys: list[tuple[FailureOf, bytes]], *, real_at: datetime) -> list[SignInFailure]:
    SignInFailure.objects.bulk_create(
        [SignInFailure(of=of, key=key) for of, key in keys], ignore_conflicts=True
    )
    # Always in the order of their numbers, so that two tries never wait for each other.
    found = SignInFailure.objects.select_for_update().filter(key__in=[key for _, key in keys])
    counted = list(found.order_by("id"))
    waits = [c.locked_until - real_at for c in counted if c.locked_until]
    longest = max(waits, default=timedelta(0))
    if longest > timedelta(0):
        raise WaitFirst(**in_words(longest))
    return counted


def _key(of: FailureOf, text: str) -> bytes:
    return secrecy.blind_index(text, purpose=f"sign_in_failure.{of}")
