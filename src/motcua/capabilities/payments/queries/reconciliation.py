"""The differences between what was owed, what the bank says and what we recorded."""

from datetime import date

from django.db.models import QuerySet

from motcua.capabilities.payments.models import BankLine, Payment, Reconciliation
from motcua.capabilities.payments.queries import ledger
from motcua.capabilities.payments.rules import reconciliation as rules
from motcua.capabilities.payments.rules.reconciliation import Difference, Money


def differences(*, gateway: str, day: date) -> list[Difference]:
    """Return what does not agree on a day, as far as its statement was fetched."""
    return rules.differences(
        bank=lines_of(gateway=gateway, day=day), ours=payments_of(gateway=gateway, day=day)
    )


def lines_of(*, gateway: str, day: date) -> list[Money]:
    rows = BankLine.objects.filter(gateway=gateway, booked_on=day)
    return [
        Money(
            transaction_id=line.transaction_id,
            amount_vnd=line.amount_vnd,
            reference=line.reference,
        )
        for line in rows
    ]


def payments_of(*, gateway: str, day: date) -> list[Money]:
    payments = list(Payment.objects.filter(gateway=gateway, paid_on=day))
    standing = ledger.suspended_vnd([payment.pk for payment in payments])
    return [
        Money(
            transaction_id=payment.transaction_id,
            amount_vnd=payment.amount_vnd,
            reference=payment.reference,
            suspended_vnd=standing[payment.pk],
        )
        for payment in payments
    ]


def done(*, gateway: str) -> QuerySet[Reconciliation]:
    """Return the days reconciled with a gateway, newest first."""
    return Reconciliation.objects.filter(gateway=gateway).order_by("-day")
