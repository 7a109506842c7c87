"""What befalls a dossier on its way: lateness, payment, loss, correction; and a centre's register.

`models.py` holds the dossier itself; both are the tables of this app.
"""

from django.db import models
from django.db.models import F, Q

from motcua.spine.concealed import ConcealedField


class Turn(models.Model):
    """A step that is open beside the one the dossier stands at; gone when it is done."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.PROTECT, related_name="turns", db_index=False
    )
    step = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    holder = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, blank=True, related_name="+"
    )
    awaits = models.CharField(max_length=9, help_text="The role whose turn it is.")
    due_at = models.DateTimeField(null=True, blank=True, help_text="By the step's own limit.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "step"], name="turn_once_a_step")]

    def __str__(self) -> str:
        return f"step {self.step} of dossier {self.dossier_id}"


class Apology(models.Model):
    """A letter of apology (form 04): drafted by the clock, given when the head has signed it."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="apologies"
    )
    was_due_at = models.DateTimeField()
    new_due_on = models.DateField()
    reason = ConcealedField()
    drafted_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], name="apology_one_draft", condition=Q(confirmed_at=None)
            ),
            models.CheckConstraint(
                name="apology_confirmed_by_somebody",
                condition=Q(confirmed_by="", confirmed_at=None)
                | (~Q(confirmed_by="") & Q(confirmed_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["dossier", "id"], name="apologies_in_order")]

    def __str__(self) -> str:
        return f"apology for dossier {self.dossier_id}"


class LimitExtension(models.Model):
    """The longer limit of its definition was taken for one dossier, at a step, for a reason."""

    dossier = models.OneToOneField(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="extension"
    )
    step = models.PositiveSmallIntegerField()
    was_due_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="As it was said then; a decree may have moved it.")
    reason = ConcealedField()
    extended_by = models.CharField(max_length=80)
    extended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"longer limit for dossier {self.dossier_id}"


class Escalation(models.Model):
    """A late dossier that went up to the next level by itself."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="escalations"
    )
    level = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    cause = models.CharField(max_length=20)
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "level"], name="escalation_once_a_level"),
        ]

    def __str__(self) -> str:
        return f"dossier {self.dossier_id} at level {self.level}"


class Reminder(models.Model):
    """Something that was due and was said once: by kind, and by round where it comes again."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="reminders"
    )
    kind = models.CharField(max_length=20)
    round = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "kind", "round"], name="reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.round} of dossier {self.dossier_id}"


class Demand(models.Model):
    """A financial duty outside the office, as the tax notice says it; the clock waits for it."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="demands"
    )
    notice = ConcealedField(help_text="Number and day of the tax authority's notice.")
    amount_vnd = models.BigIntegerField()
    demanded_by = models.CharField(max_length=80)
    demanded_at = models.DateTimeField()
    proof = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proven_by = models.CharField(max_length=80, blank=True)
    proven_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], name="demand_one_open", condition=Q(proven_at=None)
            ),
            models.CheckConstraint(name="demand_of_something", condition=Q(amount_vnd__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount_vnd} for dossier {self.dossier_id}"


class Refund(models.Model):
    """What was paid for a dossier that ended without a result: owed back, then given back."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="refunds"
    )
    charge = models.OneToOneField("payments.Charge", on_delete=models.PROTECT, related_name="+")
    amount_vnd = models.BigIntegerField()
    payee = models.CharField(max_length=35, help_text="The agency that was paid: it gives back.")
    ending = models.CharField(max_length=12)
    basis = models.CharField(max_length=250)
    marked_at = models.DateTimeField()
    done_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="refund_of_something", condition=Q(amount_vnd__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount_vnd} for dossier {self.dossier_id}"


class Loss(models.Model):
    """A paper of the applicant that the office lost or spoilt, and how it was made good."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="losses")
    component = models.CharField(max_length=80)
    reason = ConcealedField()
    reported_by = models.CharField(max_length=80)
    reported_at = models.DateTimeField()
    restored = ConcealedField(help_text="How it was restored, at the agency's cost.")
    restored_by = models.CharField(max_length=80, blank=True)
    restored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "component"], name="loss_once", condition=Q(restored_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} of dossier {self.dossier_id}"


class Correction(models.Model):
    """A result that was wrong and the one in its place, made at the agency's cost."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="corrections"
    )
    old = models.OneToOneField("dossiers.Slip", on_delete=models.PROTECT, related_name="corrected")
    new = models.OneToOneField("dossiers.Slip", on_delete=models.PROTECT, related_name="corrects")
    reason = ConcealedField()
    corrected_by = models.CharField(max_length=80)
    corrected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="correction_of_another", condition=~Q(old=F("new"))),
        ]

    def __str__(self) -> str:
        return f"{self.new_id} in place of {self.old_id}"


class Register(models.Model):
    """A centre's register of dossiers for a period (form 07): numbered, unsigned, never changed."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField()
    rows = models.PositiveIntegerField()
    said = ConcealedField(help_text="What it says, JSON: printing reads nothing else.")
    issued_by = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="register_number_once"
            ),
            models.CheckConstraint(
                name="register_period_has_a_length", condition=Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"register {self.number}/{self.year}"

    @property
    def subject(self) -> str:
        return f"register:{self.organisation.code}:{self.year}:{self.number}"


class LookupTries(models.Model):
    """Tries to look up a dossier by its code or a person by their number, under a blind index.

    Counted for an hour from the first; the worker removes what says nothing any more.
    """

    key = models.BinaryField(max_length=16, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    since_at = models.DateTimeField(null=True, help_text="When the first of these failed.")
    failed_at = models.DateTimeField(null=True)
    free_at = models.DateTimeField(null=True, help_text="Until when the next try waits.")

    def __str__(self) -> str:
        return f"{self.failures} tries"


class FileState(models.TextChoices):
    AWAITED = "awaited", "Đang chờ lấy"
    ARRIVED = "arrived", "Đã có"
    FAILED = "failed", "Không lấy được"


class AwaitedFile(models.Model):
    """The file of a paper, kept where the dossier was filed until it is fetched; or why it is not.

    `number` is what that place calls it.
    """

    paper = models.OneToOneField(
        "dossiers.Paper", on_delete=models.PROTECT, related_name="awaited_file"
    )
    source = models.CharField(max_length=20)
    number = models.CharField(max_length=80)
    file_name = ConcealedField(help_text="As its owner called it: often says who and what.")
    state = models.CharField(max_length=8, choices=FileState, default=FileState.AWAITED)
    cause = models.CharField(max_length=20, blank=True, help_text="Why there is no such file.")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="awaited_file_state_is_known",
                condition=Q(state__in=["arrived", "awaited", "failed"]),
            ),
            models.CheckConstraint(
                name="awaited_file_ends_once",
                condition=Q(state="awaited", ended_at=None)
                | (~Q(state="awaited") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="awaited_file_fails_for_a_cause",
                condition=(Q(state="failed") & ~Q(cause="")) | (~Q(state="failed") & Q(cause="")),
            ),
        ]
        indexes = [
            models.Index(F("id"), name="awaited_file_not_here", condition=~Q(state="arrived")),
        ]

    def __str__(self) -> str:
        return f"file of paper {self.paper_id}: {self.state}"
