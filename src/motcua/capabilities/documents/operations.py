"""Take files in and keep papers made here. What is kept is never changed or written over."""

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import IO, Any, Protocol, cast

from django.db import transaction

from motcua.capabilities.documents import inspection, queries, render, rules, storage
from motcua.capabilities.documents.events import DocumentMade, DocumentUploaded
from motcua.capabilities.documents.models import Document
from motcua.spine.actors import Actor
from motcua.spine.journal import operations as journal

_CHUNK_BYTES = 256 * 1024


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def accept_upload(
    stream: Readable,
    *,
    file_name: str,
    actor: Actor,
    now: Callable[[], datetime],
    announced_sha256: str = "",
) -> Document:
    """Take in a stranger's file: bounded, known by its content, opened only by the parser.

    Call it outside a transaction of your own: reading a large file must not hold locks. `now` is
    asked when the file has been read, which may take longer than the journal lets a moment age.

    :raises inspection.HiddenSigns: its name holds signs nobody sees.
    :raises inspection.NotAsAnnounced: its content is not what whoever sent it announced.
    :raises inspection.TooLarge: over 50 MB; the rest is not even read.
    :raises Refusal: another class of `inspection`, each a sentence with what to do.
    """
    if rules.hides_something(file_name):
        raise inspection.HiddenSigns()
    store = storage.file_store()
    with cast(IO[bytes], store.arriving()) as file:
        sha256 = _copy_within_bounds(stream, file)
        if announced_sha256 and sha256 != announced_sha256:
            raise inspection.NotAsAnnounced()
        found = inspection.inspect(file)
        store.keep(file, sha256=sha256)
        size_bytes = file.seek(0, io.SEEK_END)
    return _add_uploaded(
        Document(
            sha256=sha256,
            media_type=found.media_type,
            size_bytes=size_bytes,
            pages=found.pages,
            file_name=rules.shown_name(file_name, found.media_type),
            added_by=actor.id,
            added_at=now(),
        ),
        actor=actor,
    )


def print_paper(
    template: str,
    data: Mapping[str, Any],
    *,
    file_name: str,
    qr: str = "",
    actor: Actor,
    at: datetime,
) -> Document:
    """Print a paper and keep it. In a simulation or demo it says so on its face, unasked.

    :raises render.Unfit: the data do not fit the template.
    """
    content = render.pdf(template, data, at=at, is_simulated=queries.is_simulation(), qr=qr)
    return keep_made(content, file_name=file_name, template=template, actor=actor, at=at)


@transaction.atomic
def keep_made(
    content: bytes,
    *,
    file_name: str,
    template: str,
    actor: Actor,
    at: datetime,
    made_from: Document | None = None,
    signed_with: Sequence[str] = (),
) -> Document:
    """Keep a PDF made here: printed from a template, or `made_from` another by signing it.

    `signed_with` holds the numbers of the certificates, for the journal.
    """
    assert template, "What is made here says from what."
    sha256, found = _keep_content(content)
    document = Document.objects.create(
        sha256=sha256,
        media_type=found.media_type,
        size_bytes=len(content),
        pages=found.pages,
        file_name=rules.shown_name(file_name, found.media_type),
        template=template,
        made_from=made_from,
        added_by=actor.id,
        added_at=at,
    )
    made = DocumentMade(
        sha256=sha256,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        pages=document.pages,
        template=template,
        made_from=made_from.pk if made_from else None,
        signed_with=list(signed_with),
    )
    journal.record(made, subject=document.subject, actor=actor, at=at)
    return document


def _keep_content(content: bytes) -> tuple[str, inspection.Finding]:
    """Put the bytes into the store; return their hash and what the parser found in them."""
    sha256 = hashlib.sha256(content).hexdigest()
    store = storage.file_store()
    with cast(IO[bytes], store.arriving()) as file:
        file.write(content)
        found = inspection.inspect(file)
        store.keep(file, sha256=sha256)
    return sha256, found


@transaction.atomic
def _add_uploaded(document: Document, *, actor: Actor) -> Document:
    document.save(force_insert=True)
    uploaded = DocumentUploaded(
        sha256=document.sha256,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        pages=document.pages,
    )
    journal.record(uploaded, subject=document.subject, actor=actor, at=document.added_at)
    return document


def _copy_within_bounds(stream: Readable, file: IO[bytes]) -> str:
    digest, size_bytes = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK_BYTES):
        size_bytes += len(chunk)
        if size_bytes > rules.FILE_BYTES_MAX:
            raise inspection.TooLarge()
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    return digest.hexdigest()
