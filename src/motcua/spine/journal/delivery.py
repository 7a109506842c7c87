"""Hand entries to those who react: at least once, with back-off, until done or given up."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F

from motcua.spine.errors import Outage, Refusal
from motcua.spine.journal.models import Delivery
from motcua.spine.journal.reactions import reactions_to

logger = logging.getLogger(__name__)

ATTEMPTS_MAX = 10
BACK_OFF_SECONDS = 5  # Doubles each time: 5, 10, 20 … about 43 minutes in all.


def deliver_next(*, at: datetime) -> bool:
    """Run one waiting reaction; done-mark and effect commit together. False when none waits."""
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("entry")
            .filter(next_try_at__lte=at)
            .order_by(F("next_try_at"))
            .first()
        )
        if delivery is None:
            return False
        _try(delivery, at=at)
        delivery.save(update_fields=["attempts", "last_error", "done_at", "next_try_at"])
        return True


def _try(delivery: Delivery, *, at: datetime) -> None:
    delivery.attempts += 1
    reaction = reactions_to(delivery.entry.kind).get(delivery.reaction)
    try:
        if reaction is None:
            raise Outage("motcua", f"no reaction {delivery.reaction}", permanent=True)
        with transaction.atomic():
            reaction(delivery.entry)
    except DatabaseError:
        raise  # The database itself failed: nothing is counted as tried.
    except Exception as error:
        # The only place that catches everything: kept with the delivery, shown to an operator.
        if not isinstance(error, Outage | Refusal):
            logger.exception("Reaction %s failed on entry %s", delivery.reaction, delivery.entry_id)
        delivery.last_error = _words(error)
        permanent = isinstance(error, Outage) and error.permanent
        wait = timedelta(seconds=BACK_OFF_SECONDS * 2 ** (delivery.attempts - 1))
        spent = permanent or delivery.attempts >= ATTEMPTS_MAX
        delivery.next_try_at = None if spent else at + wait
    else:
        delivery.done_at, delivery.next_try_at, delivery.last_error = at, None, ""


def _words(error: Exception) -> str:
    """Only our own two kinds of error speak in words free of personal data."""
    if isinstance(error, Outage | Refusal):
        return f"{type(error).__name__}: {error}"[:300]
    return type(error).__name__
