"""Take in what the portal sends: dossiers that were filed there, and answers to requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.casework.dossiers.models import Dossier, Request
from motcua.casework.dossiers.operations import applicants, awaited_files, intake
from motcua.casework.dossiers.operations.awaited_files import FileElsewhere
from motcua.casework.dossiers.operations.filing import Filing, PaperGiven, PartyGiven
from motcua.casework.dossiers.queries import places
from motcua.casework.dossiers.rules.channels import Place
from motcua.casework.national import gateway
from motcua.casework.national.events import NationalDossierTaken, NationalMessageRefused
from motcua.casework.national.gateway import Answer, Arrival, PaperTold
from motcua.casework.national.models import Link
from motcua.casework.national.rules.messages import ACTOR_ID
from motcua.reference.procedures import standings
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

# It speaks for applicants who have no account here, and only of dossiers that came through it:
# every act below begins with the link.
PORTAL = Actor(id=ACTOR_ID, roles=frozenset({"applicant", "system"}))
JURISDICTION = "national"
UPLOADED = "upload"


class NumberOfOurs(Refusal):
    code = "number_of_ours"
    message_vi = "Mã hồ sơ này là của hồ sơ nộp tại tỉnh."
    message_en = "This number belongs to a dossier that was filed in the province."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one item of a message: taken, or refused with a rule's words."""

    code: str
    dossier: str = ""
    refusal: Refusal | None = None


def take_message(*, body: bytes, signature: str, at: datetime) -> list[Outcome]:
    """Take in every item of a message, each for itself; one that was taken before stays as it was.

    :raises ForgedMessage: it is not signed by the portal.
    :raises UnreadableMessage: it is not of the agreed form.
    """
    return [_taken(item, at=at) for item in gateway.installed().read(body, signature)]


def _taken(item: Arrival | Answer, *, at: datetime) -> Outcome:
    try:
        dossier = take_in(item, at=at) if isinstance(item, Arrival) else take_answer(item, at=at)
    except Refusal as refusal:
        # Told to the portal and kept: the day's comparison explains the gap with it.
        _note_refusal(item.code, refusal, at=at)
        return Outcome(code=item.code, refusal=refusal)
    return Outcome(code=item.code, dossier=dossier.code)


@transaction.atomic
def take_in(arrival: Arrival, *, at: datetime) -> Dossier:
    """Submit a dossier that was filed at the portal, once: its number there is the key.

    :raises NumberOfOurs: the number is that of a dossier filed here.
    :raises Refusal: whatever `submit` refuses.
    """
    if Dossier.objects.filter(code=arrival.code).exists():
        raise NumberOfOurs()
    dossier = intake.submit(_filing(arrival, at=at), actor=PORTAL, at=at)
    _, is_new = Link.objects.get_or_create(
        code=arrival.code, defaults={"dossier": dossier, "taken_at": at}
    )
    if is_new:
        taken = NationalDossierTaken(dossier=dossier.code)
        journal.record(taken, subject=f"national:{arrival.code}", actor=PORTAL, at=at)
        _await_files(dossier, arrival.papers, round_number=0, at=at)
    return dossier


@transaction.atomic
def take_answer(answer: Answer, *, at: datetime) -> Dossier:
    """Hand in what was asked for, once: a request that was answered stays as it is.

    :raises NotFound: no such dossier came through the portal, or nothing was asked by that number.
    :raises WrongState: the request is no longer open.
    :raises PapersMissing: a paper that was asked for is not among them.
    """
    theirs = Link.objects.select_related("dossier").filter(is_filed_here=False)
    link = theirs.filter(code=answer.code).first()
    if link is None:
        raise NotFound()
    # The dossier's lock first, as every act takes it: a twin waits here, and finds it answered.
    dossier = Dossier.objects.select_for_update().get(pk=link.dossier_id)
    request = Request.objects.filter(dossier=dossier, number=answer.number).first()
    if request is None:
        raise NotFound()
    if request.answered_at is not None:
        return dossier
    answered = applicants.complete(
        code=dossier.code, papers=_papers(answer.papers), actor=PORTAL, at=at
    )
    _await_files(dossier, answer.papers, round_number=answer.number, at=at)
    return answered


@transaction.atomic
def _note_refusal(code: str, refusal: Refusal, *, at: datetime) -> None:
    refused = NationalMessageRefused(reason=refusal.code)
    journal.record(refused, subject=f"national:{code}", actor=PORTAL, at=at)


def _filing(arrival: Arrival, *, at: datetime) -> Filing:
    applicant = PartyGiven(
        full_name=arrival.applicant.full_name,
        personal_number=arrival.applicant.personal_number,
        phone=arrival.applicant.phone,
        email=arrival.applicant.email,
    )
    return Filing(
        key=arrival.code,
        place=Place.NATIONAL_PORTAL,
        jurisdiction=JURISDICTION,
        procedure=arrival.procedure,
        receiving=arrival.receiving,
        resolving=arrival.resolving or _resolving(arrival, at=at),
        answers=_plain(arrival) if arrival.answers is None else arrival.answers,
        applicant=applicant,
        papers=_papers(arrival.papers),
        external_code=arrival.code,
    )


def _resolving(arrival: Arrival, *, at: datetime) -> str:
    """Return who resolves what this centre takes in, as on our own page of places."""
    on = local_date(at)
    standing = standings.standing_of(jurisdiction=JURISDICTION, key=arrival.procedure, on=on)
    if standing.version is None:
        raise intake.NotFileable()
    for choice in places.choices(standing.version, on=on):
        if choice.receiving.code == arrival.receiving:
            return choice.resolving.code
    raise intake.NotACentre()


def _plain(arrival: Arrival) -> dict[str, Any]:
    """Return answers for the plain form: what the portal asks of everybody."""
    told = arrival.applicant
    person = {
        "full_name": told.full_name,
        "personal_number": told.personal_number,
        "phone": told.phone,
        "email": told.email,
    }
    given = {part: said for part, said in person.items() if said}
    return {"applicant": given, "request": arrival.summary}


def _papers(told: Sequence[PaperTold]) -> tuple[PaperGiven, ...]:
    return tuple(
        PaperGiven(
            component=paper.component, fulfilment=UPLOADED, document_hash=paper.document_hash
        )
        for paper in told
    )


def _await_files(
    dossier: Dossier, told: Sequence[PaperTold], *, round_number: int, at: datetime
) -> None:
    """The dossier is here already; its files come when they come."""
    files = [
        FileElsewhere(
            component=one.component,
            document_hash=one.document_hash,
            number=one.file,
            name=one.file_name,
        )
        for one in told
        if one.file
    ]
    awaited_files.expect(
        dossier, files, round_number=round_number, source=ACTOR_ID, actor=PORTAL, at=at
    )
