"""Hand entries to those who react: at least once, with back-off, until done or given up.

Two manners. What a reaction changes here is done in batches; effect and done-mark commit together,
so nothing happens twice. What calls somebody outside (calls.py) holds no transaction meanwhile.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import F, QuerySet

from motcua.spine.errors import Outage, Overtaken, Refusal
from motcua.spine.journal.models import Delivery
from motcua.spine.journal.reactions import reaction_of, working_here

logger = logging.getLogger(__name__)

ATTEMPTS_MAX = 10
BACK_OFF_SECONDS = 5  # Doubles each time: 5, 10, 20 … about 43 minutes in all.
BATCH_MAX = 50
# What a batch has locked, people wait for.
BATCH_SECONDS_MAX = 0.5
# The database itself failed (resources, connection, shutdown): nobody's try.
DATABASE_AWAY = ("08", "53", "57P", "58", "XX", "25P03")


def deliver(*, at: datetime, limit: int = BATCH_MAX) -> int:
    """Run waiting reactions; done-marks and effects commit together. Return how many were tried."""
    try:
        return _deliver(at, limit, _all_at_once)
    except _Unlike:
        # Done again from the start, each in a savepoint: one that fails takes no other along.
        return _deliver(at, limit, _one_by_one)


class _Unlike(Exception):
    """One reaction of a batch failed."""


Way = Callable[[Sequence[Delivery], datetime], int]


@transaction.atomic
def _deliver(at: datetime, limit: int, way: Way) -> int:
    # What another release knows is its worker's to do: while both run, neither gives it up.
    owed = list(due(at=at).filter(reaction__in=working_here())[:limit])
    return way(owed, at) if owed else 0


def _all_at_once(owed: Sequence[Delivery], at: datetime) -> int:
    """Run them without savepoints, which cost more than most reactions do."""
    done = []
    until = time.monotonic() + BATCH_SECONDS_MAX
    for delivery in owed:
        if outcome(delivery) is not None:
            raise _Unlike
        done.append(delivery.pk)
        if time.monotonic() > until:
            break
    Delivery.objects.filter(pk__in=done).update(
        attempts=F("attempts") + 1, done_at=at, next_try_at=None, last_error=""
    )
    return len(done)


def _one_by_one(owed: Sequence[Delivery], at: datetime) -> int:
    until = time.monotonic() + BATCH_SECONDS_MAX
    for count, delivery in enumerate(owed, start=1):
        delivery.attempts += 1
        note(delivery, _in_savepoint(delivery), at=at)
        if time.monotonic() > until:
            return count
    return len(owed)


@transaction.atomic
def _in_savepoint(delivery: Delivery) -> Exception | None:
    error = outcome(delivery)
    if error is not None:
        transaction.set_rollback(True)  # Of this savepoint alone.
    return error


def due(*, at: datetime) -> QuerySet[Delivery]:
    """Return what waits to be tried, oldest turn first, locked; without what others have locked."""
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
    waiting = rows.select_related("entry").filter(next_try_at__lte=at)
    return waiting.order_by(F("next_try_at"), "pk")


def outcome(delivery: Delivery) -> Exception | None:
    """Run a reaction; return what went wrong.

    :raises DatabaseError: the database itself is away: nothing counts as tried.
    """
    try:
        _run(delivery)
    except DatabaseError as error:
        if _is_away(error):
            raise
        return error
    except Exception as error:
        # The only place that catches everything: kept with the delivery, shown to an operator.
        return error
    return None


def _run(delivery: Delivery) -> None:
    reaction = reaction_of(delivery.entry.kind, delivery.reaction)
    if reaction is None:
        raise Outage("motcua", f"no reaction {delivery.reaction}", permanent=True)
    reaction(delivery.entry)


def note(delivery: Delivery, error: Exception | None, *, at: datetime) -> None:
    """Note what came of a try that is counted already."""
    if error is None:
        delivery.done_at, delivery.next_try_at, delivery.last_error = at, None, ""
    elif isinstance(error, Overtaken):
        delivery.attempts, delivery.next_try_at = delivery.attempts - 1, max(at, error.until)
    else:
        if not isinstance(error, Outage | Refusal):
            logger.error(
                "Reaction %s failed on entry %s",
                delivery.reaction,
                delivery.entry_id,
                exc_info=error,
            )
        delivery.last_error = _words(error)
        permanent = isinstance(error, Outage) and error.permanent
        wait = timedelta(seconds=BACK_OFF_SECONDS * 2 ** (delivery.attempts - 1))
        spent = permanent or delivery.attempts >= ATTEMPTS_MAX
        delivery.next_try_at = None if spent else at + wait
    delivery.save(update_fields=["attempts", "last_error", "done_at", "next_try_at"])


def _is_away(error: DatabaseError) -> bool:
    """Say whether the database failed, rather than what was asked of it."""
    if connection.connection is None or connection.connection.closed:
        return True
    state = getattr(error.__cause__, "sqlstate", None) or "XX"
    return state.startswith(DATABASE_AWAY)


def _words(error: Exception) -> str:
    """Only our own two kinds of error speak in words free of personal data."""
    if isinstance(error, Outage | Refusal):
        return f"{type(error).__name__}: {error}"[:300]
    return type(error).__name__
