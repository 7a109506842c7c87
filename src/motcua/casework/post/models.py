from django.db import models
from django.db.models import Q

from motcua.casework.post.states import CLOSED, State
from motcua.spine.concealed import ConcealedField

NUMBER_CHARS = 13


class Direction(models.TextChoices):
    """Which way the post carries: a result home, or papers to the office."""

    TO_HOME = "to_home", "Trả kết quả tại nhà"
    TO_OFFICE = "to_office", "Lấy giấy tờ tại nhà"


class Carriage(models.Model):
    """What an applicant asked the post to carry, and the postage they owe the post for it."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.PROTECT, related_name="carriages", db_index=False
    )
    direction = models.CharField(max_length=9, choices=Direction)
    zone = models.CharField(max_length=20, help_text="As the tariff names it.")
    phone = ConcealedField()
    address = ConcealedField()
    charge = models.OneToOneField("payments.Charge", on_delete=models.PROTECT)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "direction"], name="carriage_once_a_way"),
            models.CheckConstraint(
                name="carriage_way_known", condition=Q(direction__in=sorted(Direction.values))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} of dossier {self.dossier_id}"

    @property
    def subject(self) -> str:
        return f"carriage:{self.pk}"


class Parcel(models.Model):
    """A result on its way home by post, or papers on their way to the office, and how far."""

    # What the postal service knows a second try of ours by.
    key = models.UUIDField(unique=True)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="parcels"
    )
    direction = models.CharField(
        max_length=9, choices=Direction, default=Direction.TO_HOME, db_default=Direction.TO_HOME
    )
    number = models.CharField(max_length=NUMBER_CHARS, blank=True, help_text="As S10 writes it.")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    recipient = ConcealedField()
    phone = ConcealedField()
    address = ConcealedField()
    fee_vnd = models.PositiveIntegerField(null=True, blank=True, help_text="What the post takes.")
    sent_by = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    received_by = ConcealedField(help_text="Who signed for it, as the post says.")
    proof = ConcealedField(help_text="Number of the proof of delivery.")
    reason = models.CharField(max_length=40, blank=True, help_text="Why it came back.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="parcel_number_once", condition=~Q(number="")
            ),
            models.UniqueConstraint(
                fields=["dossier", "direction"],
                name="parcel_one_under_way",
                condition=~Q(state__in=sorted(CLOSED)),
            ),
            models.CheckConstraint(
                name="parcel_state_known", condition=Q(state__in=sorted(State.values))
            ),
            models.CheckConstraint(
                name="parcel_way_known", condition=Q(direction__in=sorted(Direction.values))
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.key)

    @property
    def subject(self) -> str:
        return f"parcel:{self.key}"


class News(models.Model):
    """One thing the postal service told: kept once, whatever order it came in."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="news")
    number = models.CharField(max_length=60, unique=True, help_text="The postal service's own.")
    state = models.CharField(max_length=10)
    happened_at = models.DateTimeField(help_text="As the postal service says.")
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number} {self.state}"
