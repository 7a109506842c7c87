"""Reads of who read."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from motcua.spine.access.models import Access


def of_subject(subject: str) -> QuerySet[Access]:
    """Return who was shown data of this subject, the latest first."""
    return of_subjects([subject])


def of_subjects(subjects: Collection[str]) -> QuerySet[Access]:
    """Return who was shown data of one of these, or asked for it in vain, the latest first."""
    return Access.objects.filter(subjects__overlap=list(subjects)).order_by("-id")


def has_seen(account: str, subject: str, *, since: datetime) -> bool:
    """Say whether this account was shown data of this subject since then."""
    return of_subject(subject).filter(actor=account, read_at__gte=since).exists()


def by_actor(account: str) -> QuerySet[Access]:
    """Return what this account was shown, the latest first."""
    return Access.objects.filter(actor=account).order_by("-id")
