"""Passkeys (WebAuthn): a key in the device, opened by finger, face or PIN. Two factors in one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from motcua.reference.people.events import PasskeyRegistered, PasskeyRemoved
from motcua.reference.people.models import Account, AccountKind, Passkey, Session
from motcua.reference.people.operations import lockout, sessions
from motcua.reference.people.operations.lockout import Source
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

VERIFIED = UserVerificationRequirement.REQUIRED
LABEL_CHARS_MAX = 60


class PasskeyRefused(Refusal):
    code = "passkey_refused"
    http_status = 422
    message_vi = "Chưa xác nhận được khóa. Thử lại, hoặc đăng nhập bằng mật khẩu."
    message_en = "The passkey could not be confirmed. Try again, or sign in with the password."


class PasskeyKnown(Refusal):
    code = "passkey_known"
    message_vi = "Khóa này đã có trong tài khoản rồi."
    message_en = "This passkey is already there."


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What the browser needs, and what the server must remember until it answers."""

    options: dict[str, Any]
    state: dict[str, Any]


def begin_registration(*, actor: Actor, site: str) -> Ceremony:
    """Return what a browser needs to make a passkey for the actor."""
    account = Account.objects.select_related("person").get(pk=int(actor.id))
    held = [AttestedCredentialData(bytes(p.credential)) for p in account.passkeys.all()]
    user = PublicKeyCredentialUserEntity(
        id=account.handle.bytes, name=account.login, display_name=account.name
    )
    options, state = _server(site).register_begin(
        user,
        held,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=VERIFIED,
    )
    return Ceremony(dict(options), state)


@transaction.atomic
def register(
    *,
    answer: Mapping[str, Any],
    state: Mapping[str, Any],
    label: str,
    site: str,
    actor: Actor,
    at: datetime,
    real_at: datetime,
) -> Passkey:
    """Keep the public half of the passkey the browser made.

    :raises PasskeyRefused: the answer does not hold.
    :raises PasskeyKnown: it is registered already.
    """
    account = Account.objects.select_for_update().get(pk=int(actor.id))
    try:
        made = _server(site).register_complete(dict(state), answer)
    except (ValueError, KeyError, TypeError, AttributeError) as reason:
        raise PasskeyRefused() from reason
    credential = made.credential_data
    if credential is None:
        raise PasskeyRefused()
    if Passkey.objects.filter(credential_id=credential.credential_id).exists():
        raise PasskeyKnown()

    passkey = Passkey.objects.create(
        account=account,
        credential_id=credential.credential_id,
        credential=bytes(credential),
        sign_count=made.counter,
        label=label.strip()[:LABEL_CHARS_MAX] or "Khóa",
        added_at=real_at,
    )
    fact = PasskeyRegistered(passkey=passkey.pk)
    journal.record(fact, subject=account.subject, actor=actor, at=at)
    return passkey


@transaction.atomic
def remove(*, passkey_id: int, actor: Actor, at: datetime) -> None:
    """Forget one of the actor's own passkeys.

    :raises NotFound: it is somebody else's, or gone.
    """
    passkey = Passkey.objects.filter(pk=passkey_id, account=int(actor.id)).first()
    if passkey is None:
        raise NotFound()
    passkey.delete()
    fact = PasskeyRemoved(passkey=passkey_id)
    journal.record(fact, subject=f"account:{actor.id}", actor=actor, at=at)


def begin_sign_in(*, site: str) -> Ceremony:
    """Return what a browser needs to offer whichever passkey it has for this site."""
    options, state = _server(site).authenticate_begin(user_verification=VERIFIED)
    return Ceremony(dict(options), state)


def sign_in(
    *,
    answer: Mapping[str, Any],
    state: Mapping[str, Any],
    site: str,
    source: Source,
    at: datetime,
    real_at: datetime,
) -> Session:
    """Begin the session of whoever's passkey signed the challenge.

    :raises WaitFirst: too many failures from this address.
    :raises PasskeyRefused: no such passkey, a wrong signature, or a copied device.
    """
    outcome = _try(answer, state, site, source, at=at, real_at=real_at)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


@transaction.atomic
def _try(
    answer: Mapping[str, Any],
    state: Mapping[str, Any],
    site: str,
    source: Source,
    *,
    at: datetime,
    real_at: datetime,
) -> Session | Refusal:
    counted = lockout.address_counters(source, real_at=real_at)
    passkey = _signing(answer, state, site)
    if passkey is None:
        lockout.fail(counted, None, at=at, real_at=real_at)
        return PasskeyRefused()
    passkey.used_at = real_at
    passkey.save(update_fields=["sign_count", "used_at"])
    return sessions.begin(
        account=passkey.account,
        method="passkey",
        browser=source.browser,
        network=source.address,
        failures_before=0,
        at=at,
        real_at=real_at,
    )


def _signing(answer: Mapping[str, Any], state: Mapping[str, Any], site: str) -> Passkey | None:
    """Return the locked passkey that made this answer, if the answer holds."""
    try:
        response = AuthenticationResponse.from_dict(answer)
        found = (
            Passkey.objects.select_for_update()
            .select_related("account")
            .filter(
                credential_id=response.raw_id,
                account__is_active=True,
                account__kind=AccountKind.STAFF,
            )
            .first()
        )
        if found is None:
            return None
        named = response.response.user_handle
        if named and UUID(bytes=bytes(named)) != found.account.handle:
            return None
        known = [AttestedCredentialData(bytes(found.credential))]
        _server(site).authenticate_complete(dict(state), known, response)
        counter = response.response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    # A device that counts never counts backwards; a copy of it does. Those that do not say 0.
    if (counter or found.sign_count) and counter <= found.sign_count:
        return None
    found.sign_count = counter
    return found


def _server(site: str) -> Fido2Server:
    host = urlsplit(site).hostname or ""
    party = PublicKeyCredentialRpEntity(id=host, name="motcua")
    return Fido2Server(party, verify_origin=lambda origin: origin == site)
