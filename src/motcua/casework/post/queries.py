"""Parcels of a dossier, for whoever may see it."""

from dataclasses import dataclass
from datetime import datetime

from motcua.casework.dossiers.queries import access
from motcua.casework.post.gateway import Order
from motcua.casework.post.models import Parcel
from motcua.casework.post.states import ENGLISH, State
from motcua.spine.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLine:
    number: str
    state: str
    state_vi: str
    state_en: str
    fee_vnd: int | None
    sent_at: datetime
    moved_at: datetime


def of(*, code: str, actor: Actor) -> list[ParcelLine]:
    """Return the parcels of a dossier, the latest first.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    return [
        ParcelLine(
            number=one.number,
            state=one.state,
            state_vi=str(State(one.state).label),
            state_en=ENGLISH[State(one.state)],
            fee_vnd=one.fee_vnd,
            sent_at=one.sent_at,
            moved_at=one.moved_at,
        )
        for one in Parcel.objects.filter(dossier=dossier).order_by("-id")
    ]


def order_of(key: str) -> Order:
    """Return a parcel as the postal service is asked to bring it; for the worker alone."""
    parcel = Parcel.objects.select_related("dossier__returning").get(key=key)
    return Order(
        key=key,
        reference=parcel.dossier.code,
        sender=parcel.dossier.returning.name_vi,
        recipient=parcel.recipient,
        phone=parcel.phone,
        address=parcel.address,
    )
