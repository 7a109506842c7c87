"""What the applicant may do after filing: complete, rate. Withdrawing is in `stopping`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers import routing, states
from motcua.casework.dossiers.events import DossierRated, SupplementAnswered
from motcua.casework.dossiers.models import (
    ClockMark,
    Dossier,
    Paper,
    Rating,
    Request,
)
from motcua.casework.dossiers.operations import entering, intake, turns
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.queries import access, names
from motcua.spine import lifecycle, rows, secrecy
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal

SCORES = range(1, 6)


class PapersMissing(Refusal):
    code = "papers_missing"
    http_status = 422
    message_vi = "Chưa có: {missing}. Thêm đủ rồi gửi một lần."
    message_en = "Still missing: {missing}. Add them all and send once."


class RatedAlready(Refusal):
    code = "rated_already"
    message_vi = "Bạn đã đánh giá hồ sơ này rồi. Cảm ơn bạn."
    message_en = "You have rated this dossier already. Thank you."


class NotYetRateable(Refusal):
    code = "not_yet_rateable"
    message_vi = "Hồ sơ chưa xong nên chưa đánh giá được."
    message_en = "The dossier is not finished, so it cannot be rated yet."


@transaction.atomic
def complete(*, code: str, papers: Sequence[PaperGiven], actor: Actor, at: datetime) -> Dossier:
    """Answer the open request with every paper it asks for; the desk looks at it again.

    The applicant does it, or a counter to which they bring the papers.

    :raises NotFound: it is not there, or not theirs.
    :raises WrongState: nothing was asked.
    :raises PapersMissing: a paper that was asked for is not among them.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    is_applicant = access.APPLICANT in actor.roles
    move = states.COMPLETE if is_applicant else states.COMPLETE_FOR
    lifecycle.check(move, on=dossier, actor=actor)
    request = Request.objects.select_for_update().get(dossier=dossier, answered_at=None)
    given = {paper.component for paper in papers}
    missing = [component for component in request.components if component not in given]
    if missing:
        definition = access.definition_of(dossier.procedure_version)
        called = [names.of_component(definition, component) for component in missing]
        raise PapersMissing(missing=", ".join(called))
    papers = intake.with_hashes(papers, actor=actor)

    request.answered_at = at
    request.save(update_fields=["answered_at"])
    Paper.objects.bulk_create(
        entering.paper_of(dossier, paper, round_number=request.number, at=at) for paper in papers
    )
    dossier.state, dossier.holder, dossier.step = move.target, None, None
    routing.end_turns(dossier)
    routing.hand_to(dossier, dossier.receiving)
    rows.update(dossier, "state", *turns.CHANGED)
    if dossier.received_at:
        ClockMark.objects.create(dossier=dossier, kind=ClockMark.RESUME, at=at, cause="supplement")
    said = json.dumps([asdict(paper) for paper in papers], sort_keys=True, ensure_ascii=False)
    answered = SupplementAnswered(
        number=request.number, content=secrecy.commitment(said, salt=bytes(dossier.salt))
    )
    journal.record(answered, subject=dossier.subject, actor=actor, at=at)
    return dossier


@transaction.atomic
def rate(*, code: str, score: int, words: str, actor: Actor, at: datetime) -> Rating:
    """Say what they think of it, once, from 1 to 5.

    :raises NotFound: it is not there, or not theirs.
    :raises WrongRole: an officer who sees the dossier cannot praise the own office.
    :raises NotYetRateable: it is still open.
    :raises RatedAlready: it was rated before.
    """
    assert score in SCORES, "The page offers no other score."
    dossier = access.get(code=code, actor=actor, lock=True)
    if access.APPLICANT not in actor.roles:
        raise lifecycle.WrongRole(move="Đánh giá")
    if dossier.state not in states.CLOSED:
        raise NotYetRateable()
    if rows.first(Rating, dossier=dossier.pk):
        raise RatedAlready()

    rating = Rating(dossier=dossier, score=score, words=words.strip(), rated_at=at)
    rows.insert(rating)
    journal.record(DossierRated(score=score), subject=dossier.subject, actor=actor, at=at)
    return rating
