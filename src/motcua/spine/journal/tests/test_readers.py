"""Readers by transaction horizon: each entry exactly once, whatever commits when."""

import random
import threading
import uuid
from collections import Counter
from collections.abc import Sequence

import psycopg
import pytest
from django.db import connection

from motcua.spine.actors import SYSTEM
from motcua.spine.journal import canonical, readers
from motcua.spine.journal.models import Entry, Reader
from motcua.spine.journal.tests.lamps import NOON, light

INSERT = "INSERT INTO journal_entry (canonical) VALUES (%s)"


def lamp_text(name: str) -> str:
    return canonical.text_of(
        act_id=uuid.uuid4(), kind="lamp.lit", subject=f"lamp:{name}", actor=SYSTEM.id,
        organisation="", at=NOON, facts={},
    )  # fmt: skip


class Seen:
    def __init__(self) -> None:
        self.subjects: list[str] = []

    def __call__(self, entries: Sequence[Entry]) -> None:
        self.subjects += [entry.subject for entry in entries if entry.kind == "lamp.lit"]


def read_all(name: str, seen: Seen, *, limit: int = 3) -> None:
    while readers.read_next(name, seen, at=NOON, limit=limit):
        pass


@pytest.fixture
def real_commits(transactional_db: None, installation: None, application_url: str) -> str:
    light("0")  # So that the simulated clock already stands at NOON and no row is contended.
    return application_url


def test_an_entry_committed_late_is_not_lost(real_commits: str) -> None:
    seen = Seen()
    with psycopg.connect(real_commits) as slow, psycopg.connect(real_commits) as quick:
        slow.execute(INSERT, [lamp_text("slow")])  # Has the lower id and is not committed yet.
        quick.execute(INSERT, [lamp_text("quick")])
        quick.commit()
        read_all("test", seen)
        assert seen.subjects == ["lamp:0"]  # "quick" waits too: order is by transaction.

        slow.commit()
        read_all("test", seen)

    assert seen.subjects == ["lamp:0", "lamp:slow", "lamp:quick"]


def test_a_cursor_on_the_last_id_would_have_lost_it(real_commits: str) -> None:
    """The positive control: this is what the horizon is for."""
    seen: list[str] = []

    def read_by_last_id(last: int) -> int:
        for entry in Entry.objects.filter(pk__gt=last).order_by("pk"):
            seen.append(entry.subject)
            last = entry.pk
        return last

    with psycopg.connect(real_commits) as slow, psycopg.connect(real_commits) as quick:
        slow.execute(INSERT, [lamp_text("slow")])
        quick.execute(INSERT, [lamp_text("quick")])
        quick.commit()
        last = read_by_last_id(0)
        slow.commit()
        read_by_last_id(last)

    assert "lamp:quick" in seen
    assert "lamp:slow" not in seen


def test_concurrent_writers_and_readers_lose_and_double_nothing(real_commits: str) -> None:
    writers, each = 6, 40
    seen = Seen()

    def write(number: int) -> None:
        dice = random.Random(number)
        with psycopg.connect(real_commits) as session:
            for turn in range(each):
                session.execute(INSERT, [lamp_text(f"{number}-{turn}")])
                if dice.random() < 0.2:
                    session.execute("SELECT pg_sleep(0.005)")
                if dice.random() < 0.1:
                    session.rollback()
                else:
                    session.commit()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        readers.read_next("test", seen, at=NOON, limit=7)
    read_all("test", seen)

    written = Counter(Entry.objects.filter(kind="lamp.lit").values_list("subject", flat=True))
    assert Counter(seen.subjects) == written
    assert max(written.values()) == 1


def test_effect_and_position_commit_together(real_commits: str) -> None:
    light("1")

    def fail(entries: Sequence[Entry]) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        readers.read_next("test", fail, at=NOON)

    seen = Seen()
    read_all("test", seen)
    assert seen.subjects == ["lamp:0", "lamp:1"]
    assert Reader.objects.get(name="test").moved_at == NOON


def test_in_another_cluster_it_goes_on_in_a_new_epoch(real_commits: str) -> None:
    """A restored dump: other transaction numbers, smaller ones even."""
    seen = Seen()
    light("1")
    read_all("test", seen)
    light("2")  # Not read yet when the dump is taken.
    with connection.cursor() as cursor:  # As if the rows had come from another cluster.
        cursor.execute("ALTER TABLE journal_epoch DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE journal_epoch SET system_identifier = 'elsewhere'")
        cursor.execute(
            "UPDATE journal_entry SET xid = (xid::text::bigint + 1000000000)::text::xid8"
        )
        cursor.execute(
            "UPDATE journal_reader SET xid = (xid::text::bigint + 1000000000)::text::xid8"
        )
        cursor.execute("ALTER TABLE journal_epoch ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")

    light("3")
    read_all("test", seen)

    assert seen.subjects == ["lamp:0", "lamp:1", "lamp:2", "lamp:3"]
    assert Entry.objects.get(subject="lamp:3").epoch == 2
    assert readers.current_epoch() == 2
