from django.db import models
from django.db.models import Q


class Series(models.Model):
    """The last number given out of one series in one year."""

    pk = models.CompositePrimaryKey("key", "year")
    key = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="series_begins_at_one", condition=Q(last__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.key}/{self.year}: {self.last}"
