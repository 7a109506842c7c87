"""Take entries in set-based, in a simulated installation: with every column, as the trigger fills.

For the owner's role alone. The trigger derives its columns entry by entry; here they are copied
with the text, and compared with it afterwards, all at once. What belongs to the transaction (epoch,
its number, the database's own time) cannot be brought along: meanwhile columns have it by default.
"""

from datetime import datetime

from django.db import connection

from motcua.spine.errors import Refusal
from motcua.spine.journal.models import Clock

COLUMNS = (
    "id", "canonical", "act_id", "kind", "subject", "actor", "organisation", "happened_at", "facts",
)  # fmt: skip
_DIFFERING = """
    SELECT count(*)
    FROM (SELECT *, canonical::jsonb AS said FROM journal_entry WHERE id >= %s OFFSET 0) AS entry
    WHERE (act_id, kind, subject, actor, organisation, happened_at, facts) IS DISTINCT FROM
          ((said ->> 'act')::uuid, said ->> 'kind', said ->> 'subject', said ->> 'actor',
           said ->> 'organisation', (said ->> 'at')::timestamptz, said -> 'facts')
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
    _execute(f"""
        ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_fill,
            ALTER COLUMN epoch SET DEFAULT {epoch()},
            ALTER COLUMN xid SET DEFAULT pg_current_xact_id(),
            ALTER COLUMN recorded_at SET DEFAULT clock_timestamp()
    """)


def go_on_filling(*, simulated_at: datetime) -> None:
    """Wake the trigger, and move the clock to where the entries ended."""
    _execute("""
        ALTER TABLE journal_entry ENABLE TRIGGER journal_entry_fill,
            ALTER COLUMN epoch DROP DEFAULT,
            ALTER COLUMN xid DROP DEFAULT,
            ALTER COLUMN recorded_at DROP DEFAULT
    """)
    Clock.objects.filter(simulated_at__lt=simulated_at).update(simulated_at=simulated_at)


def differing(*, since: int) -> int:
    """Return how many entries, from this one on, have a column that is not what their text says."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_DIFFERING, [since])
        found = int(cursor.fetchone()[0])
        cursor.execute("RESET statement_timeout")
    return found


def epoch() -> int:
    """Return the epoch new entries belong to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_current_epoch()")
        return int(cursor.fetchone()[0])


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
