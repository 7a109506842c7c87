from datetime import datetime

from django.db import models
from django.db.models import F, Q


class OwnerKind(models.TextChoices):
    AUTHORITY = "authority", "Cơ quan chứng thực"
    TIMESTAMP = "timestamp", "Cấp dấu thời gian"
    PERSON = "person", "Cá nhân"
    ORGANISATION = "organisation", "Cơ quan (con dấu)"
    SYSTEM = "system", "Hệ thống"


class RevocationReason(models.TextChoices):
    KEY_COMPROMISE = "key_compromise", "Nghi lộ khóa"
    LEFT_POST = "left_post", "Thôi giữ chức danh"
    SUPERSEDED = "superseded", "Thay bằng chứng thư mới"
    CEASED = "ceased", "Cơ quan chấm dứt hoạt động"


class Certificate(models.Model):
    """One certificate of the register, of a person, an agency, or the authorities themselves."""

    serial = models.CharField(max_length=40, unique=True, help_text="Hexadecimal.")
    owner_kind = models.CharField(max_length=12, choices=OwnerKind)
    owner = models.CharField(max_length=80, help_text="An account's number, an agency's code.")
    common_name = models.CharField(max_length=200)
    content = models.BinaryField(help_text="DER.")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=20, choices=RevocationReason, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="certificate_one_in_force_each",
                fields=["owner_kind", "owner"],
                condition=Q(revoked_at=None),
            ),
            models.CheckConstraint(
                name="certificate_validity_has_a_length",
                condition=Q(valid_until__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="certificate_revoked_has_a_reason",
                condition=Q(revoked_at=None, revocation_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.owner_kind} {self.owner}"

    @property
    def subject(self) -> str:
        return f"certificate:{self.serial}"

    def is_valid_at(self, at: datetime) -> bool:
        is_within = self.valid_from <= at < self.valid_until
        return is_within and (self.revoked_at is None or at < self.revoked_at)
