from django.db import models


class Edition(models.Model):
    """The present state of some tables, by a name nobody used before."""

    name = models.CharField(max_length=40, primary_key=True)
    # Never counted up: two transactions, one of them undone, must not share a stamp.
    stamp = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.name} {self.stamp}"
