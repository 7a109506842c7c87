"""Say what free texts for agencies mean: by rules for all, by the keeper for one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.reference.procedures import queries, states
from motcua.reference.procedures.events import AgenciesMatched, AgencySettled
from motcua.reference.procedures.models import Agency, ProcedureVersion
from motcua.reference.procedures.operations.batches import describe
from motcua.reference.procedures.rules import agencies
from motcua.reference.procedures.states import State
from motcua.spine import lifecycle
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

_OPEN = sorted([State.SEEN, State.DRAFT])  # What was published keeps what it was published with.


class UnknownTarget(Refusal):
    code = "unknown_target"
    http_status = 422
    message_vi = "Chọn ít nhất một cơ quan trong danh sách."
    message_en = "Choose at least one agency from the list."


@transaction.atomic
def settle(*, agency_id: int, targets: Sequence[str], actor: Actor, at: datetime) -> Agency:
    """Say which agencies a text means; from now on the rules leave it alone.

    :raises NotFound: there is no such text.
    :raises WrongRole: the actor does not keep the catalogue.
    :raises UnknownTarget: nothing was chosen, or something that is not in the list.
    """
    agency = Agency.objects.select_for_update().filter(pk=agency_id).first()
    if agency is None:
        raise NotFound()
    if states.KEEPER not in actor.roles:
        raise lifecycle.WrongRole(move=states.KEEPS_VI)
    chosen = list(dict.fromkeys(targets))
    if not chosen or not set(chosen) <= set(agencies.targets()):
        raise UnknownTarget()
    agency.targets, agency.is_settled = chosen, True
    agency.save(update_fields=["targets", "is_settled"])
    settled = AgencySettled(targets=chosen, versions=_describe_again([agency]))
    journal.record(settled, subject=f"agency:{agency.pk}", actor=actor, at=at)
    return agency


@transaction.atomic
def match_all(*, actor: Actor, at: datetime) -> int:
    """Apply the rules to every text that nobody has settled; return how many changed."""
    texts = list(Agency.objects.select_for_update().filter(is_settled=False))
    changed = []
    for agency in texts:
        found = agencies.matched(agency.text)
        if found != agency.targets:
            agency.targets = found
            changed.append(agency)
    if changed:
        Agency.objects.bulk_update(changed, ["targets"], batch_size=500)
        _describe_again(changed)
        matched = AgenciesMatched(
            texts=len(texts),
            changed=len(changed),
            unmatched=sum(1 for agency in texts if not agency.targets),
        )
        journal.record(matched, subject="agencies", actor=actor, at=at)
    return len(changed)


def _describe_again(changed: Sequence[Agency]) -> int:
    versions = list(queries.every_version().filter(agency__in=changed, state__in=_OPEN))
    for version in versions:
        describe(version, agency=version.agency)
    ProcedureVersion.objects.bulk_update(versions, ["missing"], batch_size=500)
    return len(versions)
