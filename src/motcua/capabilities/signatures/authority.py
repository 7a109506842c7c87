"""Write certificates. Pure: a public key and names in, a certificate out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who signs a certificate; without a certificate of its own, the root signs itself."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    common_name: str
    organisation: str = ""
    owner: str = ""
    years: int
    is_authority: bool = False
    depth: int | None = None
    is_timestamping: bool = False


def write(
    wish: Wish, *, public_key: ec.EllipticCurvePublicKey, issuer: Issuer, at: datetime
) -> x509.Certificate:
    """Write a certificate that is valid from now on."""
    subject = _name(wish)
    above = issuer.certificate.subject if issuer.certificate else subject
    # A minute back: the reader's clock may go slower than ours.
    begins = at.replace(microsecond=0) - timedelta(minutes=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=365 * wish.years))
        .add_extension(x509.BasicConstraints(wish.is_authority, wish.depth), critical=True)
        .add_extension(_usage(wish), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
    )
    if wish.is_timestamping:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer.key, SHA256())


def _name(wish: Wish) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if wish.organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, wish.organisation[:64]))
    parts.append(x509.NameAttribute(NameOID.COMMON_NAME, wish.common_name[:64]))
    if wish.owner:
        parts.append(x509.NameAttribute(NameOID.USER_ID, wish.owner))
    return x509.Name(parts)


def _usage(wish: Wish) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not wish.is_authority,
        content_commitment=not wish.is_authority and not wish.is_timestamping,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=wish.is_authority,
        crl_sign=wish.is_authority,
        encipher_only=False,
        decipher_only=False,
    )
