from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from motcua.casework.dossiers.states import CLOSED, State
from motcua.spine.concealed import BlindIndexField, ConcealedField

CODE_CHARS_MAX = 64
# All that a queue counts by: it is counted from the index alone.
COUNTED = ["state", "due_at", "submitted_at", "supplements", "holder", "awaits", "step_due_at"]


class Channel(models.TextChoices):
    """How it came in. Derived by the server from who filed and how, never typed."""

    SELF = "self", "Tự nộp trực tuyến"
    KIOSK = "kiosk", "Tự nộp tại ki-ốt"
    ASSISTED = "assisted", "Nộp trực tuyến có người giúp"
    COUNTER = "counter", "Nộp tại quầy"
    POST = "post", "Qua bưu chính"
    NATIONAL_PORTAL = "national_portal", "Từ Cổng Dịch vụ công quốc gia"


class ResultWay(models.TextChoices):
    """How the applicant wants the result."""

    DESK = "desk", "Nhận tại quầy"
    POST = "post", "Nhận qua bưu chính"
    ONLINE = "online", "Nhận bản điện tử trong kho giấy tờ"


# db_index=False here: another index of the table begins with that column, or nobody looks by it.
class Dossier(models.Model):
    """One request. Each column is declared replayed, committed or derived in `columns.py`."""

    code = models.CharField(max_length=CODE_CHARS_MAX, unique=True)
    # 128 random bits on the slip's QR code: opens code and stage, and nothing else.
    token = models.CharField(max_length=22, unique=True)
    procedure_version = models.ForeignKey("procedures.ProcedureVersion", on_delete=models.PROTECT)
    channel = models.CharField(max_length=15, choices=Channel)
    receiving = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    resolving = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    returning = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    account = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    filed_by = models.CharField(max_length=80, help_text="Account number of who typed it in.")
    result_way = models.CharField(max_length=6, choices=ResultWay, default=ResultWay.DESK)
    answers = ConcealedField(help_text="The form's answers, JSON.")
    salt = models.BinaryField(max_length=16)

    state = models.CharField(max_length=12, choices=State, default=State.SUBMITTED)
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    holder = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    awaits = models.CharField(max_length=9, blank=True, help_text="The role whose turn it is.")
    beside = models.PositiveSmallIntegerField(default=0, db_default=0)  # Turns beside this step.
    step_due_at = models.DateTimeField(null=True, blank=True, help_text="By the step's own limit.")
    supplements = models.PositiveSmallIntegerField(default=0)
    parts = ArrayField(models.CharField(max_length=35), default=list)  # Units, past ones too.
    parts_owed = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="By other agencies: nothing is settled before."
    )

    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    promised_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dossier_state_is_known", condition=Q(state__in=sorted(State.values))
            ),
            models.CheckConstraint(
                name="dossier_channel_is_known", condition=Q(channel__in=sorted(Channel.values))
            ),
            models.CheckConstraint(
                name="dossier_promised_iff_received",
                condition=Q(received_at=None, promised_at=None)
                | Q(received_at__isnull=False, promised_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_closed_iff_closed_state",
                condition=Q(closed_at__isnull=False, state__in=sorted(CLOSED))
                | Q(Q(closed_at=None), ~Q(state__in=sorted(CLOSED))),
            ),
        ]
        indexes = [
            models.Index(
                F("unit"),
                Coalesce("due_at", "submitted_at"),
                F("id"),
                name="dossier_queue_of_a_unit",
                condition=~Q(state__in=sorted(CLOSED)),
                include=COUNTED,
            ),
            models.Index(
                F("holder"),
                Coalesce("due_at", "submitted_at"),
                F("id"),
                name="dossier_queue_of_holder",
                condition=~Q(state__in=sorted(CLOSED)),
            ),
            GinIndex(fields=["parts"], name="dossier_by_part", fastupdate=False),
            models.Index(fields=["account", "-id"], name="dossier_of_applicant"),
            models.Index(fields=["receiving", "-id"], name="dossier_by_receiving"),
            models.Index(fields=["resolving", "-id"], name="dossier_by_resolving"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        return f"dossier:{self.code}"


class Party(models.Model):
    """A person the dossier names, as they stood when it was filed: personal data, encrypted."""

    APPLICANT, REPRESENTATIVE = "applicant", "representative"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="parties", db_index=False)
    part = models.CharField(max_length=14)
    full_name = ConcealedField()
    personal_number = ConcealedField()
    personal_number_index = BlindIndexField(of="personal_number", purpose="personal_number")
    phone = ConcealedField()
    phone_index = BlindIndexField(of="phone", purpose="phone")
    email = ConcealedField()
    address = ConcealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "part"], name="party_once_per_part"),
            models.CheckConstraint(
                name="party_part_is_known", condition=Q(part__in=["applicant", "representative"])
            ),
        ]
        indexes = [
            models.Index(fields=["personal_number_index"], name="party_by_personal_number"),
            models.Index(fields=["phone_index"], name="party_by_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of dossier {self.dossier_id}"


class DossierCharge(models.Model):
    """What is to be paid for it. The charge knows nothing of dossiers: the upper keeps the link."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="charges")
    charge = models.OneToOneField("payments.Charge", on_delete=models.PROTECT)
    due = models.CharField(max_length=12, help_text="intake, supplement or result")
    paid_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"charge {self.charge_id} of dossier {self.dossier_id}"


class Submission(models.Model):
    """The idempotency key of a submit, kept as long as the dossier: a twin gets its answer."""

    scope = models.CharField(max_length=80, help_text="Whose key it is: nobody reads another's.")
    key = models.CharField(max_length=80)
    content_hash = models.CharField(max_length=64)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="submission_key_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class ClockMark(models.Model):
    """One entry of a dossier's clock ledger: what the clock did, its cause, paper and law."""

    START, STOP, RESUME, RESTART, APPOINT = "start", "stop", "resume", "restart", "appoint"
    EXTEND = "extend"  # Counted by the longer limit of its definition.

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="clock_marks", db_index=False)
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()
    cause = models.CharField(max_length=40)
    basis = models.CharField(max_length=120, blank=True)
    paper = models.CharField(max_length=60, blank=True, db_default="")
    appointed_at = models.DateTimeField(null=True, blank=True)  # Promised at START, by form 04.

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clock_mark_is_known",
                condition=Q(kind__in=["appoint", "extend", "restart", "resume", "start", "stop"]),
            ),
            models.CheckConstraint(
                name="clock_mark_appoints_a_moment",
                condition=~Q(kind="appoint") | Q(appointed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["dossier", "id"], name="clock_marks_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Paper(models.Model):
    """A file handed in for one component of the dossier, or shown and given back."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="papers", db_index=False)
    component = models.CharField(max_length=80)
    fulfilment = models.CharField(max_length=10)
    document_hash = models.CharField(max_length=64, blank=True)
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    round = models.PositiveSmallIntegerField(default=0, help_text="0 at filing, n at supplement n")
    handed_in_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["dossier", "component"], name="paper_by_component")]

    def __str__(self) -> str:
        return f"{self.component} of dossier {self.dossier_id}"


class Request(models.Model):
    """One complete request for papers: what is missing, why, until when, and when answered."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="requests")
    number = models.PositiveSmallIntegerField()
    components = models.JSONField()
    reason = ConcealedField()
    why_again = ConcealedField(help_text="The head's reason for a second request.")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    answer_until = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="request_number_once"),
            models.UniqueConstraint(
                fields=["dossier"], name="request_one_open", condition=Q(answered_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.number} of dossier {self.dossier_id}"


class Slip(models.Model):
    """An official slip or the result: numbered in its yearly book when issued, rendered later."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="slips", db_index=False)
    form = models.CharField(max_length=8, help_text="01 … 07, or result")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    issued_by = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    said = ConcealedField(help_text="What it says, JSON: printing reads nothing else.")
    # Who signs, in order: person:<account>, organisation:<code>; person: is open.
    signers = ArrayField(models.CharField(max_length=60), default=list)
    signatures = models.PositiveSmallIntegerField(default=0)
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document_hash = models.CharField(max_length=64, blank=True, help_text="Once it is signed.")
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "form", "year", "number"], name="slip_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "id"], name="slips_in_order"),
            models.Index(F("issued_at"), name="slip_not_signed", condition=Q(signed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.number}/{self.year}"


class Rating(models.Model):
    """What the applicant thought of it, once, after the result was returned."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT)
    score = models.PositiveSmallIntegerField()
    words = ConcealedField()
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rating_between_1_and_5", condition=Q(score__gte=1, score__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score} for dossier {self.dossier_id}"


class Draft(models.Model):
    """A form somebody is still filling in: theirs alone, no act of law, so not in the journal."""

    key = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    procedure = models.ForeignKey(
        "procedures.Procedure", on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey(
        "procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+"
    )
    answers = ConcealedField(help_text="As far as they go, JSON.")
    receiving = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    resolving = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    result_way = models.CharField(max_length=6, choices=ResultWay, default=ResultWay.ONLINE)
    charge = models.OneToOneField("payments.Charge", on_delete=models.PROTECT, null=True)
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, null=True)
    begun_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "-updated_at"],
                name="draft_of_applicant",
                condition=Q(dossier=None),
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.key}"


class DraftPaper(models.Model):
    """A file put beside a draft for one component."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    component = models.CharField(max_length=80)
    fulfilment = models.CharField(max_length=10)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "component", "document"], name="draft_paper_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.component} of {self.draft_id}"


class ResultDraft(models.Model):
    """What the result will say, until its number is given. Approved, it is no longer changed."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="result_draft")
    fields = ConcealedField(help_text="The editable texts, JSON.")
    drafted_by = models.CharField(max_length=80)
    updated_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="result_approved_by_somebody",
                condition=Q(approved_by="", approved_at=None)
                | (~Q(approved_by="") & Q(approved_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"result of dossier {self.dossier_id}"
