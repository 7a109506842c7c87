"""What signing needs from wherever a key lives: a file here, later an HSM or a remote service."""

from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256


class Signer(Protocol):
    """A key that is ready to sign. Never hands the key itself out."""

    @property
    def certificate(self) -> bytes:
        """Its certificate, DER."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates above its own, root last, DER."""

    def sign(self, content: bytes) -> bytes:
        """Return the ECDSA signature with SHA-256 over the content, DER."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySigner:
    """A key in this process's memory: for one session, never written anywhere in clear."""

    certificate: bytes
    chain: tuple[bytes, ...]
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    def sign(self, content: bytes) -> bytes:
        return self.key.sign(content, ec.ECDSA(SHA256()))
