"""Set-based readers: each entry exactly once, in batches, across dump and restore.

A "last id read" cursor loses entries, for ids are handed out before commit. A reader goes by
transaction instead: it reads only what was written below the oldest transaction still running, in
the order (epoch, transaction, entry). Numbers of transactions mean something only inside one
cluster, so each cluster the journal has lived in is an epoch, and everything of an earlier epoch
is known to be committed.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, transaction

from motcua.spine.journal.models import Entry, Reader

BATCH_MAX = 5000

Work = Callable[[Sequence[Entry]], None]


@transaction.atomic
def read_next(name: str, work: Work, *, at: datetime, limit: int = BATCH_MAX) -> int:
    """Hand the next batch to `work`; its effect and the new position commit together.

    Return how many entries it was; 0 when there is nothing new, or another process reads now.
    """
    Reader.objects.get_or_create(name=name)
    reader = Reader.objects.select_for_update(skip_locked=True).filter(name=name).first()
    if reader is None:
        return 0
    epoch = current_epoch()
    # Asked in a statement of its own: as part of the next one it would be silently wrong on a
    # distributed engine (docs/decisions).
    horizon = transaction_horizon()
    entries = list(
        Entry.objects.raw(
            "SELECT * FROM journal_entry"
            " WHERE (epoch, xid, id) > (%s, %s::xid8, %s)"
            " AND (epoch < %s OR xid < %s::xid8)"
            " ORDER BY epoch, xid, id LIMIT %s",
            [reader.epoch, str(reader.xid), reader.entry_id, epoch, str(horizon), limit],
        )
    )
    if not entries:
        return 0
    work(entries)
    last = entries[-1]
    reader.epoch, reader.xid, reader.entry_id, reader.moved_at = last.epoch, last.xid, last.pk, at
    reader.save()
    return len(entries)


Whole = Callable[[int, int], None]


@transaction.atomic
def read_whole(name: str, work: Whole, *, at: datetime) -> int:
    """Let `work` read everything at once: of earlier epochs, and of this one below a horizon.

    It is called with this epoch and the horizon; the position then stands behind all of that.
    Return how many entries it is.
    """
    Reader.objects.get_or_create(name=name)
    reader = Reader.objects.select_for_update().get(name=name)
    epoch, horizon = current_epoch(), transaction_horizon()
    work(epoch, horizon)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM journal_entry WHERE epoch < %s OR xid < %s::xid8",
            [epoch, str(horizon)],
        )
        (read,) = cursor.fetchone()
        cursor.execute(
            "SELECT epoch, xid::text, id FROM journal_entry WHERE epoch < %s OR xid < %s::xid8"
            " ORDER BY epoch DESC, xid DESC, id DESC LIMIT 1",
            [epoch, str(horizon)],
        )
        last = cursor.fetchone()
    if last is not None:
        reader.epoch, reader.xid, reader.entry_id = last[0], int(last[1]), last[2]
        reader.moved_at = at
        reader.save()
    return int(read)


def transaction_horizon() -> int:
    """Return the number below which every transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        return int(cursor.fetchone()[0])


def current_epoch() -> int:
    """Return the epoch of this cluster: the last one, or the next if we were moved here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(number), 0) FROM journal_epoch",
        )
        (last,) = cursor.fetchone()
        cursor.execute(
            "SELECT system_identifier = (SELECT system_identifier::text FROM pg_control_system())"
            " FROM journal_epoch WHERE number = %s",
            [last],
        )
        row = cursor.fetchone()
    is_ours = bool(row and row[0])
    return int(last) if is_ours else int(last) + 1
