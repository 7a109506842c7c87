"""Found the authority, issue, unlock and revoke certificates."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from motcua.capabilities.documents import operations as keeping
from motcua.capabilities.documents import queries as documents
from motcua.capabilities.documents.models import Document
from motcua.capabilities.signatures import authority, keys, queries
from motcua.capabilities.signatures.authority import Issuer, Wish
from motcua.capabilities.signatures.events import (
    CertificateIssued,
    CertificateRevoked,
    CertificateUnlocked,
)
from motcua.capabilities.signatures.keyring import client
from motcua.capabilities.signatures.models import Certificate, OwnerKind, RevocationReason
from motcua.capabilities.signatures.signer import KeySigner, Signer
from motcua.spine.actors import Actor
from motcua.spine.errors import Forbidden, Refusal
from motcua.spine.journal import operations as journal

ISSUERS = frozenset({"administrator", "operator", "system"})
SEALERS = frozenset({"clerk", "system"})
_ROOT_YEARS, _ISSUING_YEARS, _TIMESTAMP_YEARS, _OWNER_YEARS = 20, 15, 10, 5


class AlreadyFounded(Refusal):
    code = "authority_exists"
    message_vi = "Cơ quan chứng thực của hệ thống này đã được lập."
    message_en = "The certification authority of this installation already exists."


class AlreadyIssued(Refusal):
    code = "certificate_exists"
    message_vi = "Đã có chứng thư số còn hiệu lực. Thu hồi chứng thư cũ trước khi cấp mới."
    message_en = "There is a certificate in force already. Revoke it before issuing another."


class NotValidNow(Refusal):
    code = "certificate_not_valid"
    message_vi = "Chứng thư số này đã hết hạn hoặc bị thu hồi, không ký được nữa."
    message_en = "This certificate has expired or was revoked; it can no longer sign."


class AlreadyRevoked(Refusal):
    code = "certificate_already_revoked"
    message_vi = "Chứng thư số này đã bị thu hồi trước đó."
    message_en = "This certificate has already been revoked."


@transaction.atomic
def found_authority(*, name: str, passphrase: str, actor: Actor, at: datetime) -> None:
    """Make the root, the authority that issues, the one that stamps time, and the system's seal.

    :raises Forbidden: the actor keeps no certificates.
    :raises AlreadyFounded: there is one.
    """
    _only(ISSUERS, actor)
    if queries.has_authority():
        raise AlreadyFounded()
    parts = [_part_name() for _ in range(4)]
    root_key, issuing_key = (keys.create(name=part, passphrase=passphrase) for part in parts[:2])
    wish = Wish(common_name=f"{name} - Gốc", years=_ROOT_YEARS, is_authority=True, depth=1)
    root = _written(wish, root_key, Issuer(key=root_key), at)
    wish = Wish(common_name=f"{name} - Cấp phát", years=_ISSUING_YEARS, is_authority=True, depth=0)
    issuing = _written(wish, issuing_key, Issuer(key=root_key, certificate=root), at)
    wish = Wish(common_name=f"{name} - Dấu thời gian", years=_TIMESTAMP_YEARS, is_timestamping=True)
    stamp_key = keys.create_for_machine(name=parts[2])
    stamp = _written(wish, stamp_key, Issuer(key=issuing_key, certificate=issuing), at)
    wish = Wish(common_name=f"{name} - Hệ thống", owner=queries.SYSTEM_SEAL, years=_OWNER_YEARS)
    seal_key = keys.create_for_machine(name=parts[3])
    seal = _written(wish, seal_key, Issuer(key=issuing_key, certificate=issuing), at)
    act = journal.new_act()
    for part, written, kind, owner in (
        (parts[0], root, OwnerKind.AUTHORITY, queries.ROOT),
        (parts[1], issuing, OwnerKind.AUTHORITY, queries.ISSUING),
        (parts[2], stamp, OwnerKind.TIMESTAMP, queries.LOCAL),
        (parts[3], seal, OwnerKind.SYSTEM, queries.LOCAL),
    ):
        row = _register(written, owner_kind=kind, owner=owner)
        keys.rename(part, row.serial)
        journal.record(_issued(row), subject=row.subject, actor=actor, at=at, act_id=act)


def system_signer() -> KeySigner:
    """Return the seal of the installation itself, for what it writes without anybody's hand.

    :raises queries.NoCertificate: the authority was not founded.
    """
    mine = queries.in_force(owner_kind=OwnerKind.SYSTEM, owner=queries.LOCAL)
    key = keys.unlock(name=mine.serial, passphrase=None)
    return KeySigner(certificate=bytes(mine.content), chain=queries.chain(), key=key)


def open_authority(*, passphrase: str) -> Issuer:
    """Open the issuing key, for as many certificates as the caller will issue.

    :raises queries.NoCertificate: the authority was not founded.
    :raises keys.WrongPassphrase: it does not open.
    """
    mine = queries.in_force(owner_kind=OwnerKind.AUTHORITY, owner=queries.ISSUING)
    return Issuer(
        key=keys.unlock(name=mine.serial, passphrase=passphrase),
        certificate=x509.load_der_x509_certificate(bytes(mine.content)),
    )


@transaction.atomic
def issue_certificate(
    *,
    owner_kind: OwnerKind,
    owner: str,
    common_name: str,
    organisation_name: str = "",
    passphrase: str,
    issuer: Issuer,
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Make a key that only `passphrase` opens, and its certificate.

    :raises Forbidden: the actor issues no certificates.
    :raises AlreadyIssued: the owner has one in force.
    :raises keys.PassphraseTooShort: it is too easily guessed.
    """
    _only(ISSUERS, actor)
    if Certificate.objects.filter(owner_kind=owner_kind, owner=owner, revoked_at=None).exists():
        raise AlreadyIssued()
    part = _part_name()
    key = keys.create(name=part, passphrase=passphrase)
    wish = Wish(
        common_name=common_name,
        organisation=organisation_name,
        owner=f"{owner_kind}:{owner}",
        years=_OWNER_YEARS,
    )
    row = _register(_written(wish, key, issuer, at), owner_kind=owner_kind, owner=owner)
    keys.rename(part, row.serial)
    journal.record(_issued(row), subject=row.subject, actor=actor, at=at)
    return row


