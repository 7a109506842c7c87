"""What can happen to a parcel. Codes, figures and salted hashes."""

from dataclasses import dataclass

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class CarriageAsked(Event):
    """An applicant asked the post to carry, and owes it the postage."""

    kind = "carriage.asked"
    dossier: str
    direction: str
    zone: str
    postage_vnd: int
    charge: int
    basis: str


@dataclass(frozen=True, kw_only=True)
class ParcelAsked(Event):
    kind = "parcel.asked"
    dossier: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class ParcelAccepted(Event):
    kind = "parcel.accepted"
    number: str
    fee_vnd: int


@dataclass(frozen=True, kw_only=True)
class ParcelMoved(Event):
    kind = "parcel.moved"
    state: str
    news: str


@dataclass(frozen=True, kw_only=True)
class ParcelDelivered(Event):
    kind = "parcel.delivered"
    news: str
    proof: str  # Salted hash of who signed for it and of the proof's number.


@dataclass(frozen=True, kw_only=True)
class ParcelReturned(Event):
    kind = "parcel.returned"
    news: str
    reason: str
