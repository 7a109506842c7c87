"""Note that an agency has not said to have received its part: the link to it may be broken."""

from datetime import datetime

from django.db import transaction

from motcua.casework.coordination.events import LegAlerted
from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.queries import parts, untaken
from motcua.casework.coordination.states import State
from motcua.casework.dossiers.rules import life_limits
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal


class NotUntaken(Refusal):
    code = "leg_not_untaken"
    message_vi = "Phần việc này đã có người nhận, chưa quá hạn báo nhận, hoặc đã báo kỹ thuật."
    message_en = "This part was taken, is not overdue yet, or technicians were told of it already."


@transaction.atomic
def alert_untaken(*, code: str, number: int, at: datetime) -> Leg:
    """Note that nobody has taken a part in the time the law gives; done by the clock, once.

    :raises NotFound: no such leg.
    :raises NotUntaken: it was taken, its time is not over, or this was noted before.
    """
    _dossier, leg = parts.door(code=code, number=number, actor=SYSTEM, lock=True)
    is_open = leg.state == State.OPEN and not leg.is_outside
    if not (is_open and untaken.is_overdue(leg, at=at)) or untaken.was_alerted(leg):
        raise NotUntaken()

    basis = life_limits.of(untaken.LIMIT, on=local_date(leg.started_at)).basis
    alerted = LegAlerted(waited_since=leg.started_at, basis=basis)
    journal.record(alerted, subject=parts.subject_of(leg, code), actor=SYSTEM, at=at)
    return leg
