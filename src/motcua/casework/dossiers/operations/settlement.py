"""What the resolving agency does: take, pass on, refuse, settle."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.casework.dossiers import queries, routing, states
from motcua.casework.dossiers.events import DossierRefused, DossierSettled, DossierTaken, StepPassed
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import slips
from motcua.casework.dossiers.operations.reception import ReasonIncomplete
from motcua.casework.dossiers.rules import steps
from motcua.spine import lifecycle, secrecy
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal


class NotYourStep(Refusal):
    code = "not_your_step"
    message_vi = "Bước “{step}” do vai trò khác làm. Mở lại hàng chờ để xem việc của bạn."
    message_en = "The step “{step}” belongs to another role. See your own queue."


class HeldByAnother(Refusal):
    code = "held_by_another"
    message_vi = "Hồ sơ {code} đã có người khác nhận. Tải lại hàng chờ."
    message_en = "Dossier {code} was taken by somebody else. Reload the queue."


class StepsLeft(Refusal):
    code = "steps_left"
    message_vi = "Hồ sơ còn bước “{step}” chưa qua. Chuyển hết các bước rồi mới ban hành kết quả."
    message_en = "The step “{step}” is still open. Pass every step before issuing the result."


@transaction.atomic
def take(*, code: str, actor: Actor, at: datetime) -> Dossier:
    """Take a dossier of the unit's queue into one's own hands.

    :raises NotFound: it is not there, or not this office's.
    :raises HeldByAnother: a colleague was faster.
    :raises NotYourStep: the step asks for another role.
    """
    dossier = queries.get(code=code, actor=actor, lock=True)
    if dossier.holder_id == int(actor.id):
        return dossier
    _check_step(dossier, actor)

    dossier.holder_id = int(actor.id)
    dossier.save(update_fields=["holder"])
    taken = DossierTaken(holder=int(actor.id))
    journal.record(taken, subject=dossier.subject, actor=actor, at=at)
    return dossier


@transaction.atomic
def pass_step(*, code: str, actor: Actor, at: datetime) -> Dossier:
    """Finish the present step and hand the dossier to the next one's unit.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled.
    :raises NotYourStep: the step asks for another role.
    :raises HeldByAnother: a colleague holds it.
    """
    dossier = queries.get(code=code, actor=actor, lock=True)
    if dossier.state != states.State.PROCESSING:
        raise lifecycle.WrongState(state=dossier.get_state_display(), move="Chuyển bước")
    _check_step(dossier, actor)

    assert dossier.step is not None, "What is being settled stands at a step."
    done = dossier.step
    following = steps.after(queries.steps_of(dossier), done)
    dossier.step, dossier.holder = following.order if following else None, None
    dossier.unit = routing.unit_for(dossier, following.unit) if following else dossier.resolving
    dossier.save(update_fields=["step", "holder", "unit"])
    passed = StepPassed(step=done, next_step=dossier.step, unit=dossier.unit.code, holder=None)
    journal.record(passed, subject=dossier.subject, actor=actor, at=at)
    return dossier


@transaction.atomic
def refuse(
    *, code: str, reason_code: str, basis: str, fix: str, actor: Actor, at: datetime
) -> Dossier:
    """Refuse after appraisal, with reason, legal basis and exact fix (form 03).

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled.
    :raises ReasonIncomplete: one of the three is missing.
    """
    dossier = queries.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.REFUSE, on=dossier, actor=actor)
    if not (reason_code.strip() and basis.strip() and fix.strip()):
        raise ReasonIncomplete()

    dossier.state, dossier.closed_at = states.REFUSE.target, at
    dossier.save(update_fields=["state", "closed_at"])
    said = {"reason": reason_code, "basis": basis, "fix": fix}
    slip = slips.issue(
        slips.REFUSAL,
        dossier=dossier,
        organisation=dossier.resolving,
        said=said,
        actor=actor,
        at=at,
    )
    refused = DossierRefused(
        reason_code=reason_code,
        basis=basis,
        fix=secrecy.commitment(fix, salt=bytes(dossier.salt)),
        slip=slips.name_of(slip),
    )
    journal.record(refused, subject=dossier.subject, actor=actor, at=at)
    return dossier


@transaction.atomic
def settle(*, code: str, result: Mapping[str, Any], actor: Actor, at: datetime) -> Dossier:
    """Issue the result: a number of the agency's yearly register; rendered and signed later.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled.
    :raises StepsLeft: a step is still open.
    """
    dossier = queries.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.SETTLE, on=dossier, actor=actor)
    if dossier.step is not None:
        open_step = steps.of_order(queries.steps_of(dossier), dossier.step)
        raise StepsLeft(step=open_step.name_vi)

    dossier.state, dossier.unit = states.SETTLE.target, dossier.returning
    dossier.save(update_fields=["state", "unit"])
    slip = slips.issue(
        slips.RESULT,
        dossier=dossier,
        organisation=dossier.resolving,
        said=result,
        actor=actor,
        at=at,
    )
    settled = DossierSettled(
        number=slip.number,
        year=slip.year,
        organisation=dossier.resolving.code,
        result=secrecy.commitment(
            json.dumps(dict(result), sort_keys=True, ensure_ascii=False, default=str),
            salt=bytes(dossier.salt),
        ),
    )
    journal.record(settled, subject=dossier.subject, actor=actor, at=at)
    return dossier


def _check_step(dossier: Dossier, actor: Actor) -> None:
    if dossier.holder_id is not None and dossier.holder_id != int(actor.id):
        raise HeldByAnother(code=dossier.code)
    if dossier.step is None:
        raise NotYourStep(step=dossier.get_state_display())
    step = steps.of_order(queries.steps_of(dossier), dossier.step)
    if step.role not in actor.roles:
        raise NotYourStep(step=step.name_vi)
