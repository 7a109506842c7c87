"""A second request for papers: the head alone may decide it, and it counts against the unit."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers import states
from motcua.casework.dossiers.models import Request
from motcua.casework.dossiers.operations import reception
from motcua.casework.dossiers.queries import access
from motcua.spine import lifecycle
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal


class NotAskedYet(Refusal):
    code = "not_asked_yet"
    message_vi = "Hồ sơ chưa yêu cầu bổ sung lần nào. Người thụ lý yêu cầu một lần, đầy đủ."
    message_en = "Nothing was asked for yet. Whoever handles it asks once, for everything."


class WhyAgainMissing(Refusal):
    code = "why_again_missing"
    http_status = 422
    message_vi = "Luật chỉ cho yêu cầu bổ sung một lần. Ghi lý do vì sao phải yêu cầu lần nữa."
    message_en = "The law allows one request. Say why a second one cannot be avoided."


@transaction.atomic
def ask_again(
    *,
    code: str,
    components: Sequence[str],
    reason: str,
    why_again: str,
    actor: Actor,
    at: datetime,
) -> Request:
    """Ask for papers once more, as the head's own decision (766: the dossier counts as late).

    :raises NotFound: it is not there, or not this office's.
    :raises WrongState: it is not waiting to be received, nor being settled.
    :raises WrongRole: the actor is no head.
    :raises NotAskedYet: nothing was asked for before.
    :raises NothingAsked: no component, or no reason for the applicant.
    :raises WhyAgainMissing: the head gives no reason for a second request.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    lifecycle.check(states.ASK_AGAIN, on=dossier, actor=actor)
    if not dossier.supplements:
        raise NotAskedYet()
    if not components or not reason.strip():
        raise reception.NothingAsked()
    if not why_again.strip():
        raise WhyAgainMissing()
    return reception.request_papers(
        dossier, components, reason, why_again=why_again.strip(), actor=actor, at=at
    )
