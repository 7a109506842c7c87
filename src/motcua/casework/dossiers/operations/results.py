"""The result from draft to signed paper: drafted, approved by many at once, numbered, signed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from motcua.capabilities.signatures.signer import Signer
from motcua.casework.dossiers.events import ResultDrafted
from motcua.casework.dossiers.models import Dossier, ResultDraft, Slip
from motcua.casework.dossiers.operations import papers, settlement, slips, texts
from motcua.casework.dossiers.queries import access, turns
from motcua.casework.dossiers.rules import steps
from motcua.casework.dossiers.states import State
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.lifecycle import WrongState

BATCH_MAX = 200


class BatchTooLarge(Refusal):
    code = "batch_too_large"
    http_status = 422
    message_vi = "Mỗi lần ký duyệt nhiều nhất {max} hồ sơ. Chọn bớt rồi làm tiếp."
    message_en = "At most {max} dossiers at a time. Choose fewer and go on."


class NothingToSign(Refusal):
    code = "nothing_to_sign"
    message_vi = "Hồ sơ {code} không chờ chữ ký của bạn. Tải lại danh sách."
    message_en = "Dossier {code} does not wait for your signature. Reload the list."


@transaction.atomic
def draft(*, code: str, fields: Mapping[str, str], actor: Actor, at: datetime) -> ResultDraft:
    """Keep the texts of the result as edited; see `queries.results.view` for which there are.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not being settled.
    :raises NotYourStep: the present step is another role's.
    :raises HeldByAnother: a colleague holds it.
    :raises AlreadyApproved: somebody has approved it.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    if dossier.state != State.PROCESSING:
        raise WrongState(state=dossier.get_state_display(), move="Soạn kết quả")
    settlement.check_step(dossier, actor)

    row = texts.keep(dossier, fields, actor=actor, at=at)
    drafted = ResultDrafted(result=texts.commitment(dossier, row))
    journal.record(drafted, subject=dossier.subject, actor=actor, at=at)
    return row


@transaction.atomic
def approve(*, codes: Sequence[str], actor: Actor, at: datetime) -> list[Dossier]:
    """Approve many results with one confirmation: all of them, or none.

    :raises NotFound: one is not there, or not this office's.
    :raises Refusal: whatever `settlement.pass_step` refuses, of the first that cannot pass.
    :raises BatchTooLarge: nobody has read that many.
    """
    _check_size(codes)
    dossiers = access.several(codes=codes, actor=actor, lock=True)
    signed = [(dossier, _signers_step(dossier, actor)) for dossier in dossiers]
    facts = [
        (settlement.advance(dossier, actor=actor, at=at, step=step), dossier.subject)
        for dossier, step in signed
    ]
    journal.record_many(facts, actor=actor, at=at)
    return dossiers


@transaction.atomic
def settle_many(*, codes: Sequence[str], actor: Actor, at: datetime) -> list[Dossier]:
    """Give many results their numbers: all of them, or none.

    :raises NotFound: one is not there, or not this office's.
    :raises Refusal: whatever `settlement.settle` refuses, of the first that cannot be settled.
    :raises BatchTooLarge: over the bound.
    """
    _check_size(codes)
    dossiers = access.several(codes=codes, actor=actor, lock=True)
    facts = [
        (settlement.close(dossier, actor=actor, at=at), dossier.subject) for dossier in dossiers
    ]
    journal.record_many(facts, actor=actor, at=at)
    return dossiers


def sign_results(*, codes: Sequence[str], signer: Signer, actor: Actor, at: datetime) -> list[Slip]:
    """Sign the numbered results of these dossiers with an unlocked key, each in an act of its own.

    It is this person's own signature, or the seal when it is the seal's turn and they keep it.

    :raises NotFound: one is not there, or not this office's.
    :raises NothingToSign: it is not this signer's turn.
    :raises Refusal: the key is locked.
    """
    _check_size(codes)
    signed = []
    for dossier in access.several(codes=codes, actor=actor):
        results = Slip.objects.filter(dossier=dossier, form=slips.RESULT, signed_at=None)
        slip = results.order_by("id").first()
        if slip is None or not papers.is_turn_of(slip, signer, actor=actor):
            raise NothingToSign(code=dossier.code)
        papers.print_paper(slip_id=slip.pk, at=at)
        signed.append(papers.sign(slip_id=slip.pk, signer=signer, actor=actor, at=at))
    return signed


def _signers_step(dossier: Dossier, actor: Actor) -> int:
    open_steps = turns.opened(dossier)
    signers = [one for one in open_steps if one.step.role in steps.SIGNERS]
    if not signers:
        raise NothingToSign(code=dossier.code)
    return next(iter(turns.of_actor(signers, actor)), signers[0]).order


def _check_size(codes: Sequence[str]) -> None:
    if len(codes) > BATCH_MAX:
        raise BatchTooLarge(max=BATCH_MAX)
