"""Drafts: begin one from a version, complete it, throw it away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from motcua.reference.procedures import queries, states
from motcua.reference.procedures.events import VersionCompleted, VersionDiscarded, VersionDrafted
from motcua.reference.procedures.models import Procedure, ProcedureVersion
from motcua.reference.procedures.operations.batches import agencies_for, describe
from motcua.reference.procedures.rules import reading
from motcua.reference.procedures.states import State
from motcua.spine import lifecycle
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal


class DraftExists(Refusal):
    code = "draft_exists"
    message_vi = "Thủ tục này đang có bản thảo số {number}. Sửa tiếp hoặc bỏ bản thảo ấy trước."
    message_en = "There is a draft already, number {number}. Go on with it, or discard it first."


class Unusable(Refusal):
    """The content cannot stand; `problems` says field by field why."""

    code = "content_unusable"
    http_status = 422
    message_vi = "Chưa lưu được: {reasons}"
    message_en = "Not saved: {reasons}"


@transaction.atomic
def draft(*, version_id: int, actor: Actor, at: datetime) -> ProcedureVersion:
    """Begin a draft with what a version says.

    :raises NotFound: there is no such version.
    :raises WrongRole: the actor does not keep the catalogue.
    :raises DraftExists: the procedure has a draft.
    """
    source = locked(version_id)
    if states.KEEPER not in actor.roles:
        raise lifecycle.WrongRole(move=states.DRAFTS_VI)
    drafts = ProcedureVersion.objects.filter(procedure=source.procedure, state=State.DRAFT)
    if existing := drafts.first():
        raise DraftExists(number=existing.number)
    version = ProcedureVersion.objects.create(
        procedure=source.procedure,
        number=next_number(source.procedure),
        state=State.DRAFT,
        content=source.content,
        content_hash=source.content_hash,
        drafted_from=source,
        definition=source.definition,
        **{name: getattr(source, name) for name in _DESCRIBED},
    )
    drafted = VersionDrafted(version=version.number, drafted_from=source.number)
    journal.record(drafted, subject=source.procedure.subject, actor=actor, at=at)
    return version


@transaction.atomic
def complete(
    *, version_id: int, changes: Mapping[str, Any], actor: Actor, at: datetime
) -> ProcedureVersion:
    """Put changed fields into a draft; the names are those of the file format.

    To say again what it says is no act: nothing is recorded.

    :raises NotFound: there is no such version.
    :raises WrongState: it is no draft.
    :raises Unusable: a field cannot be what it is said to be.
    """
    version = locked(version_id)
    lifecycle.check(states.COMPLETE, on=version, actor=actor)
    content = {**version.content, **changes}
    content, problems = reading.checked(content)
    if problems:
        reasons = " ".join(f"{problem.field}: {problem.reason_vi}" for problem in problems)
        raise Unusable(reasons=reasons, problems=problems)
    changed = sorted(name for name in changes if content.get(name) != version.content.get(name))
    if not changed:
        return version
    write_content(version, content)
    version.save()
    completed = VersionCompleted(
        version=version.number,
        content=version.content_hash,
        changed=changed,
        missing=version.missing,
    )
    journal.record(completed, subject=version.procedure.subject, actor=actor, at=at)
    return version


@transaction.atomic
def discard(*, version_id: int, actor: Actor, at: datetime) -> ProcedureVersion:
    """Throw a draft away. It stays in the tables, and nobody outside the office sees it.

    :raises NotFound: there is no such version.
    :raises WrongState: it is no draft.
    """
    version = locked(version_id)
    lifecycle.check(states.DISCARD, on=version, actor=actor)
    version.state = states.DISCARD.target
    version.save(update_fields=["state"])
    discarded = VersionDiscarded(version=version.number)
    journal.record(discarded, subject=version.procedure.subject, actor=actor, at=at)
    return version


def locked(version_id: int) -> ProcedureVersion:
    """Return a version with its procedure locked, so that acts on one procedure follow each other.

    :raises NotFound: there is no such version.
    """
    found = ProcedureVersion.objects.filter(pk=version_id).values_list("procedure_id", flat=True)
    procedure_id = found.first()
    if procedure_id is None:
        raise NotFound()
    Procedure.objects.select_for_update().get(pk=procedure_id)
    return queries.every_version().get(pk=version_id)


def next_number(procedure: Procedure) -> int:
    versions = ProcedureVersion.objects.filter(procedure=procedure)
    highest: int | None = versions.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def write_content(version: ProcedureVersion, content: dict[str, Any]) -> None:
    """Give a version its content and the columns that repeat it."""
    version.content = content
    version.content_hash = reading.hash_of(content)
    text = (content.get("agency") or "").strip()
    describe(version, agency=agencies_for([text]).get(text))


_DESCRIBED = (
    "name_vi", "name_en", "sort_key", "field", "levels", "agency", "limit_value", "limit_unit",
    "limit_same_day", "limit_cutoff", "fee_vnd", "service_level", "missing", "flags",
    "findings",
)  # fmt: skip
