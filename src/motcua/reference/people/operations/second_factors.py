"""The authenticator app and the codes for the day it is lost."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from django.db import transaction

from motcua.reference.people import rules
from motcua.reference.people.events import RecoveryCodesIssued, TotpConfirmed
from motcua.reference.people.models import Account, RecoveryCode, TotpDevice
from motcua.spine import secrecy
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

SECRET_CHARS = 32
PLAIN = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
ISSUER = "motcua"


class WrongTotp(Refusal):
    code = "wrong_code"
    http_status = 422
    message_vi = "Mã chưa đúng. Xem lại mã 6 số đang hiện trên điện thoại; mỗi mã dùng một lần."
    message_en = "The code is not right. Look at the six digits shown now; each code works once."


@dataclass(frozen=True, slots=True)
class Enrolment:
    secret: str
    address: str


@transaction.atomic
def enrol_totp(*, account_id: int) -> Enrolment:
    """Return the secret to put into an authenticator; until confirmed it is the same.

    :raises NotFound: the account is closed, or has an authenticator already.
    """
    account = Account.objects.select_for_update().filter(pk=account_id, is_active=True).first()
    if account is None:
        raise NotFound()
    fresh = {"secret": pyotp.random_base32(SECRET_CHARS)}
    device, _ = TotpDevice.objects.get_or_create(account=account, defaults=fresh)
    if device.confirmed_at is not None:
        raise NotFound()
    totp = pyotp.TOTP(device.secret)
    return Enrolment(device.secret, totp.provisioning_uri(name=account.login, issuer_name=ISSUER))


@transaction.atomic
def confirm_totp(*, account_id: int, code: str, at: datetime, real_at: datetime) -> list[str]:
    """Take the authenticator into use once it shows a right code; return the recovery codes.

    :raises NotFound: nothing is being enrolled.
    :raises WrongTotp: the code is another.
    """
    device = (
        TotpDevice.objects.select_for_update()
        .select_related("account")
        .filter(account=account_id, confirmed_at=None, account__is_active=True)
        .first()
    )
    if device is None:
        raise NotFound()
    step = matching_step(device, code, real_at=real_at)
    if step is None:
        raise WrongTotp()
    device.confirmed_at, device.last_step = real_at, step
    device.save(update_fields=["confirmed_at", "last_step"])
    codes = _issue(device.account)
    fact = TotpConfirmed(recovery_codes=len(codes))
    actor = Actor(id=str(account_id))
    journal.record(fact, subject=device.account.subject, actor=actor, at=at)
    return codes


@transaction.atomic
def issue_recovery_codes(*, actor: Actor, at: datetime) -> list[str]:
    """Give the actor ten new recovery codes; the old ones are worth nothing."""
    account = Account.objects.select_for_update().get(pk=int(actor.id))
    codes = _issue(account)
    fact = RecoveryCodesIssued(recovery_codes=len(codes))
    journal.record(fact, subject=account.subject, actor=actor, at=at)
    return codes


def is_right(account: Account, code: str, *, real_at: datetime) -> str:
    """Use up a code: return "totp" or "recovery_code" if it is right, else "".

    In the caller's transaction.
    """
    plain = "".join(code.split()).replace("-", "").upper()
    if plain.isdecimal():
        device = TotpDevice.objects.select_for_update().filter(account=account).first()
        if device is None or device.confirmed_at is None:
            return ""
        step = matching_step(device, plain, real_at=real_at)
        if step is None:
            return ""
        device.last_step = step
        device.save(update_fields=["last_step"])
        return "totp"
    used = RecoveryCode.objects.filter(
        account=account, code_hash=_hash(account, plain), used_at=None
    ).update(used_at=real_at)
    return "recovery_code" if used else ""


def matching_step(device: TotpDevice, code: str, *, real_at: datetime) -> int | None:
    """Return the 30-second step this code belongs to, unless that step was used before."""
    totp = pyotp.TOTP(device.secret)
    now = int(real_at.timestamp()) // rules.TOTP_SECONDS
    plain = "".join(code.split())
    off = rules.TOTP_STEPS_OFF_MAX
    for step in range(now - off, now + off + 1):
        right = secrets.compare_digest(totp.generate_otp(step).encode(), plain.encode())
        if right and step > device.last_step:
            return step
    return None


def _issue(account: Account) -> list[str]:
    RecoveryCode.objects.filter(account=account).delete()
    codes = ["".join(secrets.choice(PLAIN) for _ in range(12)) for _ in range(rules.RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(account=account, code_hash=_hash(account, code)) for code in codes]
    )
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _hash(account: Account, code: str) -> bytes:
    return secrecy.blind_index(code, purpose=f"recovery_code.{account.pk}")
