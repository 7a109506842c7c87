"""What Prometheus reads, on a port of its own that only this machine reaches.

The worker serves it, for the web processes of its machine and for the whole database.
"""

import contextlib
import http.server
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.conf import settings

from motcua.interfaces.health import checks, counting

ADDRESS = "127.0.0.1"

# Each by the partial index made for it.
DELIVERIES = """
SELECT (SELECT count(*) FROM journal_delivery WHERE next_try_at IS NOT NULL),
       (SELECT count(*) FROM journal_delivery WHERE next_try_at IS NULL AND done_at IS NULL),
       (SELECT greatest(coalesce(extract(epoch FROM clock_timestamp() - min(next_try_at)), 0), 0)
        FROM journal_delivery WHERE next_try_at IS NOT NULL)
"""
BEHIND = """
SELECT name, (SELECT count(*) FROM (SELECT 1 FROM journal_entry
    WHERE (epoch, xid, id) > (reader.epoch, reader.xid, reader.entry_id) LIMIT 100000) AS rest)
FROM journal_reader AS reader ORDER BY name
"""

logger = logging.getLogger(__name__)
Jobs = Callable[[], "dict[str, tuple[float, int]]"]


def text(jobs: Jobs) -> str:
    """Write down everything there is to know, also while the database is away."""
    lines = [*_requests(), *_machine(), *_jobs(jobs)]
    try:
        with checks.connect() as own:
            lines += ["motcua_database_up 1", *_database(own)]
    except psycopg.Error as error:
        logger.warning("No metrics of the database: %s", type(error).__name__)
        lines += ["motcua_database_up 0"]
    return "\n".join(lines) + "\n"


def _requests() -> Iterator[str]:
    yield "# TYPE motcua_request_seconds histogram"
    for one in counting.totals(counting.folder()):
        labels = f'class="{one.of_class}",status="{one.status}"'
        total = 0
        edges = [*map(str, counting.BUCKETS_SECONDS), "+Inf"]
        for edge, count in zip(edges, one.buckets, strict=True):
            total += count
            yield f'motcua_request_seconds_bucket{{{labels},le="{edge}"}} {total}'
        yield f"motcua_request_seconds_sum{{{labels}}} {one.seconds:.6f}"
        yield f"motcua_request_seconds_count{{{labels}}} {total}"


def _machine() -> Iterator[str]:
    places = {"home": str(settings.MOTCUA_HOME), "archive": settings.ARCHIVE}
    for name, place in places.items():
        with contextlib.suppress(OSError):  # A volume that is not mounted has no line: an alarm.
            if place:
                free = shutil.disk_usage(place).free
                yield f'motcua_disk_free_bytes{{place="{name}"}} {free}'


def _jobs(jobs: Jobs) -> Iterator[str]:
    for name, (done_at, failures) in jobs().items():
        yield f'motcua_job_seconds_since_done{{job="{name}"}} {time.monotonic() - done_at:.0f}'
        yield f'motcua_job_failures{{job="{name}"}} {failures}'


def _database(own: psycopg.Connection[Any]) -> Iterator[str]:
    row = own.execute(DELIVERIES).fetchone()
    waiting, given_up, late_seconds = row if row else (0, 0, 0.0)
    yield f"motcua_deliveries_waiting {waiting}"
    yield f"motcua_deliveries_given_up {given_up}"
    yield f"motcua_deliveries_late_seconds {late_seconds:.0f}"
    for name, behind in own.execute(BEHIND).fetchall():
        yield f'motcua_reader_entries_behind{{reader="{name}"}} {behind}'


class _Handler(http.server.BaseHTTPRequestHandler):
    jobs: Jobs

    def do_GET(self) -> None:
        if self.path != "/metrics":
            self.send_error(404)
            return
        body = text(type(self).jobs).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass  # Who asks every fifteen seconds is not worth a line.


def serve(jobs: Jobs, port: int) -> http.server.HTTPServer | None:
    """Answer in a thread until the process ends. A port that is taken stops no work."""
    handler = type("Handler", (_Handler,), {"jobs": staticmethod(jobs)})
    try:
        server = http.server.HTTPServer((ADDRESS, port), handler)
    except OSError as error:
        logger.warning("No metrics on port %s: %s", port, error.strerror)
        return None
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
