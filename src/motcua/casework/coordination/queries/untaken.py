"""Parts that were handed to another agency and that it has not said to have received."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.queries import parts
from motcua.casework.coordination.states import State
from motcua.casework.dossiers import states as dossiers
from motcua.casework.dossiers.rules import life_limits
from motcua.spine.dates import local_date
from motcua.spine.journal.models import Entry

LIMIT, ALERTED = "linked_receipt", "leg.alerted"
# What has lain for longer was told when it was news.
LOOKED_BACK = timedelta(days=7)


def overdue(*, at: datetime) -> Iterator[Leg]:
    """Yield the parts whose agency should have said that it has them, the oldest first.

    Not the counter's own part, and none of an agency outside: who records its answer takes nothing.
    """
    hours = life_limits.of(LIMIT, on=local_date(at)).value
    waiting = Leg.objects.select_related(
        "organisation", "chain__dossier__receiving", "chain__dossier__resolving"
    ).filter(
        state=State.OPEN,
        is_outside=False,
        started_at__lte=at - timedelta(hours=hours),  # Working hours are never fewer.
        started_at__gte=at - LOOKED_BACK,
        chain__dossier__state__in=sorted(dossiers.OPEN),
    )
    for leg in waiting.order_by("started_at", "id"):
        if is_overdue(leg, at=at):
            yield leg


def overdue_by_agency(*, at: datetime) -> Counter[str]:
    """Count them by the code of the agency."""
    return Counter(leg.organisation.code for leg in overdue(at=at))


def is_overdue(leg: Leg, *, at: datetime) -> bool:
    if parts.is_of_own_agency(leg.organisation, leg.chain.dossier):
        return False
    calendar = parts.calendar_of(leg)
    return at >= life_limits.ends(LIMIT, since=leg.started_at, calendar=calendar)


def was_alerted(leg: Leg) -> bool:
    return Entry.objects.filter(subject=parts.subject_of(leg), kind=ALERTED).exists()
