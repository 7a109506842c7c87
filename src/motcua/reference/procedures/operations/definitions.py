"""Put full definitions (e-form, steps, results) into the catalogue and publish them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.db import transaction

from motcua.reference.procedures import queries, states
from motcua.reference.procedures.definition import reading
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.procedures.events import VersionDrafted
from motcua.reference.procedures.models import Procedure, ProcedureVersion
from motcua.reference.procedures.operations import keeping, publication
from motcua.reference.procedures.operations.moments import Moments
from motcua.reference.procedures.rules import agencies, defined
from motcua.reference.procedures.states import State
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.journal import operations as journal

UNDECIDED = "minh họa"  # A demo's definition has no decision of a real body behind it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of a folder of definitions."""

    published: int
    unchanged: int


def publish_folder(
    folder: Path | None = None, *, actor: Actor, at: datetime, progress: Any = None
) -> Published:
    """Publish each definition of a folder (the shipped ones by default) that is not yet in force.

    The same definition twice changes nothing. What the source said about the rest is kept.

    :raises BadDefinition: a file says what the grammar does not know.
    """
    moments = Moments(at)
    keeper = Actor(
        id=actor.id, roles=actor.roles | {states.KEEPER}, organisation=actor.organisation
    )
    paths = _paths(folder)
    read = [(reading.from_file(path), reading.values_of(path)) for path in paths]
    counts = {True: 0, False: 0}
    for number, (definition, values) in enumerate(read, start=1):
        counts[publish_definition(definition, values, actor=keeper, at=moments.now())] += 1
        if progress is not None:
            progress(number, len(read))
    return Published(published=counts[True], unchanged=counts[False])


@transaction.atomic
def publish_definition(
    definition: Definition, values: Mapping[str, Any], *, actor: Actor, at: datetime
) -> bool:
    """Publish one definition from its first day; False if it is in force already."""
    kept = json.loads(json.dumps(values, default=_plain, ensure_ascii=False))
    procedure = _procedure(definition)
    latest = _latest(procedure)
    if latest is not None and latest.state == State.PUBLISHED and latest.definition == kept:
        return False
    draft = _draft(procedure, latest, definition, kept, actor=actor, at=at)
    publication.publish(
        version_id=draft.pk,
        since=definition.in_force_from or local_date(at),
        decision=definition.decision or UNDECIDED,
        replaces=True,
        actor=actor,
        at=at,
    )
    return True


def _procedure(definition: Definition) -> Procedure:
    place = {"jurisdiction": definition.jurisdiction, "code": definition.code}
    found = Procedure.objects.select_for_update().filter(**place).first()
    return found or Procedure.objects.create(**place, key=definition.code)


def _latest(procedure: Procedure) -> ProcedureVersion | None:
    versions = queries.versions(procedure)
    published = versions.filter(state=State.PUBLISHED).first()
    return published or versions.order_by("-period", "-number").first()


def _draft(
    procedure: Procedure,
    source: ProcedureVersion | None,
    definition: Definition,
    kept: dict[str, Any],
    *,
    actor: Actor,
    at: datetime,
) -> ProcedureVersion:
    """Keep a draft that says what the definition says.

    Its journal entry is its own act: publishing it is the next one.
    """
    draft = ProcedureVersion(
        procedure=procedure,
        number=keeping.next_number(procedure),
        state=State.DRAFT,
        drafted_from=source,
        definition=kept,
    )
    resolving = definition.agencies.resolving if definition.agencies else ""
    agency = agencies.resolving(resolving, definition.field_vi)
    seen = source.content if source else None
    keeping.write_content(draft, defined.content(definition, agency=agency, seen=seen))
    draft.save()
    drafted = VersionDrafted(
        version=draft.number, drafted_from=source.number if source is not None else 0
    )
    journal.record(drafted, subject=procedure.subject, actor=actor, at=at)
    return draft


def _paths(folder: Path | None) -> Sequence[Path]:
    shipped = Path(str(files("motcua").joinpath("data/procedures/definitions")))
    return sorted((folder or shipped).glob("*.toml"))


def _plain(value: object) -> str:
    assert isinstance(value, date), f"{type(value).__name__} does not stand in a definition."
    return value.isoformat()
