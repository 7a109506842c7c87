"""The longer limit the law gives where something must be verified, taken for one dossier."""

from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers import states
from motcua.casework.dossiers.events import LimitExtended
from motcua.casework.dossiers.life_models import LimitExtension
from motcua.casework.dossiers.models import ClockMark, Dossier
from motcua.casework.dossiers.operations import settlement, step_dues
from motcua.casework.dossiers.queries import access, extensions
from motcua.casework.dossiers.queries.extensions import Offer
from motcua.spine import lifecycle, rows, secrecy
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal

CAUSE = "longer_limit"
REASON_CHARS_MAX = 1000
BASIS_CHARS_MAX = 120


class NoLongerLimit(Refusal):
    code = "no_longer_limit"
    message_vi = (
        "Hồ sơ {code} không áp dụng được thời hạn dài hơn: thủ tục không có cho kênh này, "
        "đã áp dụng rồi, đã hẹn lại, hoặc đã quá hạn."
    )
    message_en = (
        "Dossier {code} cannot take a longer limit: there is none for its channel, it was taken, "
        "it was put off, or its date has passed."
    )


class WhyLongerMissing(Refusal):
    code = "why_longer_missing"
    http_status = 422
    message_vi = "Chưa ghi lý do. Ghi việc phải xác minh để người nộp hiểu."
    message_en = (
        "There is no reason. Say what has to be verified so that the applicant understands."
    )


@transaction.atomic
def extend_limit(*, code: str, reason: str, actor: Actor, at: datetime) -> LimitExtension:
    """Count it by the longer limit of its definition, from the same start, once.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled.
    :raises WrongRole: the actor is no handler.
    :raises HeldByAnother: a colleague holds it.
    :raises NotYourStep: the step asks for another role.
    :raises NoLongerLimit: none for its channel, taken already, put off, or past its date.
    :raises WhyLongerMissing: no reason.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.EXTEND, on=dossier, actor=actor)
    turn = settlement.check_step(dossier, actor)
    offer = extensions.offer(dossier, at=at)
    if offer is None:
        raise NoLongerLimit(code=code)
    if not reason.strip():
        raise WhyLongerMissing()

    row = _extended(dossier, offer, reason, step=turn.order, actor=actor, at=at)
    step_dues.bring_up(dossier, at=at)
    extended = LimitExtended(
        was_due_at=offer.was_due_at,
        due_at=offer.due_at,
        is_estimated=offer.is_estimated,
        step=turn.order,
        reason=secrecy.commitment(row.reason, salt=bytes(dossier.salt)),
    )
    journal.record(extended, subject=dossier.subject, actor=actor, at=at)
    return row


def _extended(
    dossier: Dossier, offer: Offer, reason: str, *, step: int, actor: Actor, at: datetime
) -> LimitExtension:
    dossier.due_at = offer.due_at
    rows.update(dossier, "due_at")
    ClockMark.objects.create(
        dossier=dossier,
        kind=ClockMark.EXTEND,
        at=at,
        cause=CAUSE,
        basis=offer.said.basis[:BASIS_CHARS_MAX],
    )
    return LimitExtension.objects.create(
        dossier=dossier,
        step=step,
        was_due_at=offer.was_due_at,
        due_at=offer.due_at,
        reason=reason.strip()[:REASON_CHARS_MAX],
        extended_by=actor.id,
        extended_at=at,
    )
