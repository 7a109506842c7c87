"""Files of papers that lie elsewhere: awaited, here, or failed; and asked for once more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from motcua.capabilities.documents.models import Document
from motcua.casework.dossiers.events import FileArrived, FileAwaited, FileFailed
from motcua.casework.dossiers.life_models import AwaitedFile, FileState
from motcua.casework.dossiers.models import Dossier, Paper
from motcua.casework.dossiers.queries import access
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.lifecycle import WrongRole


class FileIsComing(Refusal):
    code = "file_is_coming"
    message_vi = "Tệp này đang được lấy về, máy tự lấy lại khi chưa được. Chờ rồi mở lại hồ sơ."
    message_en = (
        "This file is being fetched, and asked for again by itself. Open the dossier later."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileElsewhere:
    """The file of a paper, and what the place where it lies and its owner call it."""

    component: str
    document_hash: str
    number: str
    name: str = field(repr=False)


@transaction.atomic
def expect(
    dossier: Dossier,
    files: Sequence[FileElsewhere],
    *,
    round_number: int,
    source: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Await the files of papers just handed in: each belongs to the paper that has its hash."""
    free: dict[tuple[str, str], list[Paper]] = defaultdict(list)
    for paper in Paper.objects.filter(dossier=dossier, round=round_number):
        free[paper.component, paper.document_hash].append(paper)
    awaited = [
        AwaitedFile(
            paper=free[one.component, one.document_hash].pop(),
            source=source,
            number=one.number,
            file_name=one.name,
            asked_at=at,
        )
        for one in files
    ]
    AwaitedFile.objects.bulk_create(awaited)
    if awaited:
        facts = [
            (FileAwaited(dossier=dossier.code, source=source), subject_of(one.paper_id))
            for one in awaited
        ]
        journal.record_many(facts, actor=actor, at=at)


@transaction.atomic
def arrive(*, paper_id: int, document: Document, actor: Actor, at: datetime) -> None:
    """Put a file that has come beside its paper; one that is there already stays."""
    awaited = _locked(paper_id)
    if awaited.state == FileState.ARRIVED:
        return
    paper = awaited.paper
    paper.document, paper.document_hash = document, document.sha256
    paper.save(update_fields=["document", "document_hash"])
    _end(awaited, FileState.ARRIVED, at=at)
    arrived = FileArrived(
        dossier=paper.dossier.code, document=document.pk, sha256=document.sha256
    )  # fmt: skip
    journal.record(arrived, subject=subject_of(paper_id), actor=actor, at=at)


@transaction.atomic
def fail(*, paper_id: int, cause: str, actor: Actor, at: datetime) -> None:
    """Note why there is no such file; an officer sees it, and may ask again."""
    awaited = _locked(paper_id)
    if awaited.state != FileState.AWAITED:
        return
    _end(awaited, FileState.FAILED, at=at, cause=cause)
    failed = FileFailed(dossier=awaited.paper.dossier.code, cause=cause)
    journal.record(failed, subject=subject_of(paper_id), actor=actor, at=at)


@transaction.atomic
def ask_again(*, code: str, paper_id: int, actor: Actor, at: datetime) -> None:
    """Fetch a file once more that could not be had, or was no use; one that is there stays.

    :raises NotFound: no such dossier or paper, not theirs to see, or no file of it lies elsewhere.
    :raises WrongRole: the actor does not work on dossiers.
    :raises FileIsComing: it is being fetched.
    """
    dossier = access.get(code=code, actor=actor)
    if not actor.roles & access.WORKS:
        raise WrongRole(move="Lấy lại tệp")
    found = AwaitedFile.objects.select_for_update(of=("self",))
    awaited = found.filter(paper=paper_id, paper__dossier=dossier).first()
    if awaited is None:
        raise NotFound()
    if awaited.state == FileState.AWAITED:
        raise FileIsComing()
    if awaited.state == FileState.ARRIVED:
        return

    awaited.state, awaited.cause, awaited.asked_at, awaited.ended_at = "awaited", "", at, None
    awaited.save(update_fields=["state", "cause", "asked_at", "ended_at"])
    asked = FileAwaited(dossier=code, source=awaited.source)
    journal.record(asked, subject=subject_of(paper_id), actor=actor, at=at)


def subject_of(paper_id: int) -> str:
    """Return the subject of what happens to the file of a paper."""
    return f"paper:{paper_id}"


def _locked(paper_id: int) -> AwaitedFile:
    rows = AwaitedFile.objects.select_for_update(of=("self",))
    return rows.select_related("paper__dossier").get(paper=paper_id)


def _end(awaited: AwaitedFile, state: FileState, *, at: datetime, cause: str = "") -> None:
    awaited.state, awaited.cause, awaited.ended_at = state, cause, at
    awaited.save(update_fields=["state", "cause", "ended_at"])
