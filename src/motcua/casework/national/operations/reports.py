"""Owe the portal a message for each fact, and remember what it knows."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access
from motcua.casework.national.models import Link
from motcua.casework.national.queries import reports
from motcua.casework.national.rules.messages import is_reported
from motcua.spine.journal import operations as journal
from motcua.spine.journal.models import Entry
from motcua.spine.journal.reactions import Reaction


def owe(entries: Sequence[Entry], *, to: Reaction) -> None:
    """Owe the portal one message for each fact it is told of: the fact's own delivery row.

    The act that wrote the fact pays nothing for it; it is the reader of the journal that owes.
    """
    told = [entry for entry in entries if is_reported(entry.kind, entry.facts)]
    codes = {reports.code_of(entry) for entry in told}
    known = reports.linked(codes)
    known |= _link(codes - known)
    journal.owe([entry.pk for entry in told if reports.code_of(entry) in known], to=to)


@transaction.atomic
def note_known(code: str, *, at: datetime) -> None:
    """Note that the portal has taken a whole dossier that was filed here; the first time counts."""
    Link.objects.filter(code=code, known_there_at=None).update(known_there_at=at)


def _link(codes: Collection[str]) -> set[str]:
    """Give dossiers filed here that are to be reported their number at the portal: their own."""
    if not codes:
        return set()
    filed = Dossier.objects.filter(code__in=codes)
    filed = filed.select_related("procedure_version__procedure", "receiving")
    found = reports.to_be_linked(filed.defer(*access.LARGE))
    Link.objects.bulk_create(
        [
            Link(code=one.code, dossier=one, taken_at=one.submitted_at, is_filed_here=True)
            for one in found
        ],
        ignore_conflicts=True,
    )
    return {one.code for one in found}
