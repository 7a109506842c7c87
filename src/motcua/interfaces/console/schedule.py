"""What the worker does, lane by lane. A lane that is slow or fails delays no other."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from motcua.capabilities.documents import jobs as documents
from motcua.capabilities.notifications import jobs as notifications
from motcua.capabilities.payments import jobs as payments
from motcua.casework.coordination import jobs as coordination
from motcua.casework.dossiers import jobs as dossiers
from motcua.casework.national import jobs as national
from motcua.casework.webhooks import jobs as webhooks
from motcua.interfaces.console import digest
from motcua.interfaces.console.calling import Calling
from motcua.interfaces.console.lanes import Lane, Timed, reading, timed
from motcua.interfaces.session_store import SessionStore
from motcua.measurement.facts import operations as facts
from motcua.reference.finding import jobs as finding
from motcua.reference.finding import operations as index
from motcua.reference.people import jobs as people
from motcua.spine import clock
from motcua.spine.journal import delivery

TIMED = (
    Timed(name="unanswered", every=timedelta(minutes=5), work=dossiers.close_unanswered),
    Timed(name="online", every=timedelta(minutes=1), work=dossiers.answer_online),
    Timed(name="apologies", every=timedelta(minutes=10), work=dossiers.draft_apologies),
    Timed(name="escalations", every=timedelta(minutes=10), work=dossiers.escalate_late),
    Timed(name="due steps", every=timedelta(hours=1), work=dossiers.count_due_steps),
    Timed(name="uncollected", every=timedelta(hours=1), work=dossiers.chase_results),
    Timed(name="parts owed", every=timedelta(days=1), work=coordination.count_owed),
    Timed(name="silence", every=timedelta(minutes=1), work=coordination.consent_by_silence),
    Timed(name="parts nobody took", every=timedelta(minutes=10), work=digest.tell_of_untaken),
    Timed(name="sessions long over", every=timedelta(days=1), work=people.forget_what_is_over),
    Timed(name="wrong look-ups", every=timedelta(minutes=15), work=dossiers.forget_lookups),
    Timed(name="cookies long over", every=timedelta(days=1), work=SessionStore.clear_expired),
    Timed(name="files in clear", every=timedelta(minutes=5), work=documents.seal_old_files),
    Timed(name="digest", every=timedelta(minutes=15), work=digest.make_once_a_day),
    Timed(name="index of the day", every=timedelta(days=1), work=finding.reindex_today),
)
STATEMENTS = (
    Timed(name="reconciliation", every=timedelta(hours=1), work=payments.reconcile_yesterday),
)
LONG_SECONDS_MAX = 1800  # Jobs by time may have much to do, and others to wait for.
NATION = (
    Timed(name="national files", every=timedelta(minutes=30), work=national.look_after_files),
    Timed(name="national books", every=timedelta(hours=1), work=national.compare_today),
)

# Each reads what is new in the journal and returns how much that was.
READERS: tuple[Callable[[datetime], int], ...] = (
    index.follow,
    facts.follow,
    webhooks.follow,
    coordination.follow,
    national.follow,
)


def lanes(calling: Calling) -> tuple[Lane, ...]:
    return (
        Lane(name="readers", work=reading(READERS)),
        # Two: while one waits for the disk, the other computes.
        Lane(name="deliveries", work=_deliver),
        Lane(name="deliveries, second", work=_deliver, pause_seconds=5, keeps_connection=False),
        Lane(name="papers", work=_print_and_sign, pause_seconds=1),
        Lane(name="calls", work=calling.round),
        Lane(name="messages", work=_send, pause_seconds=1),
        Lane(name="bank", work=_ask_bank, pause_seconds=5, keeps_connection=False),
        Lane(
            name="statements",
            work=timed(STATEMENTS),
            pause_seconds=60,
            keeps_connection=False,
            silent_seconds_max=LONG_SECONDS_MAX,
        ),
        Lane(
            name="national",
            work=timed(NATION),
            pause_seconds=60,
            keeps_connection=False,
            silent_seconds_max=LONG_SECONDS_MAX,
        ),
        Lane(
            name="jobs by time",
            work=timed(TIMED),
            pause_seconds=15,
            keeps_connection=False,
            silent_seconds_max=LONG_SECONDS_MAX,
        ),
    )


def _deliver(stop: threading.Event) -> bool:
    return delivery.deliver(at=clock.real_now()) > 0


def _print_and_sign(stop: threading.Event) -> bool:
    return dossiers.print_and_sign() > 0


def _send(stop: threading.Event) -> bool:
    return notifications.send_waiting(stop=stop) > 0


def _ask_bank(stop: threading.Event) -> bool:
    return payments.ask_after_waiting(stop=stop) > 0
