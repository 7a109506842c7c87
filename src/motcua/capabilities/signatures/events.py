from dataclasses import dataclass
from datetime import datetime

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    kind = "certificate.issued"
    owner_kind: str
    owner: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class CertificateUnlocked(Event):
    kind = "certificate.unlocked"
    owner_kind: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(Event):
    kind = "certificate.revoked"
    owner_kind: str
    owner: str
    reason: str
