from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models


class IndexedProcedure(models.Model):
    """One line of the index: what a list shows of a procedure, and the words it is found by.

    Derived from the catalogue; `operations.reindex` may rebuild it at any time.
    """

    procedure = models.OneToOneField(
        "procedures.Procedure", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    jurisdiction = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    code = models.CharField(max_length=60, blank=True)
    name_vi = models.TextField()
    name_en = models.TextField(blank=True)
    field = models.TextField(blank=True)
    field_code = models.CharField(max_length=80, blank=True)
    levels = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    service_level = models.CharField(max_length=20, blank=True)
    limit_value = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    limit_unit = models.CharField(max_length=11, blank=True)
    limit_same_day = models.BooleanField(default=False)
    fee_vnd = models.BigIntegerField(null=True, blank=True)
    is_published = models.BooleanField(default=False)
    is_complete = models.BooleanField(default=False)

    # Words between spaces, so that "% khai sinh %" finds whole words only.
    plain = models.TextField()
    marked = models.TextField()
    core = models.TextField()  # `plain` without the verb every name begins with (cấp, đăng ký).
    english = models.TextField(blank=True)
    also = models.TextField(blank=True)  # The field and the results.
    words = models.GeneratedField(
        expression=SearchVector("plain", config="simple", weight="A")
        + SearchVector("english", config="simple", weight="A")
        + SearchVector("also", config="simple", weight="D"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    length = models.PositiveSmallIntegerField()
    standing = models.SmallIntegerField()
    popularity = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="indexed_by_words", fastupdate=False),
            models.Index(fields=["field_code"], name="indexed_by_field"),
            models.Index(fields=["code"], name="indexed_by_code"),
            models.Index(fields=["key"], name="indexed_by_key"),
            models.Index(fields=["-popularity"], name="indexed_by_popularity"),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction}/{self.key}"


class Vocabulary(models.Model):
    """The words of the index with how often each stands, and after which: one row.

    A web process keeps it in memory and reads it again when `revision` has grown.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revision = models.PositiveIntegerField()
    words = models.JSONField()
    pairs = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="vocabulary_is_one_row", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"#{self.revision}"
