"""Papers the office lost or spoilt: it apologises, and restores them at its own cost."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers.events import PapersLost, PapersRestored
from motcua.casework.dossiers.life_models import Loss
from motcua.casework.dossiers.models import Dossier, Paper
from motcua.casework.dossiers.queries import access
from motcua.spine import secrecy
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.lifecycle import WrongRole


class NothingLost(Refusal):
    code = "nothing_lost"
    http_status = 422
    message_vi = "Chọn giấy tờ bị mất, hỏng trong những giấy đã nhận và ghi việc đã xảy ra."
    message_en = "Choose which of the papers received was lost, and say what happened."


class LostAlready(Refusal):
    code = "lost_already"
    message_vi = "Giấy tờ này đã ghi nhận mất, hỏng và đang khôi phục."
    message_en = "This paper is recorded as lost already and is being restored."


class NothingToRestore(Refusal):
    code = "nothing_to_restore"
    message_vi = "Hồ sơ {code} không có giấy tờ nào đang chờ khôi phục."
    message_en = "No paper of dossier {code} waits to be restored."


class HowMissing(Refusal):
    code = "restored_how_missing"
    http_status = 422
    message_vi = "Ghi đã khôi phục bằng cách nào, ai cấp lại."
    message_en = "Say how it was restored, and who issued it again."


@transaction.atomic
def report_lost(
    *, code: str, components: Sequence[str], reason: str, actor: Actor, at: datetime
) -> list[Loss]:
    """Record that papers were lost or spoilt; the applicant gets an apology and pays nothing.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongRole: the actor does not work on dossiers.
    :raises NothingLost: no paper that was handed in is named, or it does not say what happened.
    :raises LostAlready: one of them is being restored already.
    """
    dossier = _dossier(code, actor, "Ghi nhận mất, hỏng giấy tờ")
    had = set(Paper.objects.filter(dossier=dossier).values_list("component", flat=True))
    if not components or not reason.strip() or not set(components) <= had:
        raise NothingLost()
    open_losses = Loss.objects.filter(dossier=dossier, restored_at=None)
    if open_losses.filter(component__in=components).exists():
        raise LostAlready()

    losses = Loss.objects.bulk_create(
        Loss(
            dossier=dossier,
            component=component,
            reason=reason.strip(),
            reported_by=actor.id,
            reported_at=at,
        )
        for component in dict.fromkeys(components)
    )
    lost = PapersLost(
        components=[one.component for one in losses],
        reason=secrecy.commitment(reason.strip(), salt=bytes(dossier.salt)),
    )
    journal.record(lost, subject=dossier.subject, actor=actor, at=at)
    return losses


@transaction.atomic
def restore(*, code: str, how: str, actor: Actor, at: datetime) -> list[Loss]:
    """Record that every lost paper is there again, at the agency's cost; the applicant is told.

    :raises NotFound: it is not there, or not this office's.
    :raises WrongRole: the actor does not work on dossiers.
    :raises NothingToRestore: nothing was lost.
    :raises HowMissing: it does not say how.
    """
    dossier = _dossier(code, actor, "Ghi nhận đã khôi phục giấy tờ")
    losses = list(Loss.objects.select_for_update().filter(dossier=dossier, restored_at=None))
    if not losses:
        raise NothingToRestore(code=code)
    if not how.strip():
        raise HowMissing()

    for one in losses:
        one.restored, one.restored_by, one.restored_at = how.strip(), actor.id, at
        one.save(update_fields=["restored", "restored_by", "restored_at"])
    restored = PapersRestored(
        components=[one.component for one in losses],
        how=secrecy.commitment(how.strip(), salt=bytes(dossier.salt)),
    )
    journal.record(restored, subject=dossier.subject, actor=actor, at=at)
    return losses


def _dossier(code: str, actor: Actor, act_vi: str) -> Dossier:
    dossier = access.get(code=code, actor=actor, lock=True)
    if not actor.roles & access.WORKS:
        raise WrongRole(move=act_vi)
    return dossier
