"""Read documents. Whether a person may see one is decided by the thing it belongs to."""

from django.db.models import QuerySet

from motcua.capabilities.documents import storage
from motcua.capabilities.documents.models import Document
from motcua.spine.actors import ANONYMOUS, Actor
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal


def visible_to(actor: Actor) -> QuerySet[Document]:
    """Return what this person added. All else is reached through the thing it belongs to."""
    if actor.id == ANONYMOUS.id:
        return Document.objects.none()
    return Document.objects.filter(added_by=actor.id)


def get(document_id: int) -> Document:
    """Return a document to a caller that has already made sure it may.

    :raises NotFound: there is none.
    """
    found = Document.objects.filter(pk=document_id).first()
    if found is None:
        raise NotFound()
    return found


def content(document: Document) -> bytes:
    """Return its bytes, proven to be those that were kept.

    :raises storage.Missing: the store has lost them.
    :raises storage.Changed: the store holds others.
    """
    return storage.content_of(document.sha256)


def is_simulation() -> bool:
    """Say whether papers made here must say MÔ PHỎNG: time or agencies are pretended."""
    clock = journal.clock()
    return clock is None or clock.is_simulated or clock.is_demo
