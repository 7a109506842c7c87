"""What can happen to a dossier. Codes, figures, account numbers and salted hashes only."""

from dataclasses import dataclass, field
from datetime import datetime

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DossierSubmitted(Event):
    kind = "dossier.submitted"
    procedure: str
    version: int
    channel: str
    receiving: str
    resolving: str
    returning: str
    account: int | None
    result_way: str
    content: str  # Salted hash of answers, parties and papers.
    charge: int | None  # What is due before it is received.
    fee_vnd: int
    is_paid: bool


@dataclass(frozen=True, kw_only=True)
class DossierReceived(Event):
    kind = "dossier.received"
    due_at: datetime | None
    is_estimated: bool
    unit: str
    step: int | None
    slip: str
    beside: dict[str, str] = field(default_factory=dict)  # Other steps that open, and their units.


@dataclass(frozen=True, kw_only=True)
class DueDateMoved(Event):
    """A decree or new office hours moved it; what was promised first stays as it was."""

    kind = "dossier.due_moved"
    was_due_at: datetime
    due_at: datetime
    is_estimated: bool
    decree: str


@dataclass(frozen=True, kw_only=True)
class DueDatesRecounted(Event):
    """One batch: how many dossiers moved, and the hash of what was seen and confirmed."""

    kind = "due_dates.recounted"
    decree: str
    moved: int
    seen: str


@dataclass(frozen=True, kw_only=True)
class SupplementAsked(Event):
    kind = "dossier.supplement_asked"
    number: int
    components: list[str]
    reason: str  # Salted hash.
    answer_until: datetime
    slip: str
    why_again: str = ""  # Salted hash of the head's reason; "" for the first request.


@dataclass(frozen=True, kw_only=True)
class SupplementAnswered(Event):
    kind = "dossier.supplement_answered"
    number: int
    content: str


@dataclass(frozen=True, kw_only=True)
class DossierNotReceived(Event):
    kind = "dossier.not_received"
    reason_code: str
    basis: str
    fix: str  # Salted hash.
    slip: str


@dataclass(frozen=True, kw_only=True)
class DossierRefused(Event):
    kind = "dossier.refused"
    reason_code: str
    basis: str
    fix: str
    slip: str


@dataclass(frozen=True, kw_only=True)
class DossierTaken(Event):
    kind = "dossier.taken"
    holder: int
    step: int | None = None  # Where several are open beside each other.


@dataclass(frozen=True, kw_only=True)
class StepPassed(Event):
    """`next_step`, `unit`, `holder`: where it stands now; `left`: still open; `beside`: opened."""

    kind = "dossier.step_passed"
    step: int
    next_step: int | None
    unit: str
    holder: int | None
    left: list[int] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ResultDrafted(Event):
    kind = "dossier.result_drafted"
    result: str  # Salted hash of its texts.


@dataclass(frozen=True, kw_only=True)
class ResultApproved(Event):
    """Who signs has read it and agrees: the last step is passed with the same act."""

    kind = "dossier.result_approved"
    step: int
    next_step: int | None
    unit: str
    result: str
    holder: int | None = None
    left: list[int] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DossierSettled(Event):
    kind = "dossier.settled"
    number: int
    year: int
    organisation: str
    result: str  # Salted hash of what the result says.
    charge: int | None  # What is due before it is returned.
    fee_vnd: int


@dataclass(frozen=True, kw_only=True)
class SlipSigned(Event):
    """A slip or the result is a signed document now. `slip` is as `slips.name_of` says it."""

    kind = "dossier.slip_signed"
    slip: str
    document: int
    document_hash: str


@dataclass(frozen=True, kw_only=True)
class FeePaid(Event):
    kind = "dossier.fee_paid"
    charge: int
    due: str = ""  # At which moment it has to be paid; "postage" is the post's own.


@dataclass(frozen=True, kw_only=True)
class DossierReturned(Event):
    kind = "dossier.returned"
    way: str


@dataclass(frozen=True, kw_only=True)
class DossierWithdrawn(Event):
    kind = "dossier.withdrawn"
    requester: str = "applicant"  # Online; or reception, when they asked at a desk.
    reason: str = ""  # Salted hash.
    slip: str = ""


@dataclass(frozen=True, kw_only=True)
class DossierStopped(Event):
    """By the office, or by the clock when nobody answered: `reason_code` is not_completed then."""

    kind = "dossier.stopped"
    requester: str
    reason_code: str
    basis: str
    reason: str  # Salted hash.
    slip: str


