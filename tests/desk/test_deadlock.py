"""A deadlock takes back what somebody did; the server does it again, and nobody hears of it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.states import State
from motcua.reference.people.models import Account
from motcua.spine.journal import queries

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]
WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE NOT granted AND datname = current_database()
"""


def _somebody_waits(cursor: Any) -> bool:
    cursor.execute(WAITING)
    return bool(cursor.fetchone() != (0,))


@contextmanager
def standing_in_the_way(dossier: Dossier) -> Iterator[threading.Event]:
    """Hold what an act needs last, and once it waits ask for what it holds: as a migration does."""
    held, went_on = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as other:
            other.execute("LOCK TABLE journal_entry IN SHARE ROW EXCLUSIVE MODE")
            held.set()
            until = time.monotonic() + 60
            while not _somebody_waits(other) and time.monotonic() < until:
                time.sleep(0.02)
            other.execute("SELECT FROM dossiers_dossier WHERE id = %s FOR UPDATE", [dossier.pk])
            went_on.set()
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(30)
    yield went_on
    thread.join()


def test_an_act_that_fell_to_a_deadlock_is_done_again(
    as_account: Callable[[Account], Client],
) -> None:
    world = testing.world()
    dossier = world.a_dossier()
    client = as_account(Account.objects.get(pk=int(world.an.id)))

    with standing_in_the_way(dossier) as went_on:
        answer = client.post(reverse("desk:act", args=[dossier.code, "receive"]))

    assert went_on.is_set(), "it was the other that was taken back"
    assert answer.status_code == 302, answer.content.decode()
    assert Dossier.objects.get(pk=dossier.pk).state == State.PROCESSING
    kinds = [entry.kind for entry in queries.story_of(f"dossier:{dossier.code}")]
    assert kinds.count("dossier.received") == 1
    assert connection.in_atomic_block is False
