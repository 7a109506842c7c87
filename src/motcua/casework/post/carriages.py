"""Asked by an applicant: the post fetches papers at home or brings the result, for postage."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from motcua.capabilities.payments.models import Charge
from motcua.capabilities.payments.operations import charges as owing
from motcua.capabilities.payments.rules.amounts import Item
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import fees
from motcua.casework.dossiers.queries import access
from motcua.casework.post import queries, tariff
from motcua.casework.post.events import CarriageAsked, ParcelAsked
from motcua.casework.post.models import Carriage, Direction, Parcel
from motcua.casework.post.operations import AddressMissing
from motcua.spine import lifecycle
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal.events import Event

REASONS = {Direction.TO_HOME: "postage_home", Direction.TO_OFFICE: "postage_office"}
NAMES = {
    Direction.TO_HOME: ("Cước bưu chính trả kết quả tại nhà", "Postage: the result is brought"),
    Direction.TO_OFFICE: ("Cước bưu chính lấy giấy tờ tại nhà", "Postage: papers are fetched"),
}


class CarriedAlready(Refusal):
    code = "carriage_asked_already"
    message_vi = "Bạn đã nhờ bưu chính việc này. Xem cước và đường đi ở trang hồ sơ."
    message_en = "You have asked the post for this already. See the page of the dossier."


class NothingToCarry(Refusal):
    code = "nothing_to_carry"
    message_vi = "Lúc này hồ sơ {code} không có giấy tờ để bưu chính lấy, hoặc kết quả đã trả."
    message_en = "There are no papers of dossier {code} to fetch now, or its result was returned."


class ZoneUnknown(Refusal):
    code = "postage_zone_unknown"
    http_status = 422
    message_vi = "Chưa chọn nơi lấy hoặc nơi nhận thuộc vùng cước nào."
    message_en = "Say to which zone of the tariff the address belongs."


@transaction.atomic
def ask(
    *, code: str, direction: str, zone: str, address: str, phone: str, actor: Actor, at: datetime
) -> Carriage:
    """Ask the post to carry, and owe it the postage: a charge of its own, paid to the post.

    :raises NotFound: it is not there, or not theirs.
    :raises WrongRole: only the applicant asks.
    :raises NothingToCarry: it waits for no papers, or is over.
    :raises CarriedAlready: it was asked for.
    :raises AddressMissing: nobody could go there.
    :raises ZoneUnknown: the tariff has no such zone.
    """
    dossier, way = access.get(code=code, actor=actor, lock=True), Direction(direction)
    _check(dossier, way, actor=actor)
    if not address.strip() or not phone.strip():
        raise AddressMissing()
    rate = tariff.rate_of(zone, on=local_date(at))
    if rate is None:
        raise ZoneUnknown()

    charge = _owe(dossier, way, rate, actor=actor, at=at)
    carriage = Carriage.objects.create(
        dossier=dossier,
        direction=way,
        zone=rate.zone,
        phone=phone.strip(),
        address=address.strip(),
        charge=charge,
        asked_by=actor.id,
        asked_at=at,
    )
    journal.record(_asked(carriage, rate), subject=carriage.subject, actor=actor, at=at)
    return carriage


def _check(dossier: Dossier, way: Direction, *, actor: Actor) -> None:
    if access.APPLICANT not in actor.roles:
        raise lifecycle.WrongRole(move="Nhờ bưu chính")
    if way not in queries.possible(dossier):
        raise NothingToCarry(code=dossier.code)
    if Carriage.objects.filter(dossier=dossier, direction=way).exists():
        raise CarriedAlready()


def _owe(
    dossier: Dossier, way: Direction, rate: tariff.Rate, *, actor: Actor, at: datetime
) -> Charge:
    charge = owing.owe(
        payee=tariff.receiver().code,
        purpose="Cuoc buu chinh",
        items=[_item(way, rate)],
        actor=actor,
        at=at,
    )
    fees.keep(dossier, charge, due=fees.POSTAGE)
    return charge


def _asked(carriage: Carriage, rate: tariff.Rate) -> CarriageAsked:
    return CarriageAsked(
        dossier=carriage.dossier.code,
        direction=carriage.direction,
        zone=rate.zone,
        postage_vnd=carriage.charge.due_vnd,
        charge=carriage.charge_id,
        basis=rate.basis,
    )


@transaction.atomic
def fetch(*, charge_id: int, at: datetime) -> Parcel | None:
    """Have papers fetched whose postage was paid; None: it was for something else, or done."""
    found = Carriage.objects.select_for_update(of=("self",)).filter(charge_id=charge_id)
    carriage = found.filter(direction=Direction.TO_OFFICE).select_related("dossier").first()
    if carriage is None:
        return None
    dossier = carriage.dossier
    if Parcel.objects.filter(dossier=dossier, direction=Direction.TO_OFFICE).exists():
        return None
    parcel = Parcel.objects.create(
        key=uuid4(),
        dossier=dossier,
        direction=Direction.TO_OFFICE,
        recipient=dossier.receiving.name_vi,
        phone=carriage.phone,
        address=carriage.address,
        sent_by=carriage.asked_by,
        sent_at=at,
        moved_at=at,
    )
    asked: Event = ParcelAsked(dossier=dossier.code, unit=dossier.receiving.code)
    journal.record(asked, subject=parcel.subject, actor=SYSTEM, at=at)
    return parcel


def _item(way: Direction, rate: tariff.Rate) -> Item:
    vi, en = NAMES[way]
    return Item(
        reason=REASONS[way], name_vi=vi, name_en=en, unit_vnd=rate.vnd, legal_basis=rate.basis
    )
