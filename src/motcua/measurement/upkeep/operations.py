"""Keep the pulse of the worker's lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.measurement.upkeep.models import LanePulse


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A lane as its worker sees it: how long ago it came round, how long that may be."""

    lane: str
    seconds_ago: float
    silent_seconds_max: int
    failures: int = 0


def beat(worker: str, beats: Sequence[Beat], *, at: datetime) -> None:
    """Note which lanes came round, in one statement."""
    LanePulse.objects.bulk_create(
        [
            LanePulse(
                worker=worker,
                lane=one.lane,
                beat_at=at - timedelta(seconds=one.seconds_ago),
                silent_seconds_max=one.silent_seconds_max,
                failures=one.failures,
            )
            for one in beats
        ],
        update_conflicts=True,
        unique_fields=["worker", "lane"],
        update_fields=["beat_at", "silent_seconds_max", "failures"],
    )


def forget(worker: str) -> None:
    """Forget the lanes of a worker that begins or ends: a later release may have others."""
    LanePulse.objects.filter(worker=worker).delete()
