"""Ask another agency for its opinion: what is asked, and until when."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.operations import chains
from motcua.casework.coordination.states import State
from motcua.casework.dossiers.queries import access
from motcua.reference.organisations import queries as organisations
from motcua.reference.organisations.models import Organisation
from motcua.reference.workflows.definition import reading
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal


class QuestionMissing(Refusal):
    code = "question_missing"
    http_status = 422
    message_vi = "Chưa ghi hỏi điều gì. Nội dung và thời hạn lấy ý kiến phải ghi rõ."
    message_en = "The question is missing. A consultation states its content and deadline."


class DeadlinePassed(Refusal):
    code = "deadline_passed"
    http_status = 422
    message_vi = "Hạn trả lời phải sau lúc này."
    message_en = "The time to answer must be after now."


@transaction.atomic
def consult(
    *,
    code: str,
    question: str,
    answer_by: datetime,
    unit: str = "",
    outside: str = "",
    shows: Sequence[str] = ("full_name",),
    papers: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> Leg:
    """Consult a unit of the system, or a sort of agency outside it whose answer we record.

    `shows` and `papers` are what of the applicant and which components the unit needs to see.

    :raises NotFound: no such dossier, unit or sort, or not theirs to see.
    :raises NotLeading: the actor's agency does not lead.
    :raises NotReceivedYet: it is not received, or over.
    :raises QuestionMissing: it does not say what is asked.
    :raises DeadlinePassed: the deadline is not after now.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    chains.check_lead(dossier, actor)
    if not question.strip():
        raise QuestionMissing()
    if answer_by <= at:
        raise DeadlinePassed()
    if outside and outside not in reading.sorts():
        raise NotFound()
    asked = dossier.resolving if outside else organisations.by_code(unit)

    turn = chains.begin(dossier, at=at)
    leg = _leg(asked, question, answer_by, outside)
    leg.shows, leg.papers = list(shows), list(papers)
    chains.open_leg(turn, leg, None, started_at=at)
    chains.finish(turn, actor=actor)
    return leg


def _leg(asked: Organisation, question: str, answer_by: datetime, outside: str) -> Leg:
    return Leg(
        agency=outside or "consulted_agency",
        is_outside=bool(outside),
        organisation=asked,
        state=State.OPEN,
        due_at=answer_by,
        question=question.strip(),
    )
