"""What is late: the letter of apology is drafted, signed by the head, and then it goes up."""

from datetime import date, datetime

from django.db import transaction

from motcua.casework.dossiers import states
from motcua.casework.dossiers.events import ApologyDrafted, DossierEscalated, DossierReappointed
from motcua.casework.dossiers.life_models import Apology, Escalation
from motcua.casework.dossiers.models import ClockMark, Dossier, Slip
from motcua.casework.dossiers.operations import slips
from motcua.casework.dossiers.queries import access, clocks, names
from motcua.casework.dossiers.rules import (
    deadlines,
    lateness,
    life_limits,
    result_texts,
    slip_texts,
    steps,
)
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.reference.organisations import queries as organisations
from motcua.spine import lifecycle, secrecy
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

FORM = "04"
REASON_CHARS_MAX = 1000


class NotDueYet(Refusal):
    code = "not_due_yet"
    message_vi = "Chưa đến lúc: hồ sơ {code} còn thời gian."
    message_en = "Not yet: dossier {code} still has time."


class AlreadyReappointed(Refusal):
    code = "already_reappointed"
    message_vi = "Hồ sơ {code} đã hẹn lại {times} lần, luật không cho hẹn lại nữa."
    message_en = "Dossier {code} was put off {times} time(s); the law allows no more."


class ReasonMissing(Refusal):
    code = "apology_reason_missing"
    http_status = 422
    message_vi = "Thư xin lỗi phải có lý do. Ghi lý do để người nộp hiểu."
    message_en = "A letter of apology needs its reason. Say it so that the applicant understands."


class NewDateWrong(Refusal):
    code = "new_date_wrong"
    http_status = 422
    message_vi = "Ngày hẹn mới phải là ngày làm việc sau ngày hẹn cũ và sau hôm nay."
    message_en = "The new date must be a working day after the old date and after today."


class TopReached(Refusal):
    code = "top_reached"
    message_vi = "Hồ sơ {code} đã lên cấp cao nhất."
    message_en = "Dossier {code} has reached the highest level."


@transaction.atomic
def draft_apology(*, code: str, at: datetime) -> Apology:
    """Draft the letter before the due date; done by the clock, for the head to read and sign.

    :raises WrongState: it is not being settled.
    :raises NotDueYet: there is more time than the law wants for a letter.
    :raises AlreadyReappointed: the law allows no more appointments.
    """
    dossier = access.get(code=code, actor=SYSTEM, lock=True)
    due_at = _running(dossier, "Soạn thư xin lỗi")
    _check_may_be_put_off(dossier, at=at)
    calendar = _calendar(dossier)
    ledger = clocks.ledger_of(dossier)
    begun_at = deadlines.moment(ledger.begun) if ledger else dossier.submitted_at
    if at < lateness.drafted_from(due_at=due_at, begun_at=begun_at, calendar=calendar):
        raise NotDueYet(code=code)

    letter = Apology.objects.filter(dossier=dossier, confirmed_at=None).first()
    letter = letter or Apology(dossier=dossier)
    letter.was_due_at, letter.drafted_at = due_at, at
    letter.new_due_on = lateness.new_date(due_at=due_at, at=at, calendar=calendar)
    letter.reason = _first_reason(dossier)
    letter.save()
    drafted = ApologyDrafted(
        was_due_at=due_at, new_due_at=lateness.closing(letter.new_due_on, calendar)
    )
    journal.record(drafted, subject=dossier.subject, actor=SYSTEM, at=at)
    return letter


