"""Units, what kind they are, and which unit took over from which."""

from datetime import date

from django.db import models
from django.db.models import F, Q

CODE_CHARS_MAX = 35  # QĐ 20/2020/QĐ-TTg: at most 35 of A-Z, 0-9 and the dot.


class Kind(models.Model):
    """What sort of unit it is. Data, so that a province adds a sort without a programmer."""

    code = models.CharField(max_length=40, primary_key=True)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    receives_dossiers = models.BooleanField(
        default=False, help_text="Units of this kind take dossiers in and hand results out."
    )

    def __str__(self) -> str:
        return self.code


class Organisation(models.Model):
    """One unit of the state, or one outside it that takes part in its work.

    `valid_from` is its first day, `valid_to` the first day without it; an empty date is unknown,
    never "always". A unit whose end is known to have come, on a day nobody recorded, says so with
    `is_end_unknown` and `seen_on`, the last day it was seen.
    """

    code = models.CharField(max_length=CODE_CHARS_MAX, unique=True)
    is_synthetic_code = models.BooleanField(
        default=True, help_text="Not issued under QĐ 20/2020: made for this installation."
    )
    source_id = models.CharField(max_length=80, blank=True, help_text="Its name in the source.")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)
    # A statistics-office code is no key: 80 was Long An and is Tây Ninh.
    gso_code = models.CharField(max_length=10, blank=True)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    short_name_vi = models.CharField(max_length=120, blank=True)
    short_name_en = models.CharField(max_length=120, blank=True)
    area_vi = models.CharField(
        max_length=120, blank=True, help_text="The territory it governs, e.g. Xã Mỹ Lệ."
    )
    area_en = models.CharField(max_length=120, blank=True)
    sort_key = models.CharField(max_length=400, db_collation="C")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_end_unknown = models.BooleanField(default=False)
    seen_on = models.DateField(null=True, blank=True)
    address_vi = models.CharField(max_length=250, blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="The unit's public number.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_id"],
                name="organisation_source_id_once",
                condition=~Q(source_id=""),
            ),
            models.CheckConstraint(
                name="organisation_code_is_legal",
                condition=Q(code__regex=r"^[A-Z0-9]+(\.[A-Z0-9]+)*$"),
            ),
            models.CheckConstraint(
                name="organisation_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
            ),
            models.CheckConstraint(
                name="organisation_dates_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
            ),
            models.CheckConstraint(
                name="organisation_end_known_or_not",
                condition=Q(is_end_unknown=False) | Q(valid_to=None, seen_on__isnull=False),
            ),
            models.CheckConstraint(name="organisation_has_name", condition=~Q(name_vi="")),
        ]
        indexes = [
            models.Index(fields=["parent", "sort_key"], name="organisation_children_in_order"),
            models.Index(fields=["gso_code"], name="organisation_by_gso_code"),
            models.Index(fields=["sort_key"], name="organisation_in_order"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        """Its name in the journal."""
        return f"organisation:{self.code}"

    def exists_on(self, day: date) -> bool:
        """Tell whether it is there on that day; an unknown beginning counts as long ago."""
        if self.valid_from and day < self.valid_from:
            return False
        if self.is_end_unknown:
            return self.seen_on is not None and day <= self.seen_on
        return self.valid_to is None or day < self.valid_to


class Succession(models.Model):
    """A unit, or part of it, passed to another. A split has several rows, so has a merger."""

    predecessor = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="inheritances"
    )
    on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=80, help_text="Code of the source, e.g. long_an_2024.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                name="succession_not_to_itself", condition=~Q(predecessor=F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
