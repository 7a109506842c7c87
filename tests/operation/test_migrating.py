"""A migration that meets people at work gives way and comes again; any other failure is told."""

import psycopg
import pytest
from django.db import OperationalError, connection

from motcua.interfaces.console import prepare

pytestmark = pytest.mark.django_db(transaction=True)


def failing(*errors: Exception) -> list[str]:
    """Return what was done by a migration that fails so, one time after the other."""
    left, done = list(errors), []

    def migrate() -> None:
        done.append("tried")
        if left:
            raise OperationalError("no") from left.pop(0)

    prepare._patiently(migrate)
    return done


def test_it_comes_again_after_a_deadlock_and_a_lock_it_did_not_get(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prepare.time, "sleep", lambda seconds: None)  # type: ignore[attr-defined]

    met = (psycopg.errors.DeadlockDetected(), psycopg.errors.LockNotAvailable())
    assert failing(*met) == ["tried"] * 3
    with pytest.raises(OperationalError):
        failing(psycopg.errors.DiskFull())
    monkeypatch.setattr(prepare, "PATIENCE_SECONDS", -1)
    with pytest.raises(OperationalError):
        failing(psycopg.errors.DeadlockDetected())


def test_it_waits_less_for_a_lock_than_people_do() -> None:
    waits: list[str] = []

    def migrate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            waits.extend(cursor.fetchone())

    prepare._patiently(migrate)

    assert waits == [prepare.LOCK_WAIT] == ["300ms"]
