"""Take entries in set-based, in a simulated installation: the same columns, the trigger's own way.

For the owner's role alone. The trigger asks for epoch, clock and the cluster's name at every row;
here they are asked once. All else is derived from the canonical text by the same expressions.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from motcua.spine.errors import Refusal
from motcua.spine.journal.models import Clock

_STAGE = "CREATE TEMP TABLE journal_loading (id bigint, canonical text)"
_FILL = """
    INSERT INTO journal_entry (id, canonical, epoch, xid, act_id, kind, subject, actor,
                               organisation, happened_at, recorded_at, facts)
    SELECT id, canonical, %(epoch)s, pg_current_xact_id(), (said ->> 'act')::uuid, said ->> 'kind',
           said ->> 'subject', said ->> 'actor', said ->> 'organisation',
           (said ->> 'at')::timestamptz, clock_timestamp(), said -> 'facts'
    FROM (SELECT id, canonical, canonical::jsonb AS said FROM journal_loading OFFSET 0) AS staged
"""


class NotSimulated(Refusal):
    code = "bulk_not_simulated"
    message_vi = (
        "Bản cài đặt này chạy giờ thật: nhật ký chỉ nhận từng việc, không nhận ghi hàng loạt."
    )
    message_en = "This installation runs on real time: its journal takes acts, never bulk writing."


def check_simulated() -> datetime:
    """Return where the simulated clock stands.

    :raises NotSimulated: the clock is real.
    """
    clock = Clock.objects.first()
    if clock is None or clock.simulated_at is None:
        raise NotSimulated()
    return clock.simulated_at


def stop_filling() -> None:
    """Let the trigger rest until `go_on_filling`; what is never changed stays so."""
    _execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_fill")


def go_on_filling(*, simulated_at: datetime) -> None:
    """Wake the trigger, and move the clock to where the entries ended."""
    _execute("ALTER TABLE journal_entry ENABLE TRIGGER journal_entry_fill")
    Clock.objects.filter(simulated_at__lt=simulated_at).update(simulated_at=simulated_at)


def epoch() -> int:
    """Return the epoch new entries belong to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_current_epoch()")
        return int(cursor.fetchone()[0])


class Loading:
    """One transaction's way into the journal: stage lines of id and canonical text, then fill."""

    def __init__(self, cursor: Any, *, epoch: int) -> None:
        self._cursor, self._epoch = cursor, epoch
        cursor.execute(_STAGE)

    def take_in(self, lines: bytes) -> None:
        """Take in lines as COPY reads them: number, tab, canonical text."""
        with self._cursor.copy("COPY journal_loading (id, canonical) FROM STDIN") as copy:
            copy.write(lines)
        self._cursor.execute(_FILL, {"epoch": self._epoch})
        self._cursor.execute("TRUNCATE journal_loading")

    def close(self) -> None:
        self._cursor.execute("DROP TABLE journal_loading")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
