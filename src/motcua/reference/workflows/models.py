from django.db import models
from django.db.models import Q


class Workflow(models.Model):
    """One edition of a step list. It is never changed: what is loaded later is a new number."""

    code = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    values = models.JSONField(help_text="The list as its file has it; the grammar reads it.")
    content_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="workflow_number_once"),
            models.CheckConstraint(name="workflow_numbers_from_1", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"

    @property
    def subject(self) -> str:
        return f"workflow:{self.code}"
