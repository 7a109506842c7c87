from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from motcua.capabilities.payments.states import PAID_ONCE, WAYS, Outcome, Place, State

# Plain words, in a fixed order: migrations hold no code of ours.
STATES = [state.value for state in State]
PAID = sorted(state.value for state in PAID_ONCE)
OUTCOMES = [outcome.value for outcome in Outcome]


class Payee(models.Model):
    """The account to which an organisation is paid."""

    organisation = models.CharField(max_length=40, unique=True)
    bank_bin = models.CharField(max_length=6)
    account_number = models.CharField(max_length=19)
    holder = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.bank_bin} {self.account_number}"


class Charge(models.Model):
    """Money owed for something. It does not know for what: the owner keeps the link."""

    reference = models.CharField(max_length=12, unique=True)
    payee = models.CharField(max_length=40)
    purpose = models.CharField(max_length=25, help_text="Printed on the bank statement, no marks.")
    due_vnd = models.BigIntegerField()
    state = models.CharField(max_length=9, default=State.OPEN.value)
    owed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="charge_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="charge_due_not_negative", condition=Q(due_vnd__gte=0)),
            models.CheckConstraint(
                name="charge_settled_has_moment",
                condition=Q(state__in=PAID, settled_at__isnull=False)
                | (~Q(state__in=PAID) & Q(settled_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["payee", "-id"], name="charge_of_payee"),
            models.Index(
                F("settled_at"), name="charge_by_settled", condition=Q(settled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.due_vnd} đ"

    @property
    def subject(self) -> str:
        return f"charge:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_settled(self) -> bool:
        return self.state == State.SETTLED


class ChargeItem(models.Model):
    """One line of a charge. Never changed: a waiver stands beside it."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=40)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField()
    unit_vnd = models.BigIntegerField()
    legal_basis = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charge", "position"], name="charge_item_position"),
            models.CheckConstraint(
                name="charge_item_costs_something", condition=Q(unit_vnd__gt=0, quantity__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.reason}"

    @property
    def amount_vnd(self) -> int:
        return self.quantity * self.unit_vnd


class ItemWaiver(models.Model):
    """A part of an item that need not be paid, and the law that says so."""

    item = models.ForeignKey(ChargeItem, on_delete=models.PROTECT, related_name="waivers")
    reason = models.CharField(max_length=40)
    amount_vnd = models.BigIntegerField()
    legal_basis = models.CharField(max_length=300)
    waived_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="waiver_is_something", condition=Q(amount_vnd__gt=0)),
            models.CheckConstraint(name="waiver_has_basis", condition=~Q(legal_basis="")),
        ]

    def __str__(self) -> str:
        return f"{self.reason} -{self.amount_vnd} đ"


class PaymentAttempt(models.Model):
    """A payer was shown how to pay. Asked after until the gateway knows, or gives no answer."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="attempts")
    gateway = models.CharField(max_length=30)
    amount_vnd = models.BigIntegerField()
    payload = models.TextField()
    link = models.TextField()
    outcome = models.CharField(max_length=7, default=Outcome.PENDING.value)
    started_at = models.DateTimeField()
    polls = models.PositiveSmallIntegerField(default=0)
    next_poll_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="attempt_outcome_known", condition=Q(outcome__in=OUTCOMES)),
            models.UniqueConstraint(
                name="attempt_waits_once",
                fields=["charge", "gateway", "amount_vnd"],
                condition=Q(outcome=Outcome.PENDING.value),
            ),
        ]
        indexes = [
            models.Index(
                F("next_poll_at"),
                name="attempt_to_ask_after",
                condition=Q(next_poll_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.gateway} {self.amount_vnd} đ"

    @property
    def subject(self) -> str:
        return f"payment_attempt:{self.pk}"


class Payment(models.Model):
    """Money that came in, once for each transaction of the gateway. Never changed.

    Where it stands now is in the postings; `suspended_for` says why it did not go to a charge.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    gateway = models.CharField(max_length=30)
    transaction_id = models.CharField(max_length=80)
    amount_vnd = models.BigIntegerField()
    paid_at = models.DateTimeField(help_text="by the gateway's clock")
    paid_on = models.DateField(help_text="the day of the gateway's statement, in Việt Nam")
    taken_at = models.DateTimeField()
    reference = models.CharField(max_length=12, blank=True)
    charge = models.ForeignKey(
        Charge, on_delete=models.PROTECT, null=True, blank=True, related_name="payments"
    )
    suspended_for = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "transaction_id"], name="payment_once_a_transaction"
            ),
            models.CheckConstraint(name="payment_amount_positive", condition=Q(amount_vnd__gt=0)),
            models.CheckConstraint(
                name="payment_allocated_has_charge",
                condition=~Q(suspended_for="") | Q(charge__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["gateway", "paid_on"], name="payment_of_day"),
            models.Index(
                F("taken_at"), name="payment_was_suspended", condition=~Q(suspended_for="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.transaction_id} {self.amount_vnd} đ"

    @property
    def subject(self) -> str:
        return f"payment:{self.pk}"


def _way_is_known() -> Q:
    known = Q()
    for source, target in WAYS:
        known |= Q(source=source.value, target=target.value)
    return known


class Posting(models.Model):
    """Money of one payment moved from one place to another: both sides in one row.

    Append-only, by trigger. Deferred triggers refuse a commit in which a place holds less than
    nothing, a payment is not wholly posted, or a charge's state disagrees with its money.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="postings")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, null=True, related_name="postings")
    source = models.CharField(max_length=9)
    target = models.CharField(max_length=9)
    amount_vnd = models.BigIntegerField()
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="posting_amount_positive", condition=Q(amount_vnd__gt=0)),
            models.CheckConstraint(name="posting_way_known", condition=_way_is_known()),
            models.CheckConstraint(
                name="posting_allocated_names_charge",
                condition=Q(charge__isnull=False, target=Place.ALLOCATED.value)
                | Q(charge__isnull=False, source=Place.ALLOCATED.value)
                | Q(charge=None, source=Place.OUTSIDE.value)
                | Q(charge=None, source=Place.SUSPENDED.value, target=Place.REFUNDED.value),
            ),
            models.UniqueConstraint(
                name="posting_comes_in_once",
                fields=["payment"],
                condition=Q(source=Place.OUTSIDE.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} > {self.target} {self.amount_vnd} đ"


class Refund(models.Model):
    """Money given back: why, by which law, and the document by which it went out."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, null=True, related_name="refunds")
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="refunds"
    )
    amount_vnd = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    legal_basis = models.CharField(max_length=300)
    voucher = models.CharField(max_length=80, unique=True)
    refunded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="refund_amount_positive", condition=Q(amount_vnd__gt=0)),
            models.CheckConstraint(
                name="refund_of_charge_or_payment",
                condition=Q(charge=None, payment__isnull=False)
                | Q(charge__isnull=False, payment=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher} {self.amount_vnd} đ"


class BankLine(models.Model):
    """One line of a gateway's statement, as it gave it."""

    gateway = models.CharField(max_length=30)
    transaction_id = models.CharField(max_length=80)
    amount_vnd = models.BigIntegerField()
    reference = models.CharField(max_length=12, blank=True)
    booked_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "transaction_id"], name="bank_line_once_a_transaction"
            ),
        ]
        indexes = [models.Index(fields=["gateway", "booked_on"], name="bank_line_of_day")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.transaction_id} {self.amount_vnd} đ"


class Reconciliation(models.Model):
    """What comparing one day with a gateway's statement gave, the last time it was done."""

    gateway = models.CharField(max_length=30)
    day = models.DateField()
    lines = models.PositiveIntegerField()
    lines_vnd = models.BigIntegerField()
    payments = models.PositiveIntegerField()
    payments_vnd = models.BigIntegerField()
    differences = models.PositiveIntegerField()
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "day"], name="reconciliation_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.day}"
