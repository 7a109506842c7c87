from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from motcua.casework.coordination.states import CLOSED, LIVE, Outcome, State
from motcua.spine.concealed import ConcealedField


class Chain(models.Model):
    """What agencies do for one dossier beside each other and after each other."""

    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT)
    # The edition it began with. None: agencies are consulted, and no list says in what order.
    workflow = models.ForeignKey(
        "workflows.Workflow", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"chain of dossier {self.dossier_id}"


class Leg(models.Model):
    """What one agency is asked for. Its columns are declared in `columns.py`."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="legs", db_index=False)
    number = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    agency = models.CharField(max_length=40, help_text="A sort of unit, as lists name it.")
    is_outside = models.BooleanField(help_text="Not in the system: somebody records its answer.")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="Who does it; for an agency outside, who records its answer.",
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="As counted when it opened.")
    silence_consents = models.BooleanField(default=False)
    holder = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = ConcealedField(help_text="What a consulted agency is asked.")
    # What of the dossier its agency sees where it has no other part in it: fields and components.
    shows = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    papers = ArrayField(models.CharField(max_length=80), default=list, db_default=[])
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    answer = ConcealedField(help_text="What it answered, or why it was recalled.")
    paper = ConcealedField(help_text="Number of the paper it answered with.")
    paper_on = models.DateField(null=True, blank=True, help_text="The day the paper bears.")
    signed_by = ConcealedField(
        null=True, help_text="Who signed the paper, where the agency is outside."
    )
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    is_set_aside = models.BooleanField(default=False, help_text="It has to be done again.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="leg_number_once"),
            models.UniqueConstraint(
                fields=["chain", "step"],
                name="leg_one_live_per_step",
                condition=Q(state__in=sorted(LIVE)),
            ),
            models.CheckConstraint(
                name="leg_state_is_known", condition=Q(state__in=sorted(State.values))
            ),
            models.CheckConstraint(
                name="leg_closed_iff_closed_state",
                condition=Q(closed_at__isnull=False, state__in=sorted(CLOSED))
                | Q(closed_at=None, state__in=sorted(LIVE)),
            ),
            models.CheckConstraint(
                name="leg_silence_needs_a_clock",
                condition=Q(silence_consents=False) | Q(due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                F("organisation"),
                F("due_at"),
                F("id"),
                name="leg_queue_of_unit",
                condition=Q(state__in=sorted(LIVE)),
            ),
            models.Index(
                F("due_at"),
                name="leg_silent",
                condition=Q(state__in=sorted(LIVE), silence_consents=True),
            ),
        ]

    def __str__(self) -> str:
        return f"leg {self.number} of chain {self.chain_id}"
