"""What the clock reminds of: dossiers no desk has looked at, results nobody collected."""

from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers.events import ResultChased, StaffAlerted
from motcua.casework.dossiers.life_models import Reminder
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import lateness
from motcua.casework.dossiers.queries import access, reactions_due
from motcua.casework.dossiers.rules import life_limits, reminders
from motcua.casework.dossiers.states import State
from motcua.reference.calendars import queries as calendars
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.lifecycle import WrongState

LIMITS = {
    reminders.ONLINE_WAITS: "online_alert",
    reminders.ONLINE_UNANSWERED: "online_answer",
    reminders.PAPER_UNANSWERED: "paper_answer",
}


class RemindedEnough(Refusal):
    code = "reminded_enough"
    message_vi = "Hồ sơ {code} đã nhắc đủ số lần."
    message_en = "Dossier {code} was reminded of often enough."


@transaction.atomic
def alert_staff(*, code: str, kind: str, at: datetime) -> Reminder:
    """Alert the desk to a dossier that waits too long; done by the clock, once a round.

    :raises WrongState: it does not wait to be received.
    :raises NotDueYet: the working hours have not passed.
    :raises RemindedEnough: it was done for this round.
    """
    dossier = access.get(code=code, actor=SYSTEM, lock=True)
    if dossier.state != State.SUBMITTED:
        raise WrongState(state=dossier.get_state_display(), move="Nhắc cán bộ")
    calendar = calendars.working_calendar(dossier.receiving.code)
    since = reactions_due.waits_since(dossier)
    if at < life_limits.ends(LIMITS[kind], since=since, calendar=calendar):
        raise lateness.NotDueYet(code=code)

    reminder = _once(dossier, kind, dossier.supplements, at=at)
    alerted = StaffAlerted(alert=kind, round=reminder.round, at_unit=dossier.receiving.code)
    journal.record(alerted, subject=dossier.subject, actor=SYSTEM, at=at)
    return reminder


@transaction.atomic
def chase_result(*, code: str, at: datetime) -> Reminder:
    """Remind the applicant of a result that waits at the desk; done by the clock.

    :raises WrongState: no signed result waits.
    :raises NotDueYet: it has not waited long enough since it was ready, or since the last time.
    :raises RemindedEnough: it was done as often as the data say.
    """
    dossier = access.get(code=code, actor=SYSTEM, lock=True)
    ready_at = reactions_due.ready_since(dossier)
    if dossier.state != State.SETTLED or ready_at is None:
        raise WrongState(state=dossier.get_state_display(), move="Nhắc nhận kết quả")
    done = list(Reminder.objects.filter(dossier=dossier, kind=reminders.UNCOLLECTED))
    if len(done) >= life_limits.times("collect_reminders", on=local_date(at)):
        raise RemindedEnough(code=code)
    calendar = calendars.working_calendar(dossier.returning.code)
    since = max((one.raised_at for one in done), default=ready_at)
    limit = "collect_again" if done else "collect_first"
    if at < life_limits.ends(limit, since=since, calendar=calendar):
        raise lateness.NotDueYet(code=code)

    reminder = _once(dossier, reminders.UNCOLLECTED, len(done) + 1, at=at)
    chased = ResultChased(round=reminder.round)
    journal.record(chased, subject=dossier.subject, actor=SYSTEM, at=at)
    return reminder


def _once(dossier: Dossier, kind: str, round_number: int, *, at: datetime) -> Reminder:
    reminder, is_new = Reminder.objects.get_or_create(
        dossier=dossier, kind=kind, round=round_number, defaults={"raised_at": at}
    )
    if not is_new:
        raise RemindedEnough(code=dossier.code)
    return reminder
