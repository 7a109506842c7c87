"""A lane that fails or is cut off goes on by itself, and no other notices."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection

from motcua.interfaces.console import lanes
from motcua.interfaces.console.calling import Calling
from motcua.interfaces.console.lanes import Lane, Timed
from motcua.spine.errors import Outage
from motcua.spine.journal import reactions
from motcua.spine.journal.models import Delivery, Entry
from motcua.spine.journal.tests.lamps import LampLit, light

SECONDS_MAX = 20


@contextmanager
def running(*ours: Lane) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=lanes.run, args=(lane, stop)) for lane in ours]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(SECONDS_MAX)
    assert not any(thread.is_alive() for thread in threads)


@pytest.fixture(autouse=True)
def _soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "OUTAGE_PAUSE_SECONDS", 0.01)


def test_a_lane_that_fails_tries_again_and_the_others_do_not_notice() -> None:
    failures = [ValueError(), Outage("lamp shop", "closed")]
    is_mended, has_worked = threading.Event(), threading.Event()

    def ill(stop: threading.Event) -> bool:
        if failures:
            raise failures.pop()
        is_mended.set()
        return False

    def well(stop: threading.Event) -> bool:
        has_worked.set()
        return False

    with running(Lane(name="ill", work=ill), Lane(name="well", work=well)):
        assert has_worked.wait(SECONDS_MAX)
        assert is_mended.wait(SECONDS_MAX)


def test_a_job_that_fails_stops_no_other_and_keeps_its_hour() -> None:
    done: list[str] = []

    def fail() -> None:
        done.append("failed")
        raise Outage("lamp shop", "closed")

    every = timedelta(hours=1)
    jobs = [
        Timed(name="ill", every=every, work=fail),
        Timed(name="well", every=every, work=lambda: done.append("worked")),
    ]
    work = lanes.timed(jobs)

    assert not work(threading.Event())
    assert not work(threading.Event())

    assert done == ["failed", "worked"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "installation")
class TestWithADatabase:
    def test_a_session_the_server_ended_is_opened_anew(self) -> None:
        """As after a stop longer than a transaction may stand idle."""
        from django.db import transaction

        pids: list[int] = []
        is_back = threading.Event()

        def work(stop: threading.Event) -> bool:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 20")
                cursor.execute("SELECT pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
                if len(pids) == 1:
                    _wait_until_gone(pids[0])
                cursor.execute("SELECT 1")
            is_back.set()
            return False

        with running(Lane(name="stopped", work=work)):
            assert is_back.wait(SECONDS_MAX)

        assert pids[0] != pids[1]

    def test_a_slow_receiver_delays_only_itself(self, slow_street: "Street") -> None:
        for lamp in ("slow/1", "slow/2", "quick/1", "quick/2", "slow/3", "quick/3"):
            light(lamp)
        ours = Calling()

        with running(Lane(name="calls", work=ours.round, pause_seconds=0.01)):
            assert slow_street.quick_are_heard.wait(SECONDS_MAX)
            assert slow_street.slow_ones == 1
            slow_street.opens.set()
            _until_called("quick", 3)
        ours.wait()

        assert Delivery.objects.filter(done_at=None, attempts__gt=0).count() == 0


@dataclass
class Street:
    opens: threading.Event = field(default_factory=threading.Event)
    quick_are_heard: threading.Event = field(default_factory=threading.Event)
    quick_ones: int = 0
    slow_ones: int = 0

    def calls(self, entry: Entry) -> None:
        assert not connection.in_atomic_block
        if "slow" in entry.subject:
            self.slow_ones += 1
            assert self.opens.wait(SECONDS_MAX)
        else:
            self.quick_ones += 1
            if self.quick_ones == 3:
                self.quick_are_heard.set()


@pytest.fixture
def slow_street() -> Iterator[Street]:
    street = Street()

    def street_is_called(entry: Entry) -> None:
        street.calls(entry)

    table: reactions.Reactions = {LampLit: (street_is_called,)}
    reactions.subscribe(table, calls=lambda entry: entry.subject.partition("/")[0])
    yield street
    street.opens.set()
    reactions.unsubscribe(table)


def _until_called(street: str, count: int) -> None:
    called = Delivery.objects.filter(entry__subject__startswith=f"lamp:{street}")
    while called.exclude(done_at=None).count() < count:
        threading.Event().wait(0.01)


def _wait_until_gone(pid: int) -> None:
    import psycopg
    from django.conf import settings

    given = settings.DATABASES["default"]
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"], dbname=connection.settings_dict["NAME"],
        user=given["USER"], password=given["PASSWORD"], autocommit=True,
    ) as other:  # fmt: skip
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone():
            threading.Event().wait(0.01)
