"""What the one-stop desk decides: receive, ask, not receive, return."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers import queries, routing, states
from motcua.casework.dossiers.events import (
    DossierNotReceived,
    DossierReceived,
    DossierReturned,
    SupplementAsked,
)
from motcua.casework.dossiers.models import ClockMark, Dossier, DossierCharge, Request
from motcua.casework.dossiers.operations import slips
from motcua.casework.dossiers.rules import deadlines, limits, steps
from motcua.casework.dossiers.rules.deadlines import Due
from motcua.reference.calendars import queries as calendars
from motcua.spine import lifecycle, secrecy
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal

RESTART_BASIS = "NĐ 61/2018, Điều 19 khoản 4; NĐ 118/2025"
ANSWER_WORKING_DAYS = 15  # NĐ 297/2025, Điều 6 khoản 4a; dated data with "Time is law".


class FeeOutstanding(Refusal):
    code = "fee_outstanding"
    message_vi = "Hồ sơ {code} chưa nộp phí, lệ phí. Thu tiền hoặc chờ ngân hàng báo rồi tiếp nhận."
    message_en = "The fee of dossier {code} is not paid yet. Collect it, or wait for the bank."


class NothingAsked(Refusal):
    code = "nothing_asked"
    http_status = 422
    message_vi = "Chưa ghi giấy tờ nào phải bổ sung, hoặc chưa ghi lý do. Ghi đủ một lần."
    message_en = "No paper or no reason is given. Ask for everything at once."


class AlreadyAsked(Refusal):
    code = "already_asked"
    message_vi = "Hồ sơ đã yêu cầu bổ sung một lần. Lần nữa phải do trưởng phòng quyết, có lý do."
    message_en = "A supplement was asked for once. A second time needs the head and a reason."


class ReasonIncomplete(Refusal):
    code = "reason_incomplete"
    http_status = 422
    message_vi = "Từ chối phải có lý do, căn cứ pháp lý và cách khắc phục cụ thể. Ghi đủ ba điều."
    message_en = "A refusal needs its reason, legal basis and exact fix. Give all three."


@transaction.atomic
def receive(*, code: str, actor: Actor, at: datetime) -> Dossier:
    """Take a submitted dossier in: start its clock, promise a day, issue slip 01, pass it on.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it was already received, refused or withdrawn.
    :raises FeeOutstanding: what is due at intake is not paid.
    """
    dossier = queries.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.RECEIVE, on=dossier, actor=actor)
    if DossierCharge.objects.filter(dossier=dossier, due="intake", paid_at=None).exists():
        raise FeeOutstanding(code=code)

    due = _due(dossier, at=at)
    first = steps.first(queries.steps_of(dossier))
    is_again = dossier.received_at is not None
    dossier.state = states.RECEIVE.target
    dossier.step, dossier.holder = first.order, None
    dossier.unit = routing.unit_for(dossier, first.unit)
    dossier.due_at = due.at if due else None
    if not is_again:
        dossier.received_at, dossier.promised_at = at, due.at if due else at
    dossier.save()
    mark = ClockMark.RESTART if is_again else ClockMark.START
    basis = RESTART_BASIS if is_again else ""
    ClockMark.objects.create(dossier=dossier, kind=mark, at=at, cause="received", basis=basis)
    said = {"due_at": dossier.due_at, "received_at": at, "code": dossier.code}
    slip = slips.issue(
        slips.ACKNOWLEDGEMENT,
        dossier=dossier,
        organisation=dossier.receiving,
        said=said,
        actor=actor,
        at=at,
    )
    received = DossierReceived(
        due_at=dossier.due_at,
        is_estimated=bool(due and due.is_estimated),
        unit=dossier.unit.code,
        step=dossier.step,
        slip=slips.name_of(slip),
    )
    journal.record(received, subject=dossier.subject, actor=actor, at=at)
    return dossier


@transaction.atomic
def ask_supplement(
    *, code: str, components: Sequence[str], reason: str, actor: Actor, at: datetime
) -> Request:
    """Ask for everything that is missing, once; the clock stops until it comes.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not waiting to be received, nor being settled.
    :raises NothingAsked: no component, or no reason.
    :raises AlreadyAsked: it was asked before, and the actor is not the head.
    """
    dossier = queries.get(code=code, actor=actor, lock=True)
    is_early = dossier.state in states.ASK_EARLY.sources
    move = states.ASK_EARLY if is_early else states.ASK
    lifecycle.check(move, on=dossier, actor=actor)
    if not components or not reason.strip():
        raise NothingAsked()
    if dossier.supplements and "head" not in actor.roles:
        raise AlreadyAsked()

    calendar = calendars.working_calendar(dossier.receiving.code)
    until = calendar.add_working_days(local_date(at), ANSWER_WORKING_DAYS)
    dossier.state = move.target
    dossier.supplements += 1
    dossier.save(update_fields=["state", "supplements"])
    request = Request.objects.create(
        dossier=dossier,
        number=dossier.supplements,
        components=list(components),
        reason=reason.strip(),
        asked_by=actor.id,
        asked_at=at,
        answer_until=until,
    )
    if not is_early:
        ClockMark.objects.create(dossier=dossier, kind=ClockMark.STOP, at=at, cause="supplement")
    said = {"components": list(components), "reason": reason.strip(), "until": until}
    slip = slips.issue(
        slips.SUPPLEMENT,
        dossier=dossier,
        organisation=dossier.receiving,
        said=said,
        actor=actor,
        at=at,
    )
    asked = SupplementAsked(
        number=request.number,
        components=list(components),
        reason=secrecy.commitment(request.reason, salt=bytes(dossier.salt)),
        answer_until=deadlines.close_of_office(until, calendar),
        slip=slips.name_of(slip),
    )
    journal.record(asked, subject=dossier.subject, actor=actor, at=at)
    return request


@transaction.atomic
def not_receive(
    *, code: str, reason_code: str, basis: str, fix: str, actor: Actor, at: datetime
) -> Dossier:
    """Decline to take it in, with reason, legal basis and exact fix (form 03).

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not waiting to be received.
    :raises ReasonIncomplete: one of the three is missing.
    """
    dossier = queries.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.NOT_RECEIVE, on=dossier, actor=actor)
    if not (reason_code.strip() and basis.strip() and fix.strip()):
        raise ReasonIncomplete()

    dossier.state, dossier.closed_at = states.NOT_RECEIVE.target, at
    dossier.save(update_fields=["state", "closed_at"])
    said = {"reason": reason_code, "basis": basis, "fix": fix}
    slip = slips.issue(
        slips.REFUSAL,
        dossier=dossier,
        organisation=dossier.receiving,
        said=said,
        actor=actor,
        at=at,
    )
    declined = DossierNotReceived(
        reason_code=reason_code,
        basis=basis,
        fix=secrecy.commitment(fix, salt=bytes(dossier.salt)),
        slip=slips.name_of(slip),
    )
    journal.record(declined, subject=dossier.subject, actor=actor, at=at)
    return dossier


@transaction.atomic
def return_result(*, code: str, way: str, actor: Actor, at: datetime) -> Dossier:
    """Hand the result over: at the desk, by post, or in the person's own store.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it has no result, or was returned.
    """
    dossier = queries.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.RETURN, on=dossier, actor=actor)

    dossier.state, dossier.closed_at = states.RETURN.target, at
    dossier.save(update_fields=["state", "closed_at"])
    returned = DossierReturned(way=way)
    journal.record(returned, subject=dossier.subject, actor=actor, at=at)
    return dossier


def _due(dossier: Dossier, *, at: datetime) -> Due | None:
    version = dossier.procedure_version
    definition = queries.definition_of(version)
    limit = limits.limit_of(
        definition,
        channel=dossier.channel,
        value=version.limit_value,
        unit=version.limit_unit,
        same_day=version.limit_same_day,
    )
    if limit is None:
        return None
    calendar = calendars.working_calendar(dossier.resolving.code)
    cutoff = limits.cutoff_of(definition, channel=dossier.channel, of_record=version.limit_cutoff)
    return deadlines.due(received_at=at, limit=limit, calendar=calendar, cutoff=cutoff)
