"""Keep the pulse of the worker's lanes, and the digest of each day."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.capabilities.notifications import operations as notifications
from motcua.capabilities.notifications.operations import Recipient
from motcua.measurement.upkeep.definition import Finding
from motcua.measurement.upkeep.events import DigestMade
from motcua.measurement.upkeep.models import Digest, LanePulse
from motcua.spine.actors import SYSTEM
from motcua.spine.journal import operations as journal

PULSES_KEPT = timedelta(days=7)
DIGESTS_KEPT = timedelta(days=400)


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


@transaction.atomic
def make_digest(
    day: date,
    findings: Sequence[Finding],
    *,
    errors_seen: int,
    maintainers: Sequence[str],
    at: datetime,
    real_at: datetime,
) -> Digest | None:
    """Keep what was found on a day and tell those who look after it; None when it was told already.

    Told by e-mail are figures alone; what is broken in words stands on the operator's page.
    """
    broken = [one for one in findings if one.state == "wrong"]
    lines = [asdict(one) for one in findings if one.state != "ok"]
    digest, is_new = Digest.objects.get_or_create(
        day=day,
        defaults={
            "made_at": real_at,
            "broken": len(broken),
            "lines": lines,
            "errors_seen": errors_seen,
        },
    )
    if not is_new:
        return None
    _write_to(maintainers, digest, notes=len(lines) - len(broken), at=at)
    made = DigestMade(broken=len(broken), notes=len(lines) - len(broken))
    journal.record(made, subject=digest.subject, actor=SYSTEM, at=at)
    Digest.objects.filter(day__lt=day - DIGESTS_KEPT).delete()
    LanePulse.objects.filter(beat_at__lt=real_at - PULSES_KEPT).delete()
    return digest


@transaction.atomic
def tell_of_untaken(legs: Mapping[str, int], *, maintainers: Sequence[str], at: datetime) -> None:
    """Tell those who look after links which agencies have not received what was handed to them."""
    for unit, count in legs.items():
        for email in maintainers:
            notifications.notify(
                template="legs_untaken",
                parameters={"unit": unit, "legs": count},
                recipient=Recipient(email=email),
                about=f"agency:{unit}",
                actor=SYSTEM,
                at=at,
            )


def _write_to(maintainers: Sequence[str], digest: Digest, *, notes: int, at: datetime) -> None:
    told: dict[str, object] = {"day": digest.day, "notes": notes}
    if digest.broken:
        told["broken"] = digest.broken
    for email in maintainers:
        notifications.notify(
            template="digest_broken" if digest.broken else "digest_well",
            parameters=told,
            recipient=Recipient(email=email),
            about=digest.subject,
            actor=SYSTEM,
            at=at,
        )
