"""Started by time: ask gateways about payments that said nothing, and reconcile each day."""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.capabilities.payments import gateways
from motcua.capabilities.payments.models import Payee, PaymentAttempt, Reconciliation
from motcua.capabilities.payments.operations import money, reconciliation
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.errors import Outage

logger = logging.getLogger(__name__)

POLLS_MAX = 9  # 30 s, doubled each time: the last about four hours after the first.
POLL_WAIT = timedelta(seconds=30)


def poll_next(*, at: datetime) -> bool:
    """Ask the gateway about one payment that was begun and not heard of. False when none waits."""
    attempt = _take_attempt(at=at)
    if attempt is None:
        return False
    try:
        notices = gateways.named(attempt.gateway).ask(attempt.charge.reference)
    except Outage as outage:
        logger.warning("%s: attempt %s is asked after later", outage, attempt.pk)
        return True
    for notice in notices:
        try:
            money.take_notice(gateway=attempt.gateway, notice=notice, at=clock.now())
        except money.ContradictingNotice as refusal:
            logger.error("%s: the day's reconciliation will show it", refusal)
    return True


def reconcile_day(*, gateway: str, day: date) -> Reconciliation:
    """Fetch a day's statement of every payee's account and compare it with what we recorded.

    :raises Outage: the gateway does not give its statement; the day is tried again.
    """
    chosen = gateways.named(gateway)
    accounts = sorted({payee.account_number for payee in Payee.objects.all()})
    statement = [
        line for account in accounts for line in chosen.statement(account_number=account, day=day)
    ]
    return reconciliation.reconcile(
        gateway=gateway, day=day, statement=statement, actor=SYSTEM, at=clock.now()
    )


@transaction.atomic
def _take_attempt(*, at: datetime) -> PaymentAttempt | None:
    # The next turn is set before asking: a process that dies here loses a turn, not the payment.
    waiting = PaymentAttempt.objects.select_for_update(skip_locked=True, of=("self",))
    attempt = (
        waiting.select_related("charge")
        .filter(next_poll_at__lte=at)
        .order_by("next_poll_at")
        .first()
    )
    if attempt is None:
        return None
    attempt.polls += 1
    wait = POLL_WAIT * 2 ** (attempt.polls - 1)
    attempt.next_poll_at = at + wait if attempt.polls < POLLS_MAX else None
    attempt.save(update_fields=["polls", "next_poll_at"])
    return attempt
