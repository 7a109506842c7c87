"""Deliveries that call somebody outside: taken, made without a transaction, then noted.

A call that lasts would hold back every reader of the journal if a transaction stood open for it,
and a receiver who is slow would hold back the others' calls: so a turn belongs to one receiver.
Made at least once; the receiver knows a second try by its number.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from motcua.spine.errors import Overtaken
from motcua.spine.journal import delivery
from motcua.spine.journal.models import Delivery
from motcua.spine.journal.reactions import calling_outside

LOOKED_AT_MAX = 500
CALLS_A_TURN_MAX = 100
# Longer than any turn: a process that dies in one costs its calls this long.
TURN = timedelta(seconds=60)
# What waits behind a busy receiver comes up again in this rhythm, so that few rows are touched.
PUT_OFF, PUT_OFF_EACH = timedelta(seconds=2), timedelta(milliseconds=20)


@dataclass(frozen=True, slots=True)
class Turn:
    """Calls to one receiver, oldest first."""

    receiver: str
    calls: Sequence[Delivery]


@transaction.atomic
def take(
    *,
    at: datetime,
    busy: Collection[str] = (),
    receivers_max: int = LOOKED_AT_MAX,
    limit: int = LOOKED_AT_MAX,
) -> list[Turn]:
    """Take the calls that are due, by receiver; those for a busy one are put off, untried."""
    turns: dict[str, list[Delivery]] = defaultdict(list)
    put_off: list[Delivery] = []
    for owed in delivery.due(at=at).filter(reaction__in=[*calling_outside()])[:limit]:
        receiver = calling_outside()[owed.reaction](owed.entry)
        has_turn = receiver in turns or len(turns) < receivers_max
        if receiver in busy or not has_turn or len(turns[receiver]) >= CALLS_A_TURN_MAX:
            owed.next_try_at = at + PUT_OFF + PUT_OFF_EACH * len(put_off)
            put_off.append(owed)
        else:
            turns[receiver].append(owed)
    Delivery.objects.bulk_update(put_off, ["next_try_at"])
    taken = [owed.pk for calls in turns.values() for owed in calls]
    Delivery.objects.filter(pk__in=taken).update(attempts=F("attempts") + 1, next_try_at=at + TURN)
    return [Turn(receiver, calls) for receiver, calls in turns.items()]


def make(call: Delivery, *, at: datetime) -> bool:
    """Make one call and note what came of it. False when it failed; its next turn is set.

    One that lets another go first has not failed.
    """
    error = delivery.outcome(call)
    with transaction.atomic():
        row = (
            Delivery.objects.select_for_update(of=("self",)).select_related("entry").get(pk=call.pk)
        )
        if row.done_at is None:  # Else a twin was faster; the number made it count once.
            delivery.note(row, error, at=at)
    return error is None or isinstance(error, Overtaken)


@transaction.atomic
def put_back(calls: Sequence[Delivery], *, until: datetime) -> None:
    """Give back what a turn did not come to; it counts as no try."""
    rows = Delivery.objects.filter(pk__in=[call.pk for call in calls], done_at=None)
    rows.exclude(next_try_at=None).update(attempts=F("attempts") - 1, next_try_at=until)
