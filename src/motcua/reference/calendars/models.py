"""Decrees and the days they move; the office hours of units."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from motcua.reference.calendars.rules import MINUTES_A_DAY


class DecreeStatus(models.TextChoices):
    ANNOUNCED = "announced", "Đã công bố"
    ESTIMATED = "estimated", "Ước tính"


class Decree(models.Model):
    """A notice of holidays or swapped days. It is never changed: a later one replaces it."""

    code = models.CharField(max_length=60, unique=True)
    number = models.CharField(max_length=120, blank=True, help_text="Số, ký hiệu; trống = chưa rõ.")
    title_vi = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=DecreeStatus)
    needs_check = models.BooleanField(
        default=False, help_text="Its legal force or its days were not compared with the text."
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    covers_from = models.DateField()
    covers_to = models.DateField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decree_period_in_order", condition=Q(covers_from__lte=F("covers_to"))
            ),
            models.CheckConstraint(
                name="decree_not_replacing_itself",
                condition=Q(replaces=None) | ~Q(replaces=F("id")),
            ),
            models.CheckConstraint(
                name="decree_status_known", condition=Q(status__in=["announced", "estimated"])
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        """Its name in the journal."""
        return f"decree:{self.code}"

    @property
    def is_estimated(self) -> bool:
        return self.status == DecreeStatus.ESTIMATED


class CalendarDay(models.Model):
    """One day a decree takes off, or has worked."""

    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="days")
    on = models.DateField()
    kind = models.CharField(max_length=20)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    in_place_of = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decree", "on"], name="calendar_day_once_a_decree"),
            models.CheckConstraint(
                name="calendar_day_kind_known",
                condition=Q(kind__in=["holiday", "substitute", "working_saturday"]),
            ),
            models.CheckConstraint(
                name="calendar_day_worked_is_weekend",
                condition=~Q(kind="working_saturday") | Q(on__iso_week_day__in=[6, 7]),
            ),
        ]
        indexes = [models.Index(fields=["on"], name="calendar_day_by_date")]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class Outage(models.Model):
    """The system was down, or a disaster kept offices shut: clocks of these units stood.

    It is never changed; one that was wrong is lifted, with the paper that says so.
    """

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    units = ArrayField(
        models.CharField(max_length=35), help_text="These and all below them; none: everybody."
    )
    basis = models.CharField(max_length=250)
    paper = models.CharField(max_length=120, help_text="Number and day of the paper that says so.")
    entered_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_paper = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outage_kind_known", condition=Q(kind__in=["disaster", "system"])
            ),
            models.CheckConstraint(name="outage_lasts", condition=Q(until__gt=F("since"))),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        """Its name in the journal."""
        return f"outage:{self.code}"


class OfficeHours(models.Model):
    """When a unit is open, from a day on. Units without hours of their own inherit them."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=250, blank=True)
    end_basis = models.CharField(
        max_length=250,
        blank=True,
        db_default="",
        help_text="Why they ended where no others followed.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="office_hours_dates_in_order",
                condition=Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
            ),
            ExclusionConstraint(
                name="office_hours_do_not_overlap",
                expressions=[
                    (F("organisation"), RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.valid_from}"

    @property
    def last_day(self) -> date | None:
        """The last day they hold; none while nobody has ended them."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


class OfficeSession(models.Model):
    """One stretch of one weekday, Monday being 0; minutes since midnight."""

    hours = models.ForeignKey(OfficeHours, on_delete=models.PROTECT, related_name="sessions")
    weekday = models.PositiveSmallIntegerField()
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="office_session_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="office_session_in_order",
                condition=Q(starts_minute__lt=F("ends_minute"), ends_minute__lte=MINUTES_A_DAY),
            ),
            ExclusionConstraint(
                name="office_sessions_do_not_overlap",
                expressions=[
                    (F("hours"), RangeOperators.EQUAL),
                    (F("weekday"), RangeOperators.EQUAL),
                    (
                        Func(F("starts_minute"), F("ends_minute"), function="int4range"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_minute}-{self.ends_minute}"


class Edition(models.Model):
    """Which state of the calendars this is: one row, the lock of every change to them."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(name="edition_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.stamp}"