@transaction.atomic
def apologise(*, code: str, reason: str, new_due_on: date, actor: Actor, at: datetime) -> Apology:
    """Apologise and name the new date, as the head's own act (form 04); the applicant is told.

    :raises NotFound: it is not there, or another unit has it.
    :raises WrongRole: the actor is no head.
    :raises WrongState: it is not being settled.
    :raises AlreadyReappointed: the law allows no more appointments.
    :raises ReasonMissing: no reason.
    :raises NewDateWrong: no working day, or not after the old date and today.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.APOLOGISE, on=dossier, actor=actor)
    due_at = _running(dossier, states.APOLOGISE.label_vi)
    if actor.organisation not in _units_above(dossier):
        raise NotFound()
    _check_may_be_put_off(dossier, at=at)
    if not reason.strip():
        raise ReasonMissing()
    last = max(local_date(due_at), local_date(at))
    if new_due_on <= last or not _calendar(dossier).is_working(new_due_on):
        raise NewDateWrong()

    letter = _confirmed(dossier, reason, new_due_on, was_due_at=due_at, actor=actor, at=at)
    moved_to = lateness.closing(new_due_on, _calendar(dossier))
    dossier.due_at = moved_to
    dossier.save(update_fields=["due_at"])
    slip = _slip(dossier, letter, actor=actor, at=at)
    _mark_appointment(dossier, slip, moved_to, at=at)
    reappointed = DossierReappointed(
        was_due_at=due_at,
        due_at=moved_to,
        reason=secrecy.commitment(letter.reason, salt=bytes(dossier.salt)),
        slip=slips.name_of(slip),
    )
    journal.record(reappointed, subject=dossier.subject, actor=actor, at=at)
    return letter


@transaction.atomic
def escalate(*, code: str, at: datetime) -> Escalation:
    """Send a late dossier up to the next level; done by the clock.

    :raises WrongState: it is not being settled.
    :raises NotDueYet: it is not late, or went up a short while ago.
    :raises TopReached: there is nobody above.
    """
    dossier = access.get(code=code, actor=SYSTEM, lock=True)
    due_at = _running(dossier, "Chuyển lên cấp trên")
    before = Escalation.objects.filter(dossier=dossier).order_by("-level").first()
    raised_at = before.raised_at if before else None
    is_reappointed = _letters(dossier) > 0
    since = lateness.goes_up_from(
        due_at=due_at,
        is_reappointed=is_reappointed,
        raised_at=raised_at,
        calendar=_calendar(dossier),
    )
    if at <= since:
        raise NotDueYet(code=code)
    below = before.organisation if before else dossier.unit
    if below.parent is None:
        raise TopReached(code=code)

    raised = Escalation.objects.create(
        dossier=dossier,
        level=before.level + 1 if before else 1,
        organisation=below.parent,
        cause=lateness.cause_of(is_reappointed=is_reappointed, raised_at=raised_at),
        raised_at=at,
    )
    up = DossierEscalated(level=raised.level, to=below.parent.code, cause=raised.cause)
    journal.record(up, subject=dossier.subject, actor=SYSTEM, at=at)
    return raised


def _confirmed(
    dossier: Dossier,
    reason: str,
    new_due_on: date,
    *,
    was_due_at: datetime,
    actor: Actor,
    at: datetime,
) -> Apology:
    letter = Apology.objects.filter(dossier=dossier, confirmed_at=None).first()
    letter = letter or Apology(dossier=dossier, drafted_at=at)
    letter.was_due_at, letter.new_due_on = was_due_at, new_due_on
    letter.reason = reason.strip()[:REASON_CHARS_MAX]
    letter.confirmed_by, letter.confirmed_at = actor.id, at
    letter.save()
    return letter


def _mark_appointment(
    dossier: Dossier, slip: Slip, appointed_at: datetime, *, at: datetime
) -> None:
    ClockMark.objects.create(
        dossier=dossier,
        kind=ClockMark.APPOINT,
        at=at,
        cause="apology",
        basis=life_limits.of("appointments_again", on=local_date(at)).basis,
        paper=slips.name_of(slip),
        appointed_at=appointed_at,
    )


def _running(dossier: Dossier, act_vi: str) -> datetime:
    if dossier.state not in states.CLOCK_RUNS or dossier.due_at is None:
        raise lifecycle.WrongState(state=dossier.get_state_display(), move=act_vi)
    return dossier.due_at


def _check_may_be_put_off(dossier: Dossier, *, at: datetime) -> None:
    times = life_limits.times("appointments_again", on=local_date(at))
    if _letters(dossier) >= times:
        raise AlreadyReappointed(code=dossier.code, times=times)


def _letters(dossier: Dossier) -> int:
    return Apology.objects.filter(dossier=dossier, confirmed_at__isnull=False).count()


def _units_above(dossier: Dossier) -> set[str]:
    return {unit.code for unit in organisations.path_to_root(dossier.unit.code)}


def _calendar(dossier: Dossier) -> WorkingCalendar:
    return calendars.working_calendar(dossier.resolving.code)


def _first_reason(dossier: Dossier) -> str:
    step = steps.of_order(access.steps_of(dossier), dossier.step) if dossier.step else None
    where = f"bước “{step.name_vi}” tại {dossier.unit.name_vi}" if step else dossier.unit.name_vi
    return f"Hồ sơ đang ở {where}, cần thêm thời gian để giải quyết đúng quy định."


def _slip(dossier: Dossier, letter: Apology, *, actor: Actor, at: datetime) -> Slip:
    unit = organisations.by_code(actor.organisation)
    said = {
        "received": slip_texts.moment(dossier.received_at or dossier.submitted_at),
        "was_due": slip_texts.due(letter.was_due_at),
        "reason": letter.reason,
        "new_due": slip_texts.due(dossier.due_at),
        "head_name": names.of_actor(actor),
        "head_position": result_texts.position_of(unit.kind_id, "head"),
    }
    return slips.issue_form(FORM, dossier, issuer=dossier.resolving, said=said, actor=actor, at=at)
