"""A migration that meets people at work gives way and comes again; any other failure is told."""

import psycopg
import pytest
from django.db import OperationalError

from motcua.interfaces.console import prepare


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
    with pytest.raises(OperationalError):
        failing(*[psycopg.errors.DeadlockDetected() for _ in range(prepare.TRIES_MAX)])
