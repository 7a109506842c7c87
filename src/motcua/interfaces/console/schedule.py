"""What the worker does beside deliveries: readers of the journal, and jobs started by time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.capabilities.notifications import jobs as notifications
from motcua.capabilities.payments import jobs as payments
from motcua.casework.coordination import jobs as coordination
from motcua.casework.dossiers import jobs as dossiers
from motcua.casework.webhooks import jobs as webhooks
from motcua.interfaces.session_store import SessionStore
from motcua.measurement.facts import operations as facts
from motcua.reference.finding import jobs as finding
from motcua.reference.finding import operations as index
from motcua.reference.people import jobs as people


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    name: str
    every: timedelta
    work: Callable[[], object]


TIMED = (
    Timed(name="notices", every=timedelta(seconds=1), work=notifications.send_waiting),
    Timed(name="papers", every=timedelta(seconds=1), work=dossiers.print_and_sign),
    Timed(name="unanswered", every=timedelta(minutes=5), work=dossiers.close_unanswered),
    Timed(name="online", every=timedelta(minutes=1), work=dossiers.answer_online),
    Timed(name="apologies", every=timedelta(minutes=10), work=dossiers.draft_apologies),
    Timed(name="escalations", every=timedelta(minutes=10), work=dossiers.escalate_late),
    Timed(name="uncollected", every=timedelta(hours=1), work=dossiers.chase_results),
    Timed(name="silence", every=timedelta(minutes=1), work=coordination.consent_by_silence),
    Timed(name="payments", every=timedelta(seconds=5), work=payments.ask_after_waiting),
    Timed(name="reconciliation", every=timedelta(hours=1), work=payments.reconcile_yesterday),
    Timed(name="sessions long over", every=timedelta(days=1), work=people.forget_what_is_over),
    Timed(name="cookies long over", every=timedelta(days=1), work=SessionStore.clear_expired),
    Timed(name="index of the day", every=timedelta(days=1), work=finding.reindex_today),
)

# Each reads what is new in the journal and returns how much that was.
READERS: tuple[Callable[[datetime], int], ...] = (
    index.follow,
    facts.follow,
    webhooks.follow,
    coordination.follow,
)