@dataclass(frozen=True, kw_only=True)
class DossierRated(Event):
    kind = "dossier.rated"
    score: int


@dataclass(frozen=True, kw_only=True)
class ApologyDrafted(Event):
    kind = "dossier.apology_drafted"
    was_due_at: datetime
    new_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class DossierReappointed(Event):
    """The head has apologised (form 04): the appointment moves, what the law gave does not."""

    kind = "dossier.reappointed"
    was_due_at: datetime
    due_at: datetime
    reason: str  # Salted hash.
    slip: str


@dataclass(frozen=True, kw_only=True)
class LimitExtended(Event):
    """Counted by the longer limit of its definition; what was promised first stays as it was."""

    kind = "dossier.limit_extended"
    was_due_at: datetime
    due_at: datetime
    is_estimated: bool
    step: int
    reason: str  # Salted hash.


@dataclass(frozen=True, kw_only=True)
class DossierEscalated(Event):
    kind = "dossier.escalated"
    level: int
    to: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class StaffAlerted(Event):
    kind = "dossier.staff_alerted"
    alert: str
    round: int
    at_unit: str


@dataclass(frozen=True, kw_only=True)
class ResultChased(Event):
    kind = "dossier.result_chased"
    round: int


@dataclass(frozen=True, kw_only=True)
class PaymentDemanded(Event):
    """A duty to pay outside the office, by the tax authority's notice: the clock waits for it."""

    kind = "dossier.payment_demanded"
    amount_vnd: int
    notice: str  # Salted hash.


@dataclass(frozen=True, kw_only=True)
class PaymentProven(Event):
    kind = "dossier.payment_proven"
    due_at: datetime | None
    is_estimated: bool
    proof: str  # Hash of the file; "" where the desk saw the paper.


@dataclass(frozen=True, kw_only=True)
class ResultCorrected(Event):
    kind = "dossier.result_corrected"
    number: int
    year: int
    organisation: str
    result: str  # Salted hash of what it says now.
    reason: str  # Salted hash.
    instead_of: str
    slip: str


@dataclass(frozen=True, kw_only=True)
class PapersLost(Event):
    kind = "dossier.papers_lost"
    components: list[str]
    reason: str  # Salted hash.


@dataclass(frozen=True, kw_only=True)
class PapersRestored(Event):
    kind = "dossier.papers_restored"
    components: list[str]
    how: str  # Salted hash.


@dataclass(frozen=True, kw_only=True)
class SlipIssued(Event):
    """A slip that is no act of its own: the control slip, or an acknowledgement asked for later."""

    kind = "dossier.slip_issued"
    slip: str


@dataclass(frozen=True, kw_only=True)
class RegisterIssued(Event):
    """A centre's register (form 07): its subject is the book, and no dossier."""

    kind = "register.issued"
    since: str  # A day, as 2026-11-02.
    until: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class DossierShared(Event):
    """Other units have a part in it: who sees it from now on, and how many parts are owed still.

    `gone`: who saw it for a part that was recalled, and for nothing else.
    """

    kind = "dossier.shared"
    units: list[str]
    owed: int = 0
    gone: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class RefundOwed(Event):
    """It ended without a result: what was paid is to be given back by who was paid."""

    kind = "dossier.refund_owed"
    charge: int
    amount_vnd: int
    to: str  # The unit that was paid and gives it back.
    ending: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class DossierRefunded(Event):
    kind = "dossier.refunded"
    charge: int
    amount_vnd: int


@dataclass(frozen=True, kw_only=True)
class DossierPosted(Event):
    """The post has its result; it is returned when delivery is proven."""

    kind = "dossier.posted"
    way: str


@dataclass(frozen=True, kw_only=True)
class ResultWayChanged(Event):
    """The post brought its result back: it waits at the desk."""

    kind = "dossier.way_changed"
    way: str


@dataclass(frozen=True, kw_only=True)
class FileAwaited(Event):
    """The file of a paper is to be fetched from where it was filed. Its subject is the paper."""

    kind = "file.awaited"
    dossier: str
    source: str


@dataclass(frozen=True, kw_only=True)
class FileArrived(Event):
    kind = "file.arrived"
    dossier: str
    document: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class FileFailed(Event):
    """It is not there, or no use: `cause` is a code, of the place it lies at or of a rule."""

    kind = "file.failed"
    dossier: str
    cause: str
