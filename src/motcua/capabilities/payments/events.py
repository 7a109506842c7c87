"""What happened to money: codes and figures only, never who paid."""

from dataclasses import dataclass
from datetime import date

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class PayeeNamed(Event):
    kind = "payee.named"
    bank_bin: str
    account_number: str


@dataclass(frozen=True, kw_only=True)
class ChargeOwed(Event):
    kind = "charge.owed"
    charge_id: int
    payee: str
    reasons: list[str]
    waived_vnd: int
    due_vnd: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ChargeReduced(Event):
    """A part was waived; `state` is "settled" when nothing is left to pay."""

    kind = "charge.reduced"
    charge_id: int
    reason: str
    waived_vnd: int
    due_vnd: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ChargeSettled(Event):
    kind = "charge.settled"
    charge_id: int
    due_vnd: int
    gateway: str


@dataclass(frozen=True, kw_only=True)
class ChargeCancelled(Event):
    kind = "charge.cancelled"
    charge_id: int
    due_vnd: int


@dataclass(frozen=True, kw_only=True)
class ChargeRefunded(Event):
    kind = "charge.refunded"
    charge_id: int
    amount_vnd: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AttemptStarted(Event):
    kind = "payment_attempt.started"
    charge_id: int
    gateway: str
    amount_vnd: int


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(Event):
    """Money came in. `suspended_for` is "" when it went to its charge."""

    kind = "payment.received"
    gateway: str
    amount_vnd: int
    charge_id: int | None
    suspended_for: str


@dataclass(frozen=True, kw_only=True)
class PaymentAllocated(Event):
    kind = "payment.allocated"
    charge_id: int
    amount_vnd: int


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(Event):
    kind = "payment.refunded"
    amount_vnd: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class DayReconciled(Event):
    kind = "reconciliation.done"
    gateway: str
    day: date
    lines: int
    lines_vnd: int
    payments: int
    payments_vnd: int
    differences: int
