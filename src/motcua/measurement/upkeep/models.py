from django.db import models


class LanePulse(models.Model):
    """When a lane of a worker last came round; it is silent when that is longer ago than it may."""

    pk = models.CompositePrimaryKey("worker", "lane")
    worker = models.CharField(max_length=80, help_text="The machine it runs on.")
    lane = models.CharField(max_length=40)
    beat_at = models.DateTimeField()
    silent_seconds_max = models.PositiveIntegerField()
    failures = models.PositiveIntegerField(default=0, help_text="Rounds that failed, in a row.")

    def __str__(self) -> str:
        return f"{self.worker}/{self.lane}"


class Digest(models.Model):
    """What was broken on a day, as it was told to those who look after the installation.

    `lines` are findings, in words of ours and without personal data.
    """

    day = models.DateField(primary_key=True)
    made_at = models.DateTimeField()
    broken = models.PositiveIntegerField(help_text="How many of the lines are wrong.")
    lines = models.JSONField()
    errors_seen = models.BigIntegerField(
        db_default=0, help_text="Where the count of our own errors stood, for the day after."
    )

    def __str__(self) -> str:
        return f"{self.day.isoformat()}: {self.broken}"

    @property
    def subject(self) -> str:
        return f"digest:{self.day.isoformat()}"
