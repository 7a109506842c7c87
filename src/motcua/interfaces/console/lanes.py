"""Lanes of the worker: each a thread that works by rounds, fails alone, and starts again by itself.

Threads, not processes: what they do waits for the database, for programs and for others most of
the time, and ten processes would need ten times the memory.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection

from motcua.measurement.upkeep.operations import Beat
from motcua.spine import clock
from motcua.spine.errors import Outage
from motcua.spine.journal.operations import MomentRefused

OUTAGE_PAUSE_SECONDS = 1.0  # Doubles with each failure in a row.
OUTAGE_PAUSE_SECONDS_MAX = 30.0
# The database is asked again soon: people wait for it, and asking costs it nothing.
DATABASE_PAUSE_SECONDS_MAX = 2.0
READER_REST_SECONDS = 5.0
JOB_REST = timedelta(minutes=1)  # A job of once a day that failed is not left until tomorrow.

logger = logging.getLogger(__name__)
# By lane and job: when it was last done, on the monotonic clock, and how often in a row it failed.
last_done: dict[str, tuple[float, int]] = {}
# By lane: when it last came round, well or not. One that hangs does not come round any more.
came_round: dict[str, float] = {}

Round = Callable[[threading.Event], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """`work` does a round and says whether there may be more; it stops early when asked to."""

    name: str
    work: Round
    pause_seconds: float = 0.5
    # A session of the database costs memory: who seldom asks opens one each time.
    keeps_connection: bool = True
    # After so long it hangs: many times the longest round.
    silent_seconds_max: int = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    name: str
    every: timedelta
    work: Callable[[], object]


def run(lane: Lane, stop: threading.Event) -> None:
    """Work until asked to stop."""
    failures = 0
    while not stop.is_set():
        came_round[lane.name] = time.monotonic()
        pause_seconds = lane.pause_seconds
        try:
            if lane.work(stop):
                pause_seconds = 0.0
            failures = 0
            _done(lane.name)
        except Exception as error:
            # One lane's trouble is not the others': it is told, and this lane tries again.
            most = DATABASE_PAUSE_SECONDS_MAX if _is_away(error) else OUTAGE_PAUSE_SECONDS_MAX
            pause_seconds = min(OUTAGE_PAUSE_SECONDS * 2 ** min(failures, 9), most)
            failures += 1
            _tell(lane.name, error)
            connection.close()
        if not lane.keeps_connection and pause_seconds:
            connection.close()
        stop.wait(pause_seconds)
    connection.close()


def pulse(lanes: Sequence[Lane]) -> list[Beat]:
    """Say of each lane how long ago it came round."""
    now = time.monotonic()
    return [
        Beat(
            lane=lane.name,
            seconds_ago=now - came_round.get(lane.name, now),
            silent_seconds_max=lane.silent_seconds_max,
            failures=last_done.get(lane.name, (now, 0))[1],
        )
        for lane in lanes
    ]


def timed(jobs: Sequence[Timed]) -> Round:
    """Return a round that starts each job when its time has come; one that fails stops no other."""
    due_at: dict[str, float] = {}

    def work(stop: threading.Event) -> bool:
        for job in jobs:
            if stop.is_set() or time.monotonic() < due_at.get(job.name, 0):
                continue
            due_at[job.name] = time.monotonic() + job.every.total_seconds()
            try:
                job.work()
                _done(job.name)
            except Exception as error:
                again = min(job.every, JOB_REST).total_seconds()
                due_at[job.name] = time.monotonic() + again
                _tell(job.name, error)
                connection.close()
        return False

    return work


def reading(readers: Sequence[Callable[[datetime], int]]) -> Round:
    """Return a round in which each reader reads a batch; one that fails rests alone."""
    rests_until = dict.fromkeys(readers, 0.0)

    def work(stop: threading.Event) -> bool:
        is_busy = False
        for read in readers:
            if stop.is_set() or time.monotonic() < rests_until[read]:
                continue
            try:
                is_busy |= read(clock.now()) > 0
            except MomentRefused:
                is_busy = True  # A simulation moved its clock between our look and our writing.
            except Exception as error:
                rest = DATABASE_PAUSE_SECONDS_MAX if _is_away(error) else READER_REST_SECONDS
                rests_until[read] = time.monotonic() + rest
                _tell(read.__module__, error)
                connection.close()
        return is_busy

    return work


def _is_away(error: Exception) -> bool:
    return isinstance(error, OperationalError | InterfaceError)


def _done(name: str) -> None:
    last_done[name] = time.monotonic(), 0


def _tell(name: str, error: Exception) -> None:
    done_at, failures = last_done.get(name, (time.monotonic(), 0))
    last_done[name] = done_at, failures + 1
    if _is_away(error) or isinstance(error, Outage):
        logger.warning("%s, outage: %s", name, " ".join(str(error).split()))
    else:
        logger.error("%s failed", name, exc_info=error)
