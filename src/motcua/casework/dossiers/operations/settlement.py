"""What the resolving agency does: take, pass on, refuse, settle."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.casework.dossiers import routing, states
from motcua.casework.dossiers.events import (
    DossierRefused,
    DossierSettled,
    DossierTaken,
    ResultApproved,
    StepPassed,
)
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import fees, refunds, slips, texts, turns
from motcua.casework.dossiers.operations.reception import ReasonIncomplete
from motcua.casework.dossiers.queries import access, prices
from motcua.casework.dossiers.queries import turns as opened
from motcua.casework.dossiers.queries.turns import OpenStep
from motcua.casework.dossiers.rules import refusals, result_texts, steps
from motcua.spine import lifecycle, rows, secrecy
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


class PartsOwed(Refusal):
    code = "parts_owed"
    message_vi = (
        "Còn {count} phần việc của cơ quan khác chưa xong. Chờ trả lời; ý kiến nào đã quá hạn thì "
        "cơ quan chủ trì ghi lý do ở phần liên thông rồi làm tiếp."
    )
    message_en = (
        "{count} parts of other agencies are not done. Wait for them; where an opinion is overdue, "
        "the leading agency states why it goes on without it."
    )


@transaction.atomic
def take(*, code: str, actor: Actor, at: datetime, step: int | None = None) -> Dossier:
    """Take a dossier of the unit's queue, or one of its open steps, into one's own hands.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled.
    :raises HeldByAnother: a colleague was faster.
    :raises NotYourStep: the step asks for another role.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    if not dossier.beside and dossier.holder_id == int(actor.id):
        return dossier
    _check_processing(dossier, move="Nhận xử lý")
    turn = check_step(dossier, actor, step=step)
    if turn.holder_id == int(actor.id):
        return dossier

    turns.take(dossier, turn, account_id=int(actor.id))
    taken = DossierTaken(holder=int(actor.id), step=turn.order if turn.row else None)
    journal.record(taken, subject=dossier.subject, actor=actor, at=at)
    return dossier


