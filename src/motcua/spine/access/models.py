from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from motcua.spine.access.extents import Extent


class Access(models.Model):
    """One page, list or file somebody was given, with everybody whose data stood in it.

    Triggers refuse UPDATE, DELETE and TRUNCATE. It lives in real time: a person who reads is real,
    whatever the installation's clock says.
    """

    actor = models.CharField(max_length=80, help_text="An account's number.")
    roles = ArrayField(models.CharField(max_length=40))
    organisation = models.CharField(max_length=40, blank=True)
    act = models.CharField(max_length=80, help_text="Why: the name of the page or address.")
    extent = models.CharField(max_length=5, choices=Extent)
    # A list of fifty names is one row: one statement for a page, whatever stands on it.
    subjects = ArrayField(models.CharField(max_length=120), help_text="e.g. dossier:H80-1")
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_extent_is_known", condition=models.Q(extent__in=sorted(Extent.values))
            ),
        ]
        indexes = [
            # Filled in batches: who is shown a page does not wait for fifty entries of an index.
            GinIndex(fields=["subjects"], name="access_by_subject", fastupdate=True),
            models.Index(fields=["actor", "-id"], name="access_by_actor"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.act} by {self.actor}"
