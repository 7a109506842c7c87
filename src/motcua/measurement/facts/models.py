"""Read models: nothing here that does not follow from the journal. No key points at them."""

from django.db import models
from django.db.models import F, Q


class DossierFact(models.Model):
    """One dossier as figures see it. `office` is the unit that appraises, `unit` who has it now."""

    code = models.CharField(max_length=64, primary_key=True)
    agency = models.CharField(max_length=35)
    office = models.CharField(max_length=35)
    unit = models.CharField(max_length=35)
    field = models.CharField(max_length=250)
    procedure = models.CharField(max_length=80)
    channel = models.CharField(max_length=15)
    receiving = models.CharField(max_length=35)
    returning = models.CharField(max_length=35)
    state = models.CharField(max_length=12)
    is_open = models.BooleanField(default=True)
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    is_in_time = models.BooleanField(null=True, blank=True)
    supplements = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["office", "field", "state", "due_at"],
                include=["agency", "code"],
                name="fact_open",
                condition=Q(is_open=True),
            ),
            # The lists behind the open figures, from one page to the next.
            models.Index(
                fields=["due_at", "code"],
                include=["state", "office", "agency"],
                name="fact_by_due",
                condition=Q(is_open=True),
            ),
            models.Index(
                fields=["submitted_at", "code"],
                include=["office", "agency"],
                name="fact_waiting",
                condition=Q(state="submitted"),
            ),
            models.Index(
                F("received_at"), F("office"), name="fact_received", condition=~Q(received_at=None)
            ),
            models.Index(
                F("decided_at"), F("office"), name="fact_decided", condition=~Q(decided_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DayTally(models.Model):
    """How many dossiers of one office and field were received and decided on one day."""

    pk = models.CompositePrimaryKey("on", "agency", "office", "field")
    on = models.DateField()
    agency = models.CharField(max_length=35)
    office = models.CharField(max_length=35)
    field = models.CharField(max_length=250)
    received = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.on} {self.office} {self.field}"


class OpenTally(models.Model):
    """How many open dossiers of one office and field stand in one state, by the day they are due.

    The board adds these up: how many there are is small beside the dossiers themselves. What is due
    on the very day is counted one by one, for there the hour decides.
    """

    pk = models.CompositePrimaryKey("agency", "office", "field", "state", "due_on")
    agency = models.CharField(max_length=35)
    office = models.CharField(max_length=35)
    field = models.CharField(max_length=250)
    state = models.CharField(max_length=12)
    due_on = models.DateField(help_text="date.max where nothing is due")
    dossiers = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.office} {self.field} {self.state} {self.due_on}: {self.dossiers}"
