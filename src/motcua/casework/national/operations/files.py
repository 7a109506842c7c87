"""Fetch a file from the portal, look at it as at every upload, and put it with its paper."""

from collections.abc import Callable
from datetime import datetime, timedelta

from motcua.capabilities.documents import inspection, rules
from motcua.capabilities.documents import operations as documents
from motcua.casework.dossiers.life_models import AwaitedFile, FileState
from motcua.casework.dossiers.operations import awaited_files
from motcua.casework.national import gateway
from motcua.casework.national.operations.arrivals import PORTAL
from motcua.spine.actors import SYSTEM
from motcua.spine.errors import Outage, Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal.models import Delivery

GONE, NEVER_CAME = "gone", "never_came"
# A portal that is away for a day is no reason to trouble an officer; a file of three days is.
ASKED_FOR = timedelta(days=3)


def fetch(paper_id: int, *, now: Callable[[], datetime]) -> None:
    """Fetch the file of a paper that is awaited; what is no use is noted with its cause.

    Call it outside a transaction: it reads from the portal, and asks `now` afterwards.

    :raises Outage: it cannot be had at present.
    """
    awaited = AwaitedFile.objects.select_related("paper").get(paper=paper_id)
    if awaited.state != FileState.AWAITED:
        return
    # A name may not hide what the file is; what it holds decides, so the name alone is dropped.
    name = "" if rules.hides_something(awaited.file_name) else awaited.file_name
    try:
        with gateway.installed().file(awaited.number) as stream:
            document = documents.accept_upload(
                stream,
                file_name=name,
                actor=PORTAL,
                now=now,
                announced_sha256=awaited.paper.document_hash,
            )
    except inspection.Busy:
        raise Outage("parser", "many files at once") from None
    except Refusal as refusal:
        # Kept as its cause: the officer, the comparison and the digest say it.
        awaited_files.fail(paper_id=paper_id, cause=refusal.code, actor=PORTAL, at=now())
    except Outage as outage:
        if not outage.permanent:
            raise
        awaited_files.fail(paper_id=paper_id, cause=GONE, actor=PORTAL, at=now())
    else:
        awaited_files.arrive(paper_id=paper_id, document=document, actor=PORTAL, at=now())


def look_after(spent: Delivery, *, at: datetime) -> None:
    """Give a fetch that ran out of tries new ones; after three days an officer is told instead."""
    paper_id = paper_of(spent.entry.subject)
    if at - spent.entry.happened_at >= ASKED_FOR:
        awaited_files.fail(paper_id=paper_id, cause=NEVER_CAME, actor=SYSTEM, at=at)
    journal.retry_delivery(delivery_id=spent.pk, actor=SYSTEM, at=at)


def paper_of(subject: str) -> int:
    """Return the paper that an entry about a file is of."""
    return int(subject.removeprefix("paper:"))
