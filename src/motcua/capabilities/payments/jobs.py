"""Started by time: ask gateways about payments that said nothing, and reconcile each day."""

import logging
import threading
from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.capabilities.payments import gateways
from motcua.capabilities.payments.models import Payee, PaymentAttempt, Reconciliation
from motcua.capabilities.payments.operations import money, reconciliation
from motcua.capabilities.payments.queries import reconciliation as reconciled
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import local_date
from motcua.spine.errors import Outage, Refusal

logger = logging.getLogger(__name__)

POLLS_MAX = 9  # 30 s, doubled each time: the last about four hours after the first.
POLL_WAIT = timedelta(seconds=30)


def ask_after_waiting(*, stop: threading.Event | None = None) -> int:
    """Ask after payments whose turn has come, unless asked to stop. Return how many."""
    count = 0
    while not (stop and stop.is_set()) and poll_next(at=clock.now()):
        count += 1
    return count


def reconcile_yesterday() -> int:
    """Reconcile the day before with each gateway, unless it is done. Return how many were done.

    A gateway that does not give its statement is asked again at the next call.
    """
    day, count = local_date(clock.now()) - timedelta(days=1), 0
    if not Payee.objects.exists():
        return 0  # Nobody is paid by transfer yet.
    for code in gateways.codes():
        if reconciled.done(gateway=code).filter(day=day).exists():
            continue
        try:
            reconcile_day(gateway=code, day=day)
        except (Outage, Refusal) as reason:
            logger.warning("%s is not reconciled for %s: %s", code, day, reason)
        else:
            count += 1
    return count


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
        except Refusal as refusal:
            # It contradicts what we have; the day's reconciliation will show it to a person.
            logger.error("%s: %s", attempt.subject, refusal)
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
