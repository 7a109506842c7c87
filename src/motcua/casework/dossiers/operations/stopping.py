"""The ends before a decision: withdrawn by the applicant, stopped by the office or by the clock."""

from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers import routing, states
from motcua.casework.dossiers.events import DossierStopped, DossierWithdrawn
from motcua.casework.dossiers.models import Dossier, Request, ResultDraft, Slip
from motcua.casework.dossiers.operations import fees, refunds, slips
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.rules import life_limits, stops
from motcua.spine import lifecycle, secrecy
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.lifecycle import Move


class DecisionExists(Refusal):
    code = "decision_exists"
    message_vi = "Hồ sơ {code} đã có quyết định giải quyết nên không rút, không dừng được nữa."
    message_en = "There is a decision on dossier {code}: it can no longer be withdrawn or stopped."


class StopReasonMissing(Refusal):
    code = "stop_reason_missing"
    http_status = 422
    message_vi = "Dừng giải quyết phải có lý do và căn cứ. Ghi đủ cả hai."
    message_en = "Stopping needs a reason and its legal basis. Give both."


class StillTime(Refusal):
    code = "still_time"
    message_vi = "Người nộp còn thời gian bổ sung hồ sơ {code}."
    message_en = "The applicant of dossier {code} still has time to answer."


@transaction.atomic
def withdraw(*, code: str, reason: str = "", actor: Actor, at: datetime) -> Dossier:
    """Take the request back, by the applicant, or by the desk they asked (form 05).

    Possible while there is no decision (NĐ 118/2025, Điều 21).

    :raises NotFound: it is not there, or not theirs.
    :raises WrongState: there is a result, or it is closed.
    :raises DecisionExists: somebody has approved the result already.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    is_desk = access.APPLICANT not in actor.roles
    move = states.WITHDRAW_FOR if is_desk else states.WITHDRAW
    lifecycle.check(move, on=dossier, actor=actor)
    _check_undecided(dossier)

    requester = stops.RECEPTION if is_desk else stops.APPLICANT
    said = reason.strip() or stops.in_words(stops.ON_REQUEST)
    slip = _end(dossier, move, requester, said, stops.BASIS, actor=actor, at=at)
    withdrawn = DossierWithdrawn(
        requester=requester,
        reason=secrecy.commitment(said, salt=bytes(dossier.salt)),
        slip=slips.name_of(slip),
    )
    journal.record(withdrawn, subject=dossier.subject, actor=actor, at=at)
    refunds.mark(dossier, actor=actor, at=at)
    return dossier


@transaction.atomic
def stop(
    *, code: str, reason_code: str, basis: str, reason: str, actor: Actor, at: datetime
) -> Dossier:
    """Stop by the office, with reason and legal basis (form 05).

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled, nor waiting for its applicant.
    :raises DecisionExists: somebody has approved the result already.
    :raises StopReasonMissing: no reason, or no basis.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.STOP, on=dossier, actor=actor)
    _check_undecided(dossier)
    if not (reason_code.strip() and basis.strip() and reason.strip()):
        raise StopReasonMissing()

    said = f"{stops.in_words(reason_code)}. {reason.strip()}"
    slip = _end(dossier, states.STOP, stops.OFFICE, said, basis, actor=actor, at=at)
    _record(dossier, stops.OFFICE, reason_code, basis, said, slip, actor=actor, at=at)
    return dossier


@transaction.atomic
def close_unanswered(*, code: str, at: datetime) -> Dossier:
    """Close a dossier whose applicant did not answer in time; done by the clock.

    :raises WrongState: it does not wait for papers any more.
    :raises StillTime: the last day to answer has not passed.
    """
    dossier = access.get(code=code, actor=SYSTEM, lock=True)
    lifecycle.check(states.EXPIRE, on=dossier, actor=SYSTEM)
    request = Request.objects.get(dossier=dossier, answered_at=None)
    if local_date(at) <= request.answer_until:
        raise StillTime(code=code)

    basis = life_limits.of("supplement_answer", on=local_date(request.asked_at)).basis
    said = stops.in_words(stops.NOT_COMPLETED)
    slip = _end(dossier, states.EXPIRE, stops.CLOCK, said, basis, actor=SYSTEM, at=at)
    _record(dossier, stops.CLOCK, stops.NOT_COMPLETED, basis, said, slip, actor=SYSTEM, at=at)
    return dossier


def is_decided(dossier: Dossier) -> bool:
    """Say whether somebody has approved its result: from then on there is a decision."""
    return ResultDraft.objects.filter(dossier=dossier, approved_at__isnull=False).exists()


def _check_undecided(dossier: Dossier) -> None:
    if is_decided(dossier):
        raise DecisionExists(code=dossier.code)


def _end(
    dossier: Dossier,
    move: Move,
    requester: str,
    reason: str,
    basis: str,
    *,
    actor: Actor,
    at: datetime,
) -> Slip:
    routing.close(dossier, move, at=at)
    fees.cancel_open(dossier, actor=actor, at=at)
    said = {"requester": stops.REQUESTERS[requester], "reason": reason, "basis": basis}
    return slips.issue_form(
        slips.STOPPING, dossier, issuer=dossier.receiving, said=said, actor=actor, at=at
    )


def _record(
    dossier: Dossier,
    requester: str,
    reason_code: str,
    basis: str,
    reason: str,
    slip: Slip,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    stopped = DossierStopped(
        requester=requester,
        reason_code=reason_code,
        basis=basis,
        reason=secrecy.commitment(reason, salt=bytes(dossier.salt)),
        slip=slips.name_of(slip),
    )
    journal.record(stopped, subject=dossier.subject, actor=actor, at=at)
    refunds.mark(dossier, actor=actor, at=at)
