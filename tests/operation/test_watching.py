"""What a failing test tells of a database that stood still: who waited, and for whom."""

import threading

import psycopg
import pytest

from tests import watching
from tests.start.places import until


def test_who_waits_for_whom_is_written_down_while_it_lasts(
    application_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "STILL_SECONDS", 0)
    monkeypatch.setattr(watching, "LOOKED_EVERY_SECONDS", 0.1)
    watch = watching.Watch(application_url)
    with psycopg.connect(application_url) as holder, psycopg.connect(application_url) as waiter:
        holds, waits_for_it = holder.info.backend_pid, waiter.info.backend_pid
        holder.execute("SELECT pg_advisory_xact_lock(7)")
        waits = threading.Thread(
            target=waiter.execute, args=["SELECT pg_advisory_xact_lock(7)"], name="somebody"
        )
        waits.start()
        watch.start()

        until(lambda: bool(watch.since(0)), "a note")

        watch.stop()
        holder.rollback()
        waits.join()
    (_, note), *_ = watch.since(0)
    waiting = next(line for line in note.splitlines() if line.startswith(f"{waits_for_it} |"))
    assert "advisory" in waiting
    assert f"[{holds}]" in waiting
    assert "thread somebody:" in note
    assert "in test_who_waits_for_whom_is_written_down_while_it_lasts" in note
