"""What must be well before people are sent here. Each check says "ok" or why not."""

import functools
import logging
from typing import Any

import psycopg
from django.db import connection
from django.db.migrations.loader import MigrationLoader

WORKER = "motcua-worker"
WORKER_SILENT_SECONDS_MAX = 30
TIMEOUT_SECONDS = 2

# A connection of its own: the pool being used up says nothing about the database.
WORKER_LIVES = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = %s AND datname = current_database() AND usename = current_user
  AND (state = 'active' OR state_change > clock_timestamp() - make_interval(secs => %s))
"""

# Well is a lane that comes round in some worker.
LANES_SILENT = """
SELECT lane FROM upkeep_lanepulse
GROUP BY lane
HAVING max(beat_at + make_interval(secs => silent_seconds_max)) < clock_timestamp()
ORDER BY lane
"""
ANY_LANE = "SELECT count(*) FROM upkeep_lanepulse"

logger = logging.getLogger(__name__)


def all_checks() -> dict[str, str]:
    """Return the state of the database, the migrations and the worker."""
    try:
        with connect() as own:
            return {
                "database": "ok",
                "migrations": _migrations(own),
                "worker": worker(own),
            }
    except psycopg.Error as error:
        logger.warning("Not ready: %s", " ".join(str(error).split()))
        unknown = "unknown: the database is away"
        return {"database": "away", "migrations": unknown, "worker": unknown}


def connect() -> psycopg.Connection[Any]:
    given = connection.settings_dict
    options = str(given["OPTIONS"].get("options", ""))
    # Where several hosts are named, the one that can be written to is meant.
    wanted = given["OPTIONS"].get("target_session_attrs") or "any"
    return psycopg.connect(
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        dbname=given["NAME"],
        user=given["USER"] or None,
        password=given["PASSWORD"] or None,
        connect_timeout=TIMEOUT_SECONDS,
        target_session_attrs=wanted,
        options=f"{options} -c statement_timeout={TIMEOUT_SECONDS}s",
        application_name="motcua-health",
        autocommit=True,
    )


def _migrations(own: psycopg.Connection[Any]) -> str:
    if own.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
        return "none applied"
    applied = set(own.execute("SELECT app, name FROM django_migrations").fetchall())
    missing = _wanted() - applied
    return f"{len(missing)} not applied" if missing else "ok"


@functools.cache
def _wanted() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, load=True).disk_migrations)


def worker(own: psycopg.Connection[Any]) -> str:
    """Say "ok" when a worker lives and each of its lanes came round lately, or which did not."""
    row = own.execute(WORKER_LIVES, [WORKER, WORKER_SILENT_SECONDS_MAX]).fetchone()
    if not row or not row[0]:
        return "silent"
    if own.execute("SELECT to_regclass('upkeep_lanepulse')").fetchone() == (None,):
        return "ok"  # Tables of the release before this one.
    if own.execute(ANY_LANE).fetchone() == (0,):
        return "silent"
    silent = [str(lane) for (lane,) in own.execute(LANES_SILENT).fetchall()]
    return f"silent: {', '.join(silent)}" if silent else "ok"
