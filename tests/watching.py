"""Looks over the shoulder of a run: what stands still is written down while it still does.

A statement that was cut says only that it was. Who held the lock, what the server waited for and
where every thread of ours stood is gone by then; so a note is taken after some seconds, and comes
with the report of the test that fails of it.
"""

import contextlib
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import psycopg

LOOKED_EVERY_SECONDS = 2.0
STILL_SECONDS = 10
NOTED_AGAIN_SECONDS = 30.0
_STILL = """
SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND state = 'active'
    AND pid <> pg_backend_pid() AND query_start < clock_timestamp() - make_interval(secs => %s)
"""
_SESSIONS = """
SELECT pid, backend_type, application_name, datname, state, wait_event_type, wait_event,
    clock_timestamp() - query_start, clock_timestamp() - xact_start,
    CASE WHEN wait_event_type = 'Lock' THEN pg_blocking_pids(pid) END, left(query, 400)
FROM pg_stat_activity WHERE pid <> pg_backend_pid() ORDER BY query_start NULLS LAST
"""
_LOCKS = """
SELECT l.pid, l.locktype, c.relname, l.mode, l.granted, l.waitstart FROM pg_locks l
LEFT JOIN pg_class c ON c.oid = l.relation AND l.database <> 0 WHERE l.pid <> pg_backend_pid()
    AND (NOT l.granted OR l.mode IN ('AccessExclusiveLock', 'ExclusiveLock')) ORDER BY l.pid
"""


class Watch(threading.Thread):
    """One thread with a connection of its own; `since` gives the notes it took."""

    def __init__(self, url: str) -> None:
        super().__init__(name="watch", daemon=True)
        self._url = url
        self._is_over = threading.Event()
        self._noted_at = float("-inf")
        self._notes: list[tuple[float, str]] = []

    def run(self) -> None:
        while not self._is_over.is_set():
            with contextlib.suppress(psycopg.Error), self._connected() as connection:
                while not self._is_over.wait(LOOKED_EVERY_SECONDS):
                    self._look(connection)
            self._is_over.wait(LOOKED_EVERY_SECONDS)

    def stop(self) -> None:
        self._is_over.set()
        self.join()

    def since(self, moment: float) -> list[tuple[str, str]]:
        """Return what was noted since a moment, as sections of a report."""
        return [("What stood still", note) for at, note in self._notes if at >= moment]

    def _connected(self) -> "psycopg.Connection[tuple[object, ...]]":
        # A shutdown of the server must not wait for us.
        return psycopg.connect(self._url, autocommit=True, connect_timeout=5)

    def _look(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        found = connection.execute(_STILL, [STILL_SECONDS]).fetchone()
        if found == (0,) or time.monotonic() - self._noted_at < NOTED_AGAIN_SECONDS:
            return
        self._noted_at = time.monotonic()
        self._notes.append((time.time(), "\n".join(_note(connection))))


def _note(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[str]:
    yield f"{time.strftime('%H:%M:%S')} a statement stands still"
    for row in connection.execute(_SESSIONS).fetchall():
        yield " | ".join("" if value is None else str(value) for value in row)
        yield f"    {_of_process(row[0])}"
    for row in connection.execute(_LOCKS).fetchall():
        yield f"lock: {row}"
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    for ident, frame in sys._current_frames().items():
        yield f"thread {names.get(ident, ident)}:"
        yield "".join(traceback.format_stack(frame))


def _of_process(pid: object) -> str:
    """Say where the kernel has a process: root alone may read its stack."""
    folder, told = Path(f"/proc/{pid}"), []
    for name in ("stat", "wchan", "stack"):
        with contextlib.suppress(OSError):
            text = (folder / name).read_text().strip()
            told.append(text.rpartition(")")[2][:2].strip() if name == "stat" else text)
    return ", ".join(told)
