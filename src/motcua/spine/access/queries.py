"""Reads of who read."""

from django.db.models import QuerySet

from motcua.spine.access.models import Access


def of_subject(subject: str) -> QuerySet[Access]:
    """Return who was shown data of this subject, the latest first."""
    return Access.objects.filter(subjects__contains=[subject]).order_by("-id")


def by_actor(account: str) -> QuerySet[Access]:
    """Return what this account was shown, the latest first."""
    return Access.objects.filter(actor=account).order_by("-id")
