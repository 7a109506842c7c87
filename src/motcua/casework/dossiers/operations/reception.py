"""What the one-stop desk decides: receive, ask, not receive, return."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers import routing, states
from motcua.casework.dossiers.events import (
    DossierNotReceived,
    DossierReceived,
    DossierReturned,
    SlipIssued,
    SupplementAsked,
)
from motcua.casework.dossiers.models import ClockMark, Dossier, Paper, Request, Slip
from motcua.casework.dossiers.operations import fees, refunds, slips, texts, turns
from motcua.casework.dossiers.queries import access, clocks, dues, names, prices
from motcua.casework.dossiers.rules import (
    deadlines,
    due_states,
    life_limits,
    refusals,
    slip_texts,
    steps,
)
from motcua.casework.dossiers.rules.accounts import Due
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.spine import lifecycle, rows, secrecy, statements
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal import queries as installation

# What receipt changes of a dossier.
RECEIVED = (*turns.CHANGED, "state", "due_at", "received_at", "promised_at")


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


class ResultNotSigned(Refusal):
    code = "result_not_signed"
    message_vi = "Kết quả của hồ sơ {code} chưa ký số, đóng dấu xong. Chờ ký rồi trả."
    message_en = "The result of dossier {code} is not signed and sealed yet. Wait for that first."


@transaction.atomic
def receive(*, code: str, actor: Actor, at: datetime, wants_slip: bool = True) -> Dossier:
    """Take a submitted dossier in: start its clock, promise a day, issue slip 01, pass it on.

    Where the result comes at once, whoever does not want the slip need not have it; it is recorded.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it was already received, refused or withdrawn.
    :raises FeeOutstanding: what is due at intake is not paid.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.RECEIVE, on=dossier, actor=actor)
    fee_vnd = fees.check_paid(dossier, due=prices.INTAKE)

    due = dues.due_on_receipt(dossier, at=at)
    is_again = dossier.received_at is not None
    dossier.state = states.RECEIVE.target
    starts = not is_again or dues.restarts(dossier)
    first = steps.begun(access.steps_of(dossier))
    others = turns.begin(dossier, first, at=at, is_receipt=starts)
    dossier.due_at = due.at if due else None
    if not is_again:
        dossier.received_at, dossier.promised_at = at, due.at if due else at
    rows.update(dossier, *RECEIVED)
    slip = None
    if wants_slip or not access.is_immediate(dossier):
        slip = _acknowledge(dossier, fee_vnd, actor=actor, at=at)
    if starts:  # Where the law of that day has the days used stay used, it just goes on.
        _start_clock(dossier, slip, is_again=is_again, at=at)
    received = _received(dossier, due, slip, others)
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
    :raises AlreadyAsked: it was asked before; see `supplements.ask_again`.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    is_early = dossier.state in states.ASK_EARLY.sources
    move = states.ASK_EARLY if is_early else states.ASK
    lifecycle.check(move, on=dossier, actor=actor)
    if not components or not reason.strip():
        raise NothingAsked()
    if dossier.supplements:
        raise AlreadyAsked()
    return request_papers(dossier, components, reason, actor=actor, at=at)


