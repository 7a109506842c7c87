"""A filing that stands still for longer than a moment may age is filed all the same."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from motcua.casework.dossiers.models import Dossier
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.journal import operations as journal
from motcua.spine.journal import queries
from tests.api.conftest import Caller, a_filing

pytestmark = [
    pytest.mark.prove,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]
AGE_SECONDS_MAX = 5.0  # As the trigger of the journal has it.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@contextmanager
def standing_still(url: str, *, seconds: float) -> Iterator[None]:
    """Hold the row of the numbers until somebody has waited for it so long."""
    held = threading.Event()

    def hold() -> None:
        with psycopg.connect(url) as other:
            other.execute("SELECT FROM numbering_series FOR UPDATE")
            held.set()
            until = time.monotonic() + 60
            with psycopg.connect(url, autocommit=True) as looking:
                while looking.execute(WAITING).fetchone() == (0,) and time.monotonic() < until:
                    time.sleep(0.05)
            time.sleep(seconds)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(30)
    yield
    thread.join()


def number_of(code: str) -> int:
    return int(code.rpartition("-")[2])


def test_a_filing_is_never_told_that_its_moment_is_old(
    a_key: Callable[..., Caller], application_url: str
) -> None:
    journal.turn_real(actor=SYSTEM, at=datetime.now(UTC))
    clock.forget()
    ours = a_key()
    first = ours.post("/dossiers", a_filing(), key="k-00000001").json()["code"]

    began = datetime.now(UTC)
    with standing_still(application_url, seconds=AGE_SECONDS_MAX + 1):
        answer = ours.post("/dossiers", a_filing(), key="k-00000002")

    assert answer.status_code == 201, answer.content
    assert Dossier.objects.count() == 2
    second = Dossier.objects.exclude(code=first).get()
    # No number was burnt by the first try, and the moment is the one at which it was recorded.
    assert number_of(second.code) == number_of(first) + 1
    assert second.submitted_at - began > timedelta(seconds=AGE_SECONDS_MAX)
    [entry] = queries.story_of(f"dossier:{second.code}")
    assert entry.happened_at == second.submitted_at
    assert connection.in_atomic_block is False
