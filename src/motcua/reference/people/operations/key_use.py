"""Who stands behind a key, and how often it called: one statement a call."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.reference.people import queries
from motcua.reference.people.models import Account, AccountKind
from motcua.reference.people.operations import api_keys
from motcua.spine import statements
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM, local_date
from motcua.spine.errors import Refusal

# As many calls of one key count at the same time; a connection always counts in its own lane.
LANES = 16
_USE = f"""
    WITH used AS (
        SELECT key.id, key.prefix, key.scopes, key.organisation_code, key.place,
            key.calls_per_minute_max, key.calls_per_day_max, key.last_used_on,
            account.id AS account_id, account.login
        FROM people_apikey key JOIN people_account account ON account.id = key.account_id
        WHERE key.secret_hash = %(hash)s AND key.revoked_at IS NULL
            AND key.expires_on >= %(today)s AND account.is_active
    ), counted AS (
        INSERT INTO people_apikeyuse AS mine
            (key_id, lane, minute, calls_in_minute, day, calls_in_day)
        SELECT id, pg_backend_pid() %% {LANES}, %(minute)s, 1, %(today)s, 1 FROM used
        ON CONFLICT (key_id, lane) DO UPDATE SET
            calls_in_minute = 1 + CASE WHEN mine.minute = EXCLUDED.minute
                THEN mine.calls_in_minute ELSE 0 END,
            minute = EXCLUDED.minute,
            calls_in_day = 1 + CASE WHEN mine.day = EXCLUDED.day THEN mine.calls_in_day ELSE 0 END,
            day = EXCLUDED.day
        RETURNING lane, calls_in_minute, calls_in_day
    )
    SELECT used.*, counted.calls_in_minute + others.in_minute, counted.calls_in_day + others.in_day
    FROM used CROSS JOIN counted CROSS JOIN LATERAL (
        SELECT coalesce(sum(calls_in_minute) FILTER (WHERE minute = %(minute)s), 0) AS in_minute,
            coalesce(sum(calls_in_day) FILTER (WHERE day = %(today)s), 0) AS in_day
        FROM people_apikeyuse WHERE key_id = used.id AND lane <> counted.lane
    ) others
"""  # noqa: S608 - a constant
_NOTE_DAY = "UPDATE people_apikey SET last_used_on = %s WHERE id = %s"


class TooManyCalls(Refusal):
    code = "too_many_calls"
    http_status = 429
    message_vi = "Khóa này đã gọi quá {limit} lần trong một phút. Chờ sang phút sau."
    message_en = "This key made more than {limit} calls in a minute. Wait for the next minute."


class DaySpent(TooManyCalls):
    code = "day_spent"
    message_vi = "Khóa này đã gọi quá {limit} lần trong ngày. Chờ sang ngày mai."
    message_en = "This key made more than {limit} calls today. Wait until tomorrow."


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyInUse:
    """A key that opened the door, with what this call brings its counts to."""

    key_id: int
    account: Account
    actor: Actor
    prefix: str
    scopes: frozenset[str]
    place: str
    calls_per_minute_max: int
    calls_per_day_max: int
    calls_in_minute: int
    calls_in_day: int
    real_at: datetime

    def check_quota(self) -> None:
        """Refuse a call too many, saying when to come back.

        :raises TooManyCalls: this minute's calls are spent.
        :raises DaySpent: this day's calls are spent.
        """
        if self.calls_in_day > self.calls_per_day_max:
            tomorrow = local_date(self.real_at) + timedelta(days=1)
            midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=VIETNAM)
            wait = int((midnight - self.real_at).total_seconds()) + 1
            raise DaySpent(limit=self.calls_per_day_max, retry_after_seconds=wait)
        if self.calls_in_minute > self.calls_per_minute_max:
            wait = 60 - int(self.real_at.timestamp()) % 60
            raise TooManyCalls(limit=self.calls_per_minute_max, retry_after_seconds=wait)


def use(*, secret: str, real_at: datetime) -> KeyInUse | None:
    """Return whose key this is and count the call, or None for a key that opens nothing."""
    today = local_date(real_at)
    given = {
        "hash": api_keys.hash_of(secret),
        "today": today,
        "minute": int(real_at.timestamp()) // 60,
    }
    found = statements.run(_USE, given)
    if not found:
        return None
    [[key_id, prefix, scopes, unit, place, a_minute, a_day, last_on, account_id, login, *calls]] = (
        found
    )
    _note_day(key_id, last_on, today)
    return KeyInUse(
        key_id=key_id,
        account=Account(pk=account_id, login=login, kind=AccountKind.MACHINE),
        actor=queries.machine(account_id, organisation=unit or ""),
        prefix=prefix,
        scopes=frozenset(scopes),
        place=place,
        calls_per_minute_max=a_minute,
        calls_per_day_max=a_day,
        calls_in_minute=int(calls[0]),
        calls_in_day=int(calls[1]),
        real_at=real_at,
    )


def _note_day(key_id: int, last_used_on: date | None, today: date) -> None:
    """Once a day: the counts go away with a crash, this stays."""
    if last_used_on != today:
        statements.run(_NOTE_DAY, [today, key_id])
