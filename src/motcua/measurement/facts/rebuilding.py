"""Build the facts anew, set-based: what the reader would know after the last entry, in one pass.

The reader goes entry by entry; over millions that takes an hour. A test compares the two.
"""

import json
from typing import Any

from django.db import connection

from motcua.measurement.facts import rules
from motcua.measurement.facts.models import DayTally, DossierFact, OpenTally
from motcua.spine.dates import VIETNAM

_TOLD = """
    CREATE TEMP TABLE facts_told AS
    WITH read AS (
        SELECT id, subject, kind, happened_at, facts FROM journal_entry
        WHERE subject LIKE 'dossier:%%' AND (epoch < %(epoch)s OR xid < %(horizon)s::xid8)
    ), told AS (
        SELECT subject,
               array_agg(facts ORDER BY id) FILTER (WHERE kind = 'dossier.submitted') AS filed,
               min(happened_at) FILTER (WHERE kind = 'dossier.submitted') AS submitted_at,
               array_agg(facts ORDER BY id) FILTER (WHERE kind = 'dossier.received') AS received,
               min(happened_at) FILTER (WHERE kind = 'dossier.received') AS received_at,
               array_agg((facts ->> 'due_at')::timestamptz ORDER BY id)
                   FILTER (WHERE kind = ANY(%(dates)s)) AS dues,
               coalesce(max((facts ->> 'number')::integer)
                   FILTER (WHERE kind = 'dossier.supplement_asked'), 0) AS supplements,
               array_agg(kind ORDER BY id) FILTER (WHERE kind = ANY(%(ends)s)) AS ends,
               array_agg(CASE kind WHEN 'dossier.supplement_answered' THEN 'receiving'
                                   WHEN 'dossier.settled' THEN 'returning'
                                   ELSE facts ->> 'unit' END ORDER BY id)
                   FILTER (WHERE kind = ANY(%(moves)s)) AS units,
               max(happened_at) FILTER (WHERE kind = ANY(%(decides)s)) AS decided_at
        FROM read GROUP BY subject
    ), last AS (
        SELECT *, filed[1] AS said, received[cardinality(received)] AS again,
               units[cardinality(units)] AS moved,
               dues[cardinality(dues)] AS due_at FROM told
    )
    SELECT substr(subject, 9) AS code, said ->> 'resolving' AS agency,
           coalesce(again ->> 'unit', said ->> 'resolving') AS office,
           coalesce(received[1] ->> 'unit', said ->> 'resolving') AS first_office,
           CASE moved WHEN 'receiving' THEN said ->> 'receiving'
                      WHEN 'returning' THEN said ->> 'returning'
                      ELSE coalesce(moved, said ->> 'receiving') END AS unit,
           coalesce(version.field, '') AS field, said ->> 'procedure' AS procedure,
           said ->> 'channel' AS channel, said ->> 'receiving' AS receiving,
           said ->> 'returning' AS "returning",
           (%(states)s::jsonb) ->> ends[cardinality(ends)] AS state,
           submitted_at, received_at, due_at, decided_at, supplements,
           CASE WHEN decided_at IS NOT NULL THEN
               (due_at IS NULL OR decided_at <= due_at) AND supplements <= %(supplements)s
           END AS is_in_time
    FROM last
    LEFT JOIN (
        SELECT jurisdiction || '/' || key AS procedure, number, field
        FROM procedures_procedureversion AS one
        JOIN procedures_procedure AS whole ON whole.id = one.procedure_id
    ) AS version ON version.procedure = said ->> 'procedure'
                AND version.number = (said ->> 'version')::integer
"""
_FACTS = """
    INSERT INTO facts_dossierfact (code, agency, office, unit, field, procedure, channel, receiving,
        "returning", state, is_open, submitted_at, received_at, due_at, decided_at, is_in_time,
        supplements)
    SELECT code, agency, office, unit, field, procedure, channel, receiving, "returning", state,
           state <> ALL(%(closed)s), submitted_at, received_at, due_at, decided_at,
           is_in_time, supplements
    FROM facts_told
"""
_DAYS = """
    INSERT INTO facts_daytally ("on", agency, office, field, received, in_time, late)
    SELECT "on", agency, office, field, sum(received), sum(in_time), sum(late) FROM (
        SELECT (received_at AT TIME ZONE %(zone)s)::date AS "on", agency, first_office AS office,
               field, 1 AS received, 0 AS in_time, 0 AS late
        FROM facts_told WHERE received_at IS NOT NULL
        UNION ALL
        SELECT (decided_at AT TIME ZONE %(zone)s)::date, agency, office, field, 0,
               is_in_time::integer, (NOT is_in_time)::integer
        FROM facts_told WHERE decided_at IS NOT NULL
    ) AS counted GROUP BY 1, 2, 3, 4
"""
_OPEN = """
    INSERT INTO facts_opentally (agency, office, field, state, due_on, dossiers)
    SELECT agency, office, field, state,
           coalesce((due_at AT TIME ZONE %(zone)s)::date, DATE '9999-12-31'), count(*)
    FROM facts_told WHERE state <> ALL(%(closed)s) GROUP BY 1, 2, 3, 4, 5
"""


def fill(epoch: int, horizon: int) -> None:
    """Fill the empty tables with what the journal tells below a transaction horizon."""
    asked: dict[str, Any] = {
        "epoch": epoch,
        "horizon": str(horizon),
        "ends": list(rules.STATE_AFTER),
        "moves": list(rules.MOVES),
        "decides": list(rules.DECIDES),
        "dates": list(rules.DATES),
        "supplements": rules.SUPPLEMENTS_IN_TIME_MAX,
        "states": json.dumps(rules.STATE_AFTER),
        "closed": sorted(rules.CLOSED),
        "zone": VIETNAM.key,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for statement in (_TOLD, _FACTS, _DAYS, _OPEN):
            cursor.execute(statement, asked)
        cursor.execute("DROP TABLE facts_told")


def empty() -> None:
    """Forget every fact."""
    for model in (DossierFact, DayTally, OpenTally):
        model._default_manager.all().delete()
