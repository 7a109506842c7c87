from django.db import models
from django.db.models import Q

from motcua.capabilities.documents import rules
from motcua.spine.concealed import ConcealedField


class MediaType(models.TextChoices):
    PDF = rules.PDF, "PDF"
    JPEG = rules.JPEG, "JPEG"
    PNG = rules.PNG, "PNG"


class Document(models.Model):
    """A content that was handed in or made here, by its SHA-256. Rows are added, never changed."""

    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=20, choices=MediaType)
    size_bytes = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    file_name = ConcealedField(help_text="As its owner called it: often says who and what.")
    template = models.CharField(max_length=40, blank=True, help_text="Empty: it was handed in.")
    made_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="made_into"
    )
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_sha256_is_one", condition=Q(sha256__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="document_is_not_empty", condition=Q(size_bytes__gte=1, pages__gte=1)
            ),
        ]
        indexes = [models.Index(fields=["added_by", "-id"], name="document_of_a_person")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.media_type} {self.sha256[:8]}"

    @property
    def subject(self) -> str:
        return f"document:{self.pk}"

    @property
    def is_pdf(self) -> bool:
        return self.media_type == MediaType.PDF
