from django.db import models
from django.db.models import Q

from motcua.casework.national.rules.books import Cause, Gap

CODE_CHARS_MAX = 64  # As long as a number of ours.


class Link(models.Model):
    """A dossier of ours and its number at the national portal, which is ours if filed here."""

    code = models.CharField(max_length=CODE_CHARS_MAX, unique=True)
    dossier = models.OneToOneField(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="national_link"
    )
    taken_at = models.DateTimeField(db_index=True, help_text="When it was filed.")
    is_filed_here = models.BooleanField(default=False, db_default=False)
    known_there_at = models.DateTimeField(
        null=True, blank=True, help_text="When the portal first took a whole dossier filed here."
    )

    def __str__(self) -> str:
        return self.code


class Comparison(models.Model):
    """One day's look at what both sides say. Looking again the same day replaces it."""

    day = models.DateField(unique=True)
    ours = models.PositiveIntegerField()
    theirs = models.PositiveIntegerField()
    done_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Difference(models.Model):
    """One gap: what we say, what they say, and why it is so."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="differences")
    code = models.CharField(max_length=CODE_CHARS_MAX)
    dossier = models.CharField(max_length=64, blank=True)
    gap = models.CharField(max_length=20)
    ours = models.CharField(max_length=20, blank=True)
    theirs = models.CharField(max_length=20, blank=True)
    cause = models.CharField(max_length=20)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "code", "gap"], name="difference_once_a_day"
            ),
            models.CheckConstraint(
                name="difference_gap_is_known", condition=Q(gap__in=sorted(Gap))
            ),
            models.CheckConstraint(
                name="difference_cause_is_known", condition=Q(cause__in=sorted(Cause))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.gap}"
