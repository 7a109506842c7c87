from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from motcua.reference.procedures.rules.content import Content, content_of
from motcua.reference.procedures.states import STATES, State

DATED = sorted([State.PUBLISHED, State.WITHDRAWN])


class Procedure(models.Model):
    """One procedure of one jurisdiction: the nation, or the province with this agency code.

    The identity is jurisdiction and code. `key` is the code it had when it was first seen, or the
    source's id while it had none: it stands in addresses and in the journal, and does not change
    when a code is given later.
    """

    jurisdiction = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    code = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001 - null = chưa có mã
    abolished_on = models.DateField(null=True, blank=True)
    abolished_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "code"], name="procedure_identity_is_unique"
            ),
            models.UniqueConstraint(
                fields=["jurisdiction", "key"], name="procedure_address_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction}/{self.key}"

    @property
    def subject(self) -> str:
        return f"procedure:{self.jurisdiction}/{self.key}"


class Handling(models.Model):
    """Where a procedure is handled in a time: the province's system, a ministry's, the portal."""

    PROVINCE, MINISTRY, PORTAL = "province", "ministry", "national_portal"

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="handlings")
    handled_on = models.CharField(max_length=15)
    system = models.CharField(max_length=120, blank=True)
    in_force = DateRangeField()
    basis = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handling_is_known",
                condition=Q(handled_on__in=["ministry", "national_portal", "province"]),
            ),
            models.CheckConstraint(
                name="handling_dates_are_not_empty", condition=Q(in_force__isempty=False)
            ),
            ExclusionConstraint(
                name="handlings_do_not_overlap",
                expressions=[
                    (F("procedure"), RangeOperators.EQUAL),
                    (F("in_force"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handled_on} {self.system}".strip()


class Agency(models.Model):
    """A free text that names who decides, as sources write it, and what we took it to mean."""

    text = models.TextField()
    text_hash = models.CharField(max_length=64, unique=True)
    targets = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_settled = models.BooleanField(default=False)  # A person chose: rules keep away from it.

    class Meta:
        indexes = [
            models.Index(F("id"), name="agency_unmatched", condition=Q(targets=[])),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ProcedureVersion(models.Model):
    """What a procedure was or is, at some time, according to someone.

    `content` is the definition: as received, or as the keeper made it. The columns beside it repeat
    what is searched and counted. Only a published version has dates of validity.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)

    name_vi = models.TextField()
    name_en = models.TextField(blank=True)
    sort_key = models.CharField(max_length=400, db_collation="C")
    field = models.TextField(blank=True)
    levels = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT)
    limit_value = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    limit_unit = models.CharField(max_length=11, blank=True)
    limit_same_day = models.BooleanField(default=False)
    limit_cutoff = models.TimeField(null=True, blank=True)
    fee_vnd = models.BigIntegerField(null=True, blank=True)
    service_level = models.CharField(max_length=20, blank=True)
    missing = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    findings = ArrayField(  # Codes of rules.lint: what is wrong before it is published.
        models.CharField(max_length=40), default=list, db_default=[], blank=True
    )

    snapshot = models.CharField(max_length=80, blank=True)
    period = models.DateField(null=True, blank=True)  # The snapshot's month, to order snapshots.
    seen_on = models.DateField(null=True, blank=True)
    drafted_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    in_force = DateRangeField(null=True, blank=True)
    decision = models.CharField(max_length=80, blank=True)  # That published it here.
    published_at = models.DateTimeField(null=True, blank=True)

    # The e-form, steps and results (definition/); null is a plain form.
    definition = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "number"], name="version_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["procedure"], name="version_one_draft", condition=Q(state=State.DRAFT)
            ),
            models.CheckConstraint(
                name="version_state_is_known", condition=Q(state__in=sorted(STATES))
            ),
            models.CheckConstraint(
                name="version_seen_has_its_day",
                condition=~Q(state=State.SEEN) | Q(seen_on__isnull=False),
            ),
            models.CheckConstraint(
                name="version_dates_are_for_published",
                condition=Q(state__in=DATED, in_force__isnull=False, published_at__isnull=False)
                | ~Q(state__in=DATED) & Q(in_force__isnull=True, published_at__isnull=True),
            ),
            models.CheckConstraint(
                name="version_dates_have_a_beginning",
                condition=Q(in_force=None)
                | Q(in_force__isempty=False, in_force__startswith__isnull=False),
            ),
            models.CheckConstraint(
                name="version_published_is_complete",
                condition=~Q(state=State.PUBLISHED) | Q(missing=[]),
            ),
            ExclusionConstraint(
                name="published_versions_do_not_overlap",
                expressions=[
                    (F("procedure"), RangeOperators.EQUAL),
                    (F("in_force"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=State.PUBLISHED),
            ),
        ]
        indexes = [
            models.Index(fields=["procedure", "state", "period"], name="version_seen_latest"),
            models.Index(fields=["state", "field"], name="version_by_field"),
            models.Index(F("agency"), name="version_by_agency"),
            GinIndex(fields=["missing"], name="version_by_missing"),
            GinIndex(fields=["flags"], name="version_by_flag"),
            GinIndex(fields=["findings"], name="version_by_finding"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number} {self.state}"

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def said(self) -> Content:
        return content_of(self.content)


class Loading(models.Model):
    """One file that was loaded, with its account."""

    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=80)
    act_id = models.UUIDField()
    is_finished = models.BooleanField(default=False)
    read = models.PositiveIntegerField(default=0)
    loaded = models.PositiveIntegerField(default=0)
    new_versions = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="loading_adds_up",
                condition=Q(read=F("loaded") + F("new_versions") + F("unchanged") + F("rejected")),
            ),
        ]
        indexes = [models.Index(fields=["-loaded_at"], name="loading_newest")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.loaded_at:%Y-%m-%d %H:%M}"


class Rejection(models.Model):
    """Why one row of a file could not be read, in words for a clerk."""

    loading = models.ForeignKey(Loading, on_delete=models.PROTECT, related_name="rejections")
    row = models.PositiveIntegerField()
    source_id = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=120)
    reason_vi = models.CharField(max_length=400)

    class Meta:
        indexes = [models.Index(fields=["loading", "row"], name="rejection_in_order")]

    def __str__(self) -> str:
        return f"{self.row} {self.field}"


class Sighting(models.Model):
    """A source showed this content under this id. Seen again with other content: another row."""

    version = models.ForeignKey(
        ProcedureVersion, on_delete=models.PROTECT, related_name="sightings"
    )
    source_id = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    snapshot = models.CharField(max_length=80)
    loading = models.ForeignKey(Loading, on_delete=models.PROTECT, related_name="sightings")
    seen_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_id", "content_hash"], name="sighting_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.seen_on}"