def request_papers(
    dossier: Dossier,
    components: Sequence[str],
    reason: str,
    *,
    why_again: str = "",
    actor: Actor,
    at: datetime,
) -> Request:
    """Ask a locked dossier's applicant for papers: stop the clock, issue slip 02, record."""
    runs = dossier.state in states.CLOCK_RUNS
    dossier.state = states.ASK.target
    dossier.supplements += 1
    dossier.awaits = due_states.awaits(dossier.state, "")
    rows.update(dossier, "state", "supplements", "awaits")
    if runs:
        texts.reopen(dossier)
    request = _request(dossier, components, reason, why_again, actor=actor, at=at)
    slip = _asking_slip(dossier, request, actor=actor, at=at)
    if runs:
        name = slips.name_of(slip)
        stop = ClockMark(
            dossier=dossier, kind=ClockMark.STOP, at=at, cause="supplement", paper=name
        )
        rows.insert(stop)
    asked = SupplementAsked(
        number=request.number,
        components=list(components),
        reason=secrecy.commitment(request.reason, salt=bytes(dossier.salt)),
        why_again=secrecy.commitment(why_again, salt=bytes(dossier.salt)) if why_again else "",
        answer_until=deadlines.close_of_office(request.answer_until, _calendar(dossier)),
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
    dossier = access.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.NOT_RECEIVE, on=dossier, actor=actor)
    if not (reason_code.strip() and basis.strip() and fix.strip()):
        raise ReasonIncomplete()

    routing.close(dossier, states.NOT_RECEIVE, at=at)
    fees.cancel_open(dossier, actor=actor, at=at)
    slip = slips.refuse(
        dossier,
        issuer=dossier.receiving,
        reason=refusals.in_words(reason_code),
        basis=basis,
        fix=fix,
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
    refunds.mark(dossier, actor=actor, at=at)
    return dossier


@transaction.atomic
def return_result(*, code: str, way: str, actor: Actor, at: datetime) -> Dossier:
    """Hand the result over: at the desk, by post, or in the person's own store.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it has no result, or was returned.
    :raises ResultNotSigned: its signed paper is not there yet.
    :raises FeeOutstanding: what is due with the result is not paid.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    check_returnable(dossier, actor=actor)

    routing.close(dossier, states.RETURN, at=at)
    returned = DossierReturned(way=way)
    journal.record(returned, subject=dossier.subject, actor=actor, at=at)
    return dossier


def check_returnable(dossier: Dossier, *, actor: Actor) -> None:
    """:raises WrongState: it has no result, or was returned.
    :raises ResultNotSigned: its signed paper is not there yet.
    :raises FeeOutstanding: what is due with the result is not paid.
    """
    lifecycle.check(states.RETURN, on=dossier, actor=actor)
    _check_signed(dossier)
    fees.check_paid(dossier, due=prices.RESULT)


@transaction.atomic
def acknowledge_on_request(*, code: str, actor: Actor, at: datetime) -> Slip:
    """Issue slip 01 to somebody who had an immediate result and wants it after all; once.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it was not received.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    if "reception" not in actor.roles:
        raise lifecycle.WrongRole(move=states.RECEIVE.label_vi)
    if dossier.received_at is None:
        raise lifecycle.WrongState(state=dossier.get_state_display(), move="Lập giấy tiếp nhận")
    issued = Slip.objects.filter(dossier=dossier, form=slips.ACKNOWLEDGEMENT).order_by("-id")
    if (there := issued.first()) is not None:
        return there

    fee_vnd = fees.check_paid(dossier, due=prices.INTAKE)
    slip = _acknowledge(dossier, fee_vnd, actor=actor, at=at)
    fact = SlipIssued(slip=slips.name_of(slip))
    journal.record(fact, subject=dossier.subject, actor=actor, at=at)
    return slip


def _acknowledge(dossier: Dossier, fee_vnd: int, *, actor: Actor, at: datetime) -> Slip:
    components = _handed_in(dossier)
    return slips.acknowledge(dossier, components=components, fee_vnd=fee_vnd, actor=actor, at=at)


def _start_clock(dossier: Dossier, slip: Slip | None, *, is_again: bool, at: datetime) -> None:
    rule = clocks.restart_rule(dossier)
    mark = ClockMark(
        dossier=dossier,
        kind=ClockMark.RESTART if is_again else ClockMark.START,
        at=at,
        cause="received",
        basis=rule.basis if is_again else "",
        paper=slips.name_of(slip) if slip else "",
        appointed_at=dossier.due_at,
    )
    rows.insert(mark)


def _received(
    dossier: Dossier, due: Due | None, slip: Slip | None, beside: dict[str, str]
) -> DossierReceived:
    return DossierReceived(
        due_at=dossier.due_at,
        is_estimated=bool(due and due.is_estimated),
        unit=dossier.unit.code,
        step=dossier.step,
        slip=slips.name_of(slip) if slip else "",
        beside=beside,
    )


def _handed_in(dossier: Dossier) -> list[dict[str, object]]:
    definition = access.definition_of(dossier.procedure_version)
    papers = rows.every(Paper, dossier=dossier.pk)
    return [
        {
            "name": names.of_component(definition, paper.component),
            "form": slip_texts.FORMS.get(paper.fulfilment, paper.fulfilment),
            "quantity": 1,
        }
        for paper in papers
    ]


def _request(
    dossier: Dossier,
    components: Sequence[str],
    reason: str,
    why_again: str,
    *,
    actor: Actor,
    at: datetime,
) -> Request:
    today = local_date(at)
    days = life_limits.days("supplement_answer", on=today)
    return Request.objects.create(
        dossier=dossier,
        number=dossier.supplements,
        components=list(components),
        reason=reason.strip(),
        why_again=why_again,
        asked_by=actor.id,
        asked_at=at,
        answer_until=_calendar(dossier).add_working_days(today, days),
    )


def _calendar(dossier: Dossier) -> WorkingCalendar:
    return calendars.working_calendar(dossier.receiving.code)


def _asking_slip(dossier: Dossier, request: Request, *, actor: Actor, at: datetime) -> Slip:
    definition = access.definition_of(dossier.procedure_version)
    return slips.ask(
        dossier,
        items=[names.of_component(definition, component) for component in request.components],
        reason=request.reason,
        answer_before=slip_texts.short_day(request.answer_until),
        actor=actor,
        at=at,
    )


_UNSIGNED = """
    SELECT id FROM dossiers_slip WHERE dossier_id = %s AND form = %s AND signed_at IS NULL
        AND NOT EXISTS (SELECT FROM dossiers_correction WHERE old_id = dossiers_slip.id)
"""


def _check_signed(dossier: Dossier) -> None:
    if not statements.run(_UNSIGNED, [dossier.pk, slips.RESULT]):
        return
    clock = installation.clock()
    # A pretended past has nobody to type a passphrase: its papers are printed when asked for.
    if clock is None or not clock.is_simulated:
        raise ResultNotSigned(code=dossier.code)