@transaction.atomic
def unlock(*, certificate: Certificate, passphrase: str, actor: Actor, at: datetime) -> KeySigner:
    """Open a key in this process alone. Keep what is returned in memory only.

    :raises Forbidden: it is somebody else's key, or a seal and the actor does not keep seals.
    :raises NotValidNow: it expired or was revoked.
    :raises keys.WrongPassphrase: it does not open.
    """
    _may_open(certificate, actor=actor, at=at)
    key = keys.unlock(name=certificate.serial, passphrase=passphrase)
    _record_unlocked(certificate, actor=actor, at=at)
    return KeySigner(certificate=bytes(certificate.content), chain=queries.chain(), key=key)


@transaction.atomic
def unlock_in_keyring(
    *, certificate: Certificate, passphrase: str, seconds: int, actor: Actor, at: datetime
) -> None:
    """Open a key for a while, for every process of the installation.

    :raises Forbidden: it is somebody else's key, or a seal and the actor does not keep seals.
    :raises NotValidNow: it expired or was revoked.
    :raises keys.WrongPassphrase: it does not open.
    :raises client.TooManyTries: it was tried in vain too often.
    """
    _may_open(certificate, actor=actor, at=at)
    client.unlock(serial=certificate.serial, passphrase=passphrase, seconds=seconds)
    _record_unlocked(certificate, actor=actor, at=at)


