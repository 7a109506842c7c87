"""Hand a result to the post, and take in how far it is: delivered returns it, sent back not."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from motcua.casework.dossiers.models import Dossier, Party
from motcua.casework.dossiers.operations import fees, reception, ways
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.states import State as DossierState
from motcua.casework.post import gateway, states
from motcua.casework.post.events import (
    ParcelAccepted,
    ParcelAsked,
    ParcelDelivered,
    ParcelMoved,
    ParcelReturned,
)
from motcua.casework.post.gateway import Accepted, Told
from motcua.casework.post.models import Direction, News, Parcel
from motcua.casework.post.states import State
from motcua.spine import secrecy
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal.events import Event

# Proof of delivery stands in for the person's signature at the desk.
POSTMAN = replace(SYSTEM, roles=SYSTEM.roles | {"reception"})


class AddressMissing(Refusal):
    code = "post_address_missing"
    http_status = 422
    message_vi = "Chưa có địa chỉ hoặc điện thoại để bưu chính phát. Ghi đủ rồi gửi."
    message_en = "The post needs an address and a telephone number. Give both."


class UnderWay(Refusal):
    code = "parcel_under_way"
    message_vi = "Kết quả của hồ sơ {code} đang trên đường bưu chính. Chờ phát hoặc chuyển hoàn."
    message_en = "The result of dossier {code} is with the post. Wait for it."


@transaction.atomic
def hand_over(*, code: str, address: str, phone: str, actor: Actor, at: datetime) -> Parcel:
    """Hand a result to the post; it counts as returned when its delivery is proven.

    :raises NotFound: it is not there, or not this office's.
    :raises Refusal: as `reception.check_returnable` does.
    :raises AddressMissing: nobody could bring it.
    :raises FeeOutstanding: the postage is not paid.
    :raises UnderWay: it was handed over already.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    reception.check_returnable(dossier, actor=actor)
    if not address.strip() or not phone.strip():
        raise AddressMissing()
    fees.check_paid(dossier, due=fees.POSTAGE)
    home = Parcel.objects.filter(dossier=dossier, direction=Direction.TO_HOME)
    if home.exclude(state__in=sorted(states.CLOSED)).exists():
        raise UnderWay(code=code)

    parcel = Parcel.objects.create(
        key=uuid4(),
        dossier=dossier,
        recipient=Party.objects.get(dossier=dossier, part=Party.APPLICANT).full_name,
        phone=phone.strip(),
        address=address.strip(),
        sent_by=actor.id,
        sent_at=at,
        moved_at=at,
    )
    asked = ParcelAsked(dossier=code, unit=dossier.returning.code)
    posted = ways.hand_to_post(dossier)
    facts: list[tuple[Event, str]] = [(asked, parcel.subject), (posted, dossier.subject)]
    journal.record_many(facts, actor=actor, at=at)
    return parcel


@transaction.atomic
def note_accepted(*, key: UUID, accepted: Accepted, at: datetime) -> Parcel:
    """Keep the number and fee the postal service gave; a second time changes nothing.

    :raises NotFound: there is no such parcel.
    """
    parcel = Parcel.objects.select_for_update().filter(key=key).first()
    if parcel is None:
        raise NotFound()
    if parcel.number:
        return parcel
    parcel.number, parcel.fee_vnd = accepted.number, accepted.fee_vnd
    parcel.state, parcel.moved_at = State.ACCEPTED, at
    parcel.save(update_fields=["number", "fee_vnd", "state", "moved_at"])
    fact = ParcelAccepted(number=accepted.number, fee_vnd=accepted.fee_vnd)
    journal.record(fact, subject=parcel.subject, actor=SYSTEM, at=at)
    return parcel


def take_news(*, body: bytes, signature: str, at: datetime) -> bool:
    """Take in what the postal service calls back with; False where it was known, or is old.

    :raises ForgedNews: the signature is not its own.
    :raises UnreadableNews: it is not of the agreed form.
    :raises NotFound: no parcel of ours has this number.
    """
    return _take(gateway.installed().read(body=body, signature=signature), at=at)


@transaction.atomic
def _take(told: Told, *, at: datetime) -> bool:
    known = Parcel.objects.filter(number=told.parcel).select_related("dossier").first()
    if known is None:
        raise NotFound()
    # The dossier first, as every act does: two pieces of news never wait for each other.
    dossier = access.get(code=known.dossier.code, actor=SYSTEM, lock=True)
    parcel = Parcel.objects.select_for_update().get(pk=known.pk)
    _, is_new = News.objects.get_or_create(
        number=told.number,
        defaults={
            "parcel": parcel, "state": told.state, "happened_at": told.at, "taken_at": at,
        },
    )  # fmt: skip
    if not is_new or not states.follows(told.state, parcel.state):
        return False
    parcel.state, parcel.moved_at = told.state, at
    parcel.received_by, parcel.proof, parcel.reason = told.received_by, told.proof, told.reason
    parcel.save(update_fields=["state", "moved_at", "received_by", "proof", "reason"])
    journal.record(_fact(told, dossier), subject=parcel.subject, actor=SYSTEM, at=at)
    is_result = parcel.direction == Direction.TO_HOME
    if (
        is_result and dossier.state == DossierState.SETTLED
    ):  # Else somebody came to the desk meanwhile.
        _follow(told, dossier, at=at)
    return True


def _fact(told: Told, dossier: Dossier) -> Event:
    match told.state:
        case State.DELIVERED:
            said = f"{told.received_by}\n{told.proof}"
            proof = secrecy.commitment(said, salt=bytes(dossier.salt))
            return ParcelDelivered(news=told.number, proof=proof)
        case State.RETURNED:
            return ParcelReturned(news=told.number, reason=told.reason)
    return ParcelMoved(state=told.state, news=told.number)


def _follow(told: Told, dossier: Dossier, *, at: datetime) -> None:
    if told.state == State.DELIVERED:
        reception.return_result(code=dossier.code, way="post", actor=POSTMAN, at=at)
    elif told.state == State.RETURNED:
        fact = ways.keep_at_desk(dossier)
        journal.record(fact, subject=dossier.subject, actor=SYSTEM, at=at)
