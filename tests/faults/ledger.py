"""What clients were told, beside what the database holds."""

import threading
from collections import Counter
from dataclasses import dataclass, field

import psycopg

from tests.faults.clients import Answer

PLANNED = (0, 201, 302, 409, 503)


@dataclass(eq=False)
class Ledger:
    """Kept by the clients; the first answer to a number counts, a later one must be the same."""

    sent: set[int] = field(default_factory=set)
    codes: dict[int, str] = field(default_factory=dict)
    received: dict[int, bool] = field(default_factory=dict)
    said: Counter[int] = field(default_factory=Counter)
    unplanned: list[str] = field(default_factory=list)
    wrong: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, answer: Answer) -> None:
        with self._lock:
            self.said[answer.status] += 1
            if answer.status not in PLANNED:
                self.unplanned.append(f"{answer.status} {answer.body[:60]!r}")
            elif answer.status == 503 and "retry-after" not in answer.headers:
                self.unplanned.append("503 without Retry-After")

    def acknowledge(self, number: int, code: str) -> None:
        with self._lock:
            self.wrong += self.codes.setdefault(number, code) != code


_OF_KEYS = """
SELECT s.key, d.code, count(*) OVER (PARTITION BY d.id), d.received_at IS NOT NULL
FROM dossiers_submission AS s JOIN dossiers_dossier AS d ON d.id = s.dossier_id
WHERE s.key LIKE 'kills-%'
"""
# Both kinds of series: the dossiers of an agency and day, and the slips of a yearly book.
_OF_SERIES = """
WITH given AS (
    SELECT 'dossier:' || regexp_replace(code, '-[0-9]+$', '') AS series,
           regexp_replace(code, '^.*-', '')::int AS number FROM dossiers_dossier
    UNION ALL
    SELECT 'slip:' || form || ':' || o.code, number
    FROM dossiers_slip AS s JOIN organisations_organisation AS o ON o.id = s.organisation_id
), counted AS (
    SELECT series, count(*) AS given, count(DISTINCT number) AS apart, max(number) AS last
    FROM given GROUP BY series
)
SELECT coalesce(sum(greatest(s.last, c.last, 0) - coalesce(c.apart, 0)), 0)::int,
       coalesce(sum(c.given - c.apart), 0)::int, count(*)::int
FROM (SELECT regexp_replace(key, '^(dossier:.*):([0-9]+)$', '\\1-\\2') AS series, last
      FROM numbering_series WHERE key LIKE 'dossier:%' OR key LIKE 'slip:%') AS s
FULL JOIN counted AS c USING (series)
"""
# What the national portal is told is owed by a reader of the journal, after the act.
_HALF = """
WITH delivery AS (
    SELECT * FROM journal_delivery WHERE reaction NOT LIKE '%national_portal_is_told'
)
SELECT (SELECT count(*) FROM dossiers_dossier AS d WHERE NOT EXISTS (
            SELECT 1 FROM journal_entry WHERE subject = 'dossier:' || d.code
            AND kind = 'dossier.submitted'))
     + (SELECT count(*) FROM journal_entry AS e WHERE kind = 'dossier.submitted'
            AND NOT EXISTS (SELECT 1 FROM dossiers_dossier WHERE 'dossier:' || code = e.subject)),
       (SELECT count(*) FROM journal_entry AS e LEFT JOIN
            (SELECT entry_id, count(*) AS owed FROM delivery GROUP BY 1) AS d
            ON d.entry_id = e.id WHERE e.kind = 'dossier.submitted' AND coalesce(d.owed, 0) <> (
                SELECT max(owed) FROM (SELECT count(d.id) AS owed FROM journal_entry AS x
                    LEFT JOIN delivery AS d ON d.entry_id = x.id
                    WHERE x.kind = 'dossier.submitted' GROUP BY x.id) AS each)),
       (SELECT count(*) FROM dossiers_submission WHERE dossier_id IS NULL)
"""


def differences(url: str, ledger: Ledger) -> dict[str, int]:
    """Compare; every number is one of things that must not be."""
    with psycopg.connect(url) as connection:
        held = {
            int(key.removeprefix("kills-")): (code, same, is_received)
            for key, code, same, is_received in connection.execute(_OF_KEYS)
        }
        dossiers = connection.execute("SELECT count(*) FROM dossiers_dossier").fetchone()
        series = connection.execute(_OF_SERIES).fetchone()
        half = connection.execute(_HALF).fetchone()
    assert dossiers, series
    assert series, half
    assert half, dossiers
    told = ledger.codes.items()
    receipts = [number for number, is_told in ledger.received.items() if is_told]
    return {
        "acknowledged submissions lost": sum(number not in held for number, _ in told),
        "acknowledged under another code": sum(
            number in held and held[number][0] != code for number, code in told
        ),
        "answers that named another dossier than before": ledger.wrong,
        "doubled": dossiers[0] - len(ledger.sent & held.keys()),
        "acknowledged receipts lost": sum(not held.get(n, ("", 0, False))[2] for n in receipts),
        "numbers burnt": series[0],
        "numbers doubled": series[1],
        "dossiers without their entry, or entries without theirs": half[0],
        "entries without a delivery they owe": half[1],
        "keys without a dossier": half[2],
    }
