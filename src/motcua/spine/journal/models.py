from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class TransactionIdField(models.Field):  # type: ignore[type-arg]
    """PostgreSQL's xid8: the 64-bit number of the transaction that wrote the row."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)


class ClockKind(models.TextChoices):
    REAL = "real", "Giờ thật"
    SIMULATED = "simulated", "Mô phỏng"


class Clock(models.Model):
    """The installation's clock: one row. A trigger lets it only move forward, or turn real."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=9, choices=ClockKind)
    simulated_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="clock_is_one_row", condition=Q(id=1)),
            models.CheckConstraint(
                name="clock_simulated_has_moment",
                condition=Q(kind="real", simulated_at=None)
                | Q(kind="simulated", simulated_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_simulated(self) -> bool:
        return self.kind == ClockKind.SIMULATED


class Epoch(models.Model):
    """One life in one database cluster. Transaction numbers compare only within an epoch."""

    number = models.PositiveIntegerField(primary_key=True)
    system_identifier = models.CharField(max_length=20)
    began_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.number}"


class Entry(models.Model):
    """One fact about one subject.

    The application writes `canonical` alone; a trigger fills every other column from it, from the
    transaction and from the database's clock, so they cannot disagree. `happened_at` is the one
    time column that figures count. Triggers refuse UPDATE, DELETE and TRUNCATE.
    """

    canonical = models.TextField()
    epoch = models.PositiveIntegerField()
    xid = TransactionIdField()
    act_id = models.UUIDField()
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, help_text="e.g. procedure:national/1.001193")
    actor = models.CharField(max_length=80)
    organisation = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    facts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act_id", "subject"], name="entry_one_per_subject"),
        ]
        indexes = [
            models.Index(fields=["epoch", "xid", "id"], name="entry_in_commit_order"),
            models.Index(fields=["subject", "id"], name="entry_by_subject"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.subject}"


class Reader(models.Model):
    """How far a set-based reader has come, in (epoch, transaction, entry)."""

    name = models.CharField(max_length=80, primary_key=True)
    epoch = models.PositiveIntegerField(default=0)
    xid = TransactionIdField(default=0)
    entry_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One entry owed to one reaction: the only outbox. Created with the entry, so none is lost."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, db_index=False)
    reaction = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "reaction"], name="delivery_once"),
            models.CheckConstraint(
                name="delivery_done_is_not_waiting",
                condition=Q(done_at=None) | Q(next_try_at=None),
            ),
        ]
        indexes = [
            models.Index(
                F("next_try_at"), name="delivery_waiting", condition=Q(next_try_at__isnull=False)
            ),
            models.Index(
                F("id"), name="delivery_given_up", condition=Q(next_try_at=None, done_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.reaction}"
