"""Read the register of certificates."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from django.db.models import QuerySet

from motcua.capabilities.signatures.keyring.client import RingSigner
from motcua.capabilities.signatures.models import Certificate, OwnerKind
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal

ROOT, ISSUING, LOCAL = "root", "issuing", "local"
SYSTEM_SEAL = f"system:{LOCAL}"  # Who signs what the installation writes by itself.
KEEPERS = frozenset({"administrator", "operator", "inspector", "system"})


class NoCertificate(Refusal):
    code = "certificate_missing"
    message_vi = "Chưa có chứng thư số còn hiệu lực. Đề nghị quản trị viên cấp trước khi ký."
    message_en = "There is no certificate in force. Ask the administrator for one before signing."


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe: one root, what stands between, and which certificates were taken back."""

    root: bytes
    between: tuple[bytes, ...]
    revoked_at: dict[str, datetime]
    owners: dict[str, tuple[str, str]]


def visible_to(actor: Actor) -> QuerySet[Certificate]:
    """Return the certificates this person may look through: all for a keeper, else their own."""
    if actor.roles & KEEPERS:
        return Certificate.objects.all()
    return Certificate.objects.filter(owner_kind=OwnerKind.PERSON, owner=actor.id)


def get(serial: str) -> Certificate:
    """:raises NotFound: there is none."""
    found = Certificate.objects.filter(serial=serial).first()
    if found is None:
        raise NotFound()
    return found


def in_force(*, owner_kind: str, owner: str) -> Certificate:
    """Return the certificate an owner signs with now.

    :raises NoCertificate: none was issued, or it was revoked.
    """
    found = Certificate.objects.filter(owner_kind=owner_kind, owner=owner, revoked_at=None).first()
    if found is None:
        raise NoCertificate()
    return found


def has_certificate(*, owner_kind: str, owner: str) -> bool:
    """Tell whether an owner has a certificate in force."""
    found = Certificate.objects.filter(owner_kind=owner_kind, owner=owner, revoked_at=None)
    return found.exists()


def has_authority() -> bool:
    return Certificate.objects.filter(owner_kind=OwnerKind.AUTHORITY, owner=ROOT).exists()


def chain() -> tuple[bytes, ...]:
    """Return the authority's certificates, root last, DER.

    :raises NoCertificate: the authority was not founded.
    """
    both = (in_force(owner_kind=OwnerKind.AUTHORITY, owner=name) for name in (ISSUING, ROOT))
    return tuple(bytes(certificate.content) for certificate in both)


def signer_in_keyring(certificate: Certificate) -> RingSigner:
    """Return the signer of a key somebody opened in the keyring; it refuses when it is locked."""
    return RingSigner(
        serial=certificate.serial, certificate=bytes(certificate.content), chain=chain()
    )


def trust() -> Trust:
    """Return what verification needs to know of the register."""
    issuing, root = chain()
    rows = Certificate.objects.values_list("serial", "revoked_at", "owner_kind", "owner")
    return Trust(
        root=root,
        between=(issuing,),
        revoked_at={serial: moment for serial, moment, _, _ in rows if moment},
        owners={serial: (kind, owner) for serial, _, kind, owner in rows},
    )


def serial_of(certificate: bytes) -> str:
    """Return the number by which the register knows a certificate (DER)."""
    return f"{x509.load_der_x509_certificate(certificate).serial_number:x}"