@transaction.atomic
def pass_step(*, code: str, actor: Actor, at: datetime, step: int | None = None) -> Dossier:
    """Finish one's own open step; what comes after it opens when all before that are done.

    Who passes the last step a head or leader signs has approved the result.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled.
    :raises NotYourStep: the step asks for another role.
    :raises HeldByAnother: a colleague holds it.
    :raises TextsMissing: it would approve a result without title or subject.
    :raises PartsOwed: it would approve a result while other agencies have not done their parts.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    passed = advance(dossier, actor=actor, at=at, step=step)
    journal.record(passed, subject=dossier.subject, actor=actor, at=at)
    return dossier


def advance(
    dossier: Dossier, *, actor: Actor, at: datetime, step: int | None = None
) -> StepPassed | ResultApproved:
    """Pass an open step of a locked dossier; return the fact for the caller to record."""
    _check_processing(dossier, move="Chuyển bước")
    every = access.steps_of(dossier)
    open_steps = opened.opened(dossier)
    turn = _turn(dossier, open_steps, actor, step=step)
    left = [one for one in open_steps if one.order != turn.order]
    done = opened.done(dossier, every)
    content = ""
    if steps.is_approval(every, turn.order, {one.order for one in every} - done):
        _check_nothing_owed(dossier)
        content = texts.approve(dossier, actor=actor, at=at)

    follow = steps.opened_by(every, turn.order, opened={one.order for one in left}, done=done)
    if left:
        turns.end(dossier, turn, left)
        others = turns.open_beside(dossier, follow, at=at)
    else:
        others = turns.begin(dossier, follow, at=at)
    rows.update(dossier, *turns.CHANGED)
    told: dict[str, Any] = {
        "step": turn.order,
        "next_step": dossier.step,
        "unit": dossier.unit.code,
        "holder": dossier.holder_id,
        "left": [one.order for one in left],
        "beside": others,
    }
    return ResultApproved(**told, result=content) if content else StepPassed(**told)


@transaction.atomic
def refuse(
    *, code: str, reason_code: str, basis: str, fix: str, actor: Actor, at: datetime
) -> Dossier:
    """Refuse after appraisal, with reason, legal basis and exact fix (form 03).

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled.
    :raises ReasonIncomplete: one of the three is missing.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.REFUSE, on=dossier, actor=actor)
    if not (reason_code.strip() and basis.strip() and fix.strip()):
        raise ReasonIncomplete()

    routing.close(dossier, states.REFUSE, at=at)
    slip = slips.refuse(
        dossier,
        issuer=dossier.resolving,
        reason=refusals.in_words(reason_code),
        basis=basis,
        fix=fix,
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
    refunds.mark(dossier, actor=actor, at=at)
    return dossier


@transaction.atomic
def settle(*, code: str, actor: Actor, at: datetime) -> Dossier:
    """Give the result its number in the agency's yearly register; printed and signed later.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled.
    :raises StepsLeft: somebody else's step is still open.
    :raises NotApproved: nobody has approved what the result says.
    :raises PartsOwed: other agencies have not done their parts.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    settled = close(dossier, actor=actor, at=at)
    journal.record(settled, subject=dossier.subject, actor=actor, at=at)
    return dossier


def close(dossier: Dossier, *, actor: Actor, at: datetime) -> DossierSettled:
    """Settle a locked dossier; return the fact for the caller to record."""
    lifecycle.check(states.SETTLE, on=dossier, actor=actor)
    open_steps = opened.opened(dossier)
    if not steps.only_clerks_left(access.steps_of(dossier), [one.order for one in open_steps]):
        raise StepsLeft(step=", ".join(one.step.name_vi for one in open_steps))
    _check_nothing_owed(dossier)
    said, approver = texts.approved(dossier)
    definition = access.definition_of(dossier.procedure_version)
    answers = json.loads(dossier.answers)
    price = prices.of_answers(definition, answers, channel=dossier.channel)

    dossier.state, dossier.step, dossier.holder = states.SETTLE.target, None, None
    routing.end_turns(dossier)
    routing.hand_to(dossier, dossier.returning)
    rows.update(dossier, "state", *turns.CHANGED)
    due = price.due(prices.RESULT)
    charge = fees.owe_for(
        dossier, due, definition=definition, due=prices.RESULT, actor=actor, at=at
    )
    mark = result_texts.mark_of(definition)
    slip = slips.issue_result(dossier, said=said, mark=mark, approver=approver, actor=actor, at=at)
    return DossierSettled(
        number=slip.number,
        year=slip.year,
        organisation=dossier.resolving.code,
        result=secrecy.commitment(slip.said, salt=bytes(dossier.salt)),
        charge=charge.pk if charge else None,
        fee_vnd=charge.due_vnd if charge else 0,
    )


def check_step(dossier: Dossier, actor: Actor, *, step: int | None = None) -> OpenStep:
    """Return the open step this actor works at: the one named, else their own, else a free one.

    :raises HeldByAnother: a colleague holds it.
    :raises NotYourStep: the step asks for another role or unit, or is not open.
    """
    return _turn(dossier, opened.opened(dossier), actor, step=step)


def _turn(
    dossier: Dossier, open_steps: Sequence[OpenStep], actor: Actor, *, step: int | None
) -> OpenStep:
    asked = [one for one in open_steps if step in (None, one.order)]
    if not asked:
        raise NotYourStep(step=_called(dossier, step))
    theirs = opened.of_actor(open_steps, actor)
    mine = [one for one in theirs if one in asked and one.is_free_for(actor.id)]
    if mine:
        return mine[0]
    could_be_theirs = len(open_steps) == 1 or any(one in asked for one in theirs)
    if could_be_theirs and any(not one.is_free_for(actor.id) for one in asked):
        raise HeldByAnother(code=dossier.code)
    raise NotYourStep(step=asked[0].step.name_vi)


def _called(dossier: Dossier, step: int | None) -> str:
    named = [one.name_vi for one in access.steps_of(dossier) if one.order == step]
    return named[0] if named else dossier.get_state_display()


def _check_nothing_owed(dossier: Dossier) -> None:
    if dossier.parts_owed:
        raise PartsOwed(count=dossier.parts_owed)


def _check_processing(dossier: Dossier, *, move: str) -> None:
    # A dossier that was closed on its way still says at which step that happened.
    if dossier.state != states.State.PROCESSING:
        raise lifecycle.WrongState(state=dossier.get_state_display(), move=move)