def sign_document(
    document: Document,
    *,
    signers: Mapping[str, Signer],
    actor: Actor,
    at: datetime,
    reason: str = "",
    place: str = "",
) -> Document:
    """Sign a kept PDF, by each in turn, and keep the signed one as a new document.

    `signers` maps a field name ("person", "agency") to who signs there, in their order.

    :raises Refusal: the keyring has locked one of the keys.
    :raises Outage: the keyring does not answer; try again.
    """
    assert signers, "Nobody signs."
    content = _signed(documents.content(document), signers, at=at, reason=reason, place=place)
    serials = [queries.serial_of(signer.certificate) for signer in signers.values()]
    return keeping.keep_made(
        content,
        file_name=document.file_name,
        template=document.template or "signed",
        made_from=document,
        signed_with=serials,
        actor=actor,
        at=at,
    )


def _signed(content: bytes, signers: Mapping[str, Signer], *, at: datetime, **said: str) -> bytes:
    # A quarter of what every process loads to start belongs to pyHanko, and few of them ever sign.
    from motcua.capabilities.signatures import pdf, timestamps

    stamp = timestamps.local_authority(at)
    for field_name, signer in signers.items():
        content = pdf.sign(
            content, signer=signer, field_name=field_name, timestamper=stamp, at=at, **said
        )
    return content


@transaction.atomic
def revoke(*, serial: str, reason: RevocationReason, actor: Actor, at: datetime) -> Certificate:
    """Take a certificate back, for good. What it signed before stays valid, by its timestamp.

    :raises NotFound: there is none.
    :raises Forbidden: it is somebody else's, and the actor issues no certificates.
    :raises AlreadyRevoked: somebody was faster.
    """
    row = queries.get(serial)
    row = Certificate.objects.select_for_update().get(pk=row.pk)
    if (row.owner_kind, row.owner) != (OwnerKind.PERSON, actor.id):
        _only(ISSUERS, actor)
    if row.revoked_at is not None:
        raise AlreadyRevoked()
    row.revoked_at, row.revocation_reason = at, reason
    row.save(update_fields=["revoked_at", "revocation_reason"])
    revoked = CertificateRevoked(owner_kind=row.owner_kind, owner=row.owner, reason=reason)
    journal.record(revoked, subject=row.subject, actor=actor, at=at)
    return row


def _may_open(certificate: Certificate, *, actor: Actor, at: datetime) -> None:
    is_own = (certificate.owner_kind, certificate.owner) == (OwnerKind.PERSON, actor.id)
    is_seal = certificate.owner_kind in (OwnerKind.ORGANISATION, OwnerKind.SYSTEM)
    if not is_own and not (is_seal and actor.roles & SEALERS):
        raise Forbidden()
    if not certificate.is_valid_at(at):
        raise NotValidNow()


def _record_unlocked(certificate: Certificate, *, actor: Actor, at: datetime) -> None:
    unlocked = CertificateUnlocked(owner_kind=certificate.owner_kind, owner=certificate.owner)
    journal.record(unlocked, subject=certificate.subject, actor=actor, at=at)


def _part_name() -> str:
    # A key has no certificate yet; and what an undone act leaves behind must not be in the way.
    return f"new{secrets.token_hex(8)}"


def _only(roles: frozenset[str], actor: Actor) -> None:
    if not actor.roles & roles:
        raise Forbidden()


def _written(
    wish: Wish, key: ec.EllipticCurvePrivateKey, issuer: Issuer, at: datetime
) -> x509.Certificate:
    return authority.write(wish, public_key=key.public_key(), issuer=issuer, at=at)


def _register(written: x509.Certificate, *, owner_kind: str, owner: str) -> Certificate:
    name = written.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
    return Certificate.objects.create(
        serial=queries.serial_of(written.public_bytes(Encoding.DER)),
        owner_kind=owner_kind,
        owner=owner,
        common_name=str(name),
        content=written.public_bytes(Encoding.DER),
        valid_from=written.not_valid_before_utc,
        valid_until=written.not_valid_after_utc,
    )


def _issued(row: Certificate) -> CertificateIssued:
    fingerprint = x509.load_der_x509_certificate(bytes(row.content)).fingerprint(SHA256()).hex()
    return CertificateIssued(
        owner_kind=row.owner_kind,
        owner=row.owner,
        fingerprint=fingerprint,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
