"""Parcels of a dossier, for whoever may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.casework.dossiers.models import Dossier, Party
from motcua.casework.dossiers.queries import access
from motcua.casework.post import states, tariff
from motcua.casework.post.gateway import Order
from motcua.casework.post.models import Carriage, Direction, Parcel
from motcua.casework.post.states import ENGLISH, State
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor

ENGLISH_WAYS = {
    Direction.TO_HOME: "The result is brought home",
    Direction.TO_OFFICE: "Papers are fetched at home",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLine:
    number: str
    direction_vi: str
    direction_en: str
    received_by: str
    proof: str
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
    found = list(Parcel.objects.filter(dossier=dossier).order_by("-id"))
    if any(one.received_by for one in found):
        access.shown([dossier], actor=actor, extent=Extent.NAME)
    return [
        ParcelLine(
            number=one.number,
            direction_vi=str(Direction(one.direction).label),
            direction_en=ENGLISH_WAYS[Direction(one.direction)],
            received_by=one.received_by,
            proof=one.proof,
            state=one.state,
            state_vi=str(State(one.state).label),
            state_en=ENGLISH[State(one.state)],
            fee_vnd=one.fee_vnd,
            sent_at=one.sent_at,
            moved_at=one.moved_at,
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What an applicant may ask of the post now, what it costs, and where their dossier lies."""

    code: str
    procedure_vi: str
    procedure_en: str
    directions: Sequence[tuple[Direction, str, str]]
    rates: Sequence[tariff.Rate]
    receiver: tariff.Receiver
    phone: str
    address: str


def asking(*, code: str, actor: Actor, on: date) -> Asking:
    """Return what an applicant can ask of the post for a dossier of theirs.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    access.shown([dossier], actor=actor, extent=Extent.WHOLE)
    asked = set(Carriage.objects.filter(dossier=dossier).values_list("direction", flat=True))
    applicant = Party.objects.get(dossier=dossier, part=Party.APPLICANT)
    left = {one for one in possible(dossier) if one.value not in asked}
    return Asking(
        code=code,
        procedure_vi=access.name_of_procedure(dossier),
        procedure_en=access.name_of_procedure(dossier, "en"),
        directions=[(one, str(one.label), ENGLISH_WAYS[one]) for one in Direction if one in left],
        rates=tariff.rates(on=on),
        receiver=tariff.receiver(),
        phone=applicant.phone,
        address=applicant.address,
    )


def possible(dossier: Dossier) -> frozenset[Direction]:
    """Return what the post can carry for a dossier now: papers before receipt, a result after."""
    found = set()
    if dossier.state in states.TAKES_PAPERS:
        found.add(Direction.TO_OFFICE)
    if dossier.closed_at is None:
        found.add(Direction.TO_HOME)
    return frozenset(found)


def carriage_home(*, code: str, actor: Actor) -> Carriage | None:
    """Return to where the applicant asked the result to be brought; None where they did not.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    access.shown([dossier], actor=actor, extent=Extent.WHOLE)
    return Carriage.objects.filter(dossier=dossier, direction=Direction.TO_HOME).first()


def order_of(key: str) -> Order:
    """Return a parcel as the postal service is asked to bring it; for the worker alone."""
    parcel = Parcel.objects.select_related("dossier__returning").get(key=key)
    carriage = Carriage.objects.filter(dossier=parcel.dossier, direction=parcel.direction)
    prepaid = carriage.filter(charge__settled_at__isnull=False).select_related("charge").first()
    collects = parcel.direction == Direction.TO_OFFICE
    applicant = Party.objects.get(dossier=parcel.dossier, part=Party.APPLICANT)
    return Order(
        key=key,
        reference=parcel.dossier.code,
        sender=applicant.full_name if collects else parcel.dossier.returning.name_vi,
        collects=collects,
        prepaid_vnd=prepaid.charge.due_vnd if prepaid else 0,
        recipient=parcel.recipient,
        phone=parcel.phone,
        address=parcel.address,
    )
