"""Compare a day with the bank's statement, and take in what its calls did not bring."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from motcua.capabilities.payments.events import DayReconciled
from motcua.capabilities.payments.gateway import Notice
from motcua.capabilities.payments.models import BankLine, Reconciliation
from motcua.capabilities.payments.operations import money
from motcua.capabilities.payments.queries import reconciliation as queries
from motcua.capabilities.payments.rules.reconciliation import Kind
from motcua.capabilities.payments.states import Outcome
from motcua.spine.actors import Actor
from motcua.spine.journal import operations as journal


@transaction.atomic
def reconcile(
    *, gateway: str, day: date, statement: Sequence[Notice], actor: Actor, at: datetime
) -> Reconciliation:
    """Keep a statement, take in money whose callback never came, and count what disagrees.

    Doing a day again, with a longer statement, replaces its figures.
    """
    paid = [line for line in statement if line.outcome == Outcome.PAID]
    BankLine.objects.bulk_create(
        [
            BankLine(
                gateway=gateway,
                transaction_id=line.transaction_id,
                amount_vnd=line.amount_vnd,
                reference=line.reference,
                booked_on=day,
            )
            for line in paid
        ],
        ignore_conflicts=True,
    )
    missed = {
        difference.transaction_id
        for difference in queries.differences(gateway=gateway, day=day)
        if difference.kind == Kind.NOT_TAKEN
    }
    for line in paid:
        if line.transaction_id in missed:
            money.take_notice(gateway=gateway, notice=line, at=at)
    return _keep(gateway=gateway, day=day, actor=actor, at=at)


def _keep(*, gateway: str, day: date, actor: Actor, at: datetime) -> Reconciliation:
    lines = queries.lines_of(gateway=gateway, day=day)
    payments = queries.payments_of(gateway=gateway, day=day)
    figures = {
        "lines": len(lines),
        "lines_vnd": sum(line.amount_vnd for line in lines),
        "payments": len(payments),
        "payments_vnd": sum(payment.amount_vnd for payment in payments),
        "differences": len(queries.differences(gateway=gateway, day=day)),
    }
    kept, _ = Reconciliation.objects.update_or_create(
        gateway=gateway, day=day, defaults={**figures, "done_at": at}
    )
    journal.record(
        DayReconciled(gateway=gateway, day=day, **figures),
        subject=f"reconciliation:{gateway}/{day.isoformat()}",
        actor=actor,
        at=at,
    )
    return kept
