"""Read how the installation stood, day by day. For those who run it alone."""

from datetime import date

from django.db.models import QuerySet

from motcua.measurement.upkeep.models import Digest
from motcua.spine.actors import Actor

RUNS_IT = frozenset({"operator", "administrator", "system"})


def visible_to(actor: Actor) -> QuerySet[Digest]:
    """Return the digests, newest first, to who runs the installation; to others none."""
    every = Digest.objects.order_by("-day")
    return every if actor.roles & RUNS_IT else every.none()


def has_digest(day: date) -> bool:
    return Digest.objects.filter(day=day).exists()


def errors_seen_before(day: date) -> int:
    """Return where the count of our own errors stood at the digest before."""
    before = Digest.objects.filter(day__lt=day).order_by("-day").first()
    return before.errors_seen if before else 0
