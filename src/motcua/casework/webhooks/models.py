from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from motcua.spine.concealed import ConcealedField

URL_CHARS_MAX = 500


class Webhook(models.Model):
    """An address that is called at milestones of dossiers its key may see."""

    key = models.ForeignKey(
        "people.ApiKey", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    url = models.CharField(max_length=URL_CHARS_MAX)
    kinds = ArrayField(models.CharField(max_length=40))
    secret = ConcealedField(help_text="Signs each call; the receiver holds it too.")
    subscribed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="webhook_names_milestones", condition=~Q(kinds=[])),
        ]
        indexes = [
            models.Index(F("key"), name="webhook_open", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"webhook {self.pk}"

    @property
    def subject(self) -> str:
        return f"webhook:{self.pk}"

    @property
    def host(self) -> str:
        """Who is called: the rest of the address may hold what only its owner should read."""
        return urlsplit(self.url).hostname or ""
