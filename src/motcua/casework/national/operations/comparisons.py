"""Keep what a comparison of the two books found, each gap with its cause."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from motcua.casework.national.events import NationalDayCompared
from motcua.casework.national.models import Comparison, Difference
from motcua.casework.national.queries import books
from motcua.casework.national.rules.books import Found
from motcua.spine.actors import Actor
from motcua.spine.journal import operations as journal


@transaction.atomic
def keep(
    *,
    day: date,
    found: Sequence[Found],
    ours: int,
    theirs: int,
    reaction: str,
    actor: Actor,
    at: datetime,
) -> Comparison:
    """Keep every gap between the two books with its cause; doing a day again replaces it."""
    explained = books.causes(found, reaction=reaction)
    figures = {"ours": ours, "theirs": theirs}
    kept, _ = Comparison.objects.update_or_create(day=day, defaults={**figures, "done_at": at})
    Difference.objects.filter(comparison=kept).delete()
    Difference.objects.bulk_create(
        Difference(
            comparison=kept, code=gap.code, gap=gap.gap, ours=gap.ours, theirs=gap.theirs,
            dossier=why.dossier, cause=why.cause, detail=why.detail,
        )
        for gap, why in zip(found, explained, strict=True)
    )  # fmt: skip
    compared = NationalDayCompared(day=day, differences=len(found), **figures)
    journal.record(compared, subject=f"national:day/{day.isoformat()}", actor=actor, at=at)
    return kept
