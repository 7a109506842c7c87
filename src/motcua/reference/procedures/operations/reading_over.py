"""Apply the rules to every version again: after an upgrade, or when their words have changed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.reference.procedures import states
from motcua.reference.procedures.events import CatalogueReadOver
from motcua.reference.procedures.models import ProcedureVersion
from motcua.reference.procedures.rules.lint import findings, looking
from motcua.reference.procedures.rules.lint.subject import of_version
from motcua.spine import lifecycle
from motcua.spine.actors import Actor
from motcua.spine.journal import operations as journal

BATCH = 500
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class ReadOver:
    versions: int
    changed: int


@transaction.atomic
def read_over(*, actor: Actor, at: datetime) -> ReadOver:
    """Say anew of every version what the rules find in it; only what changes is written.

    :raises WrongRole: the actor neither keeps the catalogue nor is the system.
    """
    if not actor.roles & {states.KEEPER, SYSTEM}:
        raise lifecycle.WrongRole(move=states.KEEPS_VI)
    read, changed = 0, []
    versions = ProcedureVersion.objects.only("pk", "content", "definition", "findings")
    for version in versions.order_by("pk").iterator(chunk_size=BATCH):
        read += 1
        found = findings.codes(looking.findings(of_version(version.definition, version.said)))
        if found != version.findings:
            version.findings = found
            changed.append(version)
    ProcedureVersion.objects.bulk_update(changed, ["findings"], batch_size=BATCH)
    event = CatalogueReadOver(versions=read, changed=len(changed))
    journal.record(event, subject="catalogue:procedures", actor=actor, at=at)
    return ReadOver(versions=read, changed=len(changed))
