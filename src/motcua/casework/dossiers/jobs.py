"""Started by the worker: print the papers that acts have numbered, and sign what can be signed."""

import functools
import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from motcua.capabilities.signatures import operations as signing
from motcua.capabilities.signatures import queries as certificates
from motcua.capabilities.signatures.keyring import client
from motcua.capabilities.signatures.queries import NoCertificate
from motcua.capabilities.signatures.signer import Signer
from motcua.casework.dossiers.models import Slip
from motcua.casework.dossiers.operations import (
    lateness,
    papers,
    reminding,
    step_dues,
    stopping,
    tracking,
)
from motcua.casework.dossiers.queries import reactions_due as reads
from motcua.casework.dossiers.queries import results
from motcua.spine import clock
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import Outage, Refusal
from motcua.spine.journal.operations import MomentRefused

logger = logging.getLogger(__name__)
ROUND_SECONDS_MAX = 3.0  # The worker has other work too.
# Older papers are printed when somebody asks for them: a simulated past would fill the disk.
PRINTED_BY_ITSELF = timedelta(days=2)
ROWS_MAX = 200
ROUNDS_MAX = 5_000


def print_and_sign() -> int:
    """Print and sign what waits, for a few seconds at most. Return how many papers were touched."""
    until = time.monotonic() + ROUND_SECONDS_MAX
    try:
        return _print_waiting(until) + _sign_waiting(until)
    except MomentRefused:
        return 0  # A simulation moved its clock between our look at it and our writing.


def close_unanswered(*, at: datetime | None = None) -> int:
    """Close what waited too long for its applicant. Return how many."""
    moment = at or clock.now()
    waiting = reads.unanswered(at=moment)[:ROWS_MAX]
    return _each(waiting, lambda code: stopping.close_unanswered(code=code, at=at or clock.now()))


def answer_online(*, at: datetime | None = None) -> int:
    """Alert the desks to dossiers that wait too long. Return how many."""
    return sum(
        _each(
            reads.to_alert(kind, limit=limit, at=at or clock.now())[:ROWS_MAX],
            functools.partial(_alert, kind=kind, at=at),
        )
        for kind, limit in reminding.LIMITS.items()
    )


def _alert(code: str, *, kind: str, at: datetime | None) -> None:
    reminding.alert_staff(code=code, kind=kind, at=at or clock.now())


def draft_apologies(*, at: datetime | None = None) -> int:
    """Draft letters for what is about to be late. Return how many."""
    late = reads.unapologised(at=at or clock.now())[:ROWS_MAX]
    return _each(late, lambda code: lateness.draft_apology(code=code, at=at or clock.now()))


def escalate_late(*, at: datetime | None = None) -> int:
    """Send what is late up to the next level. Return how many."""
    late = reads.to_escalate(at=at or clock.now())[:ROWS_MAX]
    return _each(late, lambda code: lateness.escalate(code=code, at=at or clock.now()))


def count_due_steps(*, at: datetime | None = None) -> int:
    """Say when open steps are due where nothing says so: of dossiers from before it was kept."""
    after: int | None = 0
    rounds = 0
    while after is not None and rounds < ROUNDS_MAX:
        after = step_dues.bring_up_all(after=after, at=at or clock.now())
        rounds += 1
    return rounds


def chase_results(*, at: datetime | None = None) -> int:
    """Remind applicants of results that wait for them. Return how many."""
    waiting = reads.uncollected(at=at or clock.now())[:ROWS_MAX]
    return _each(waiting, lambda code: reminding.chase_result(code=code, at=at or clock.now()))


def forget_lookups() -> int:
    """Remove the wrong tries that count no more. Return how many rows went."""
    return tracking.forget_old(real_at=clock.real_now())


def _each(codes: Iterable[str], act: Callable[[str], object]) -> int:
    """Do one act for each, every one a transaction of its own. Return how many were done."""
    count = 0
    for code in codes:
        try:
            act(code)
            count += 1
        except MomentRefused:
            break  # A simulation moved its clock: the next round goes on.
        except Refusal as refusal:
            # Somebody was faster between our look and our lock.
            logger.info("%s: %s", code, refusal.code)
    return count


def _print_waiting(until: float) -> int:
    since = clock.now() - PRINTED_BY_ITSELF
    waiting = Slip.objects.filter(signed_at=None, document=None, issued_at__gte=since)
    count = 0
    for slip_id in waiting.order_by("id").values_list("pk", flat=True)[:ROWS_MAX]:
        if time.monotonic() >= until:
            break
        papers.print_paper(slip_id=slip_id, at=clock.now())
        count += 1
    return count


def _sign_waiting(until: float) -> int:
    count = 0
    for turn in results.turns():
        signer = _open_signer(turn)
        if signer is None:
            continue
        for slip in results.printed_for(turn)[:ROWS_MAX]:
            if time.monotonic() >= until:
                return count
            papers.sign(slip_id=slip.pk, signer=signer, actor=_actor_of(turn), at=clock.now())
            count += 1
    return count


def _open_signer(turn: str) -> Signer | None:
    """Return the signer of a key that its keeper has open now; None while it is locked."""
    owner_kind, _, owner = turn.partition(":")
    try:
        if turn == certificates.SYSTEM_SEAL:
            return signing.system_signer()
        certificate = certificates.in_force(owner_kind=owner_kind, owner=owner)
        if not certificate.is_valid_at(clock.now()) or not client.is_open(
            serial=certificate.serial
        ):
            return None
        return certificates.signer_in_keyring(certificate)
    except (NoCertificate, Outage):
        return None  # Nobody can sign yet; the paper waits and says so.


def _actor_of(turn: str) -> Actor:
    owner_kind, _, owner = turn.partition(":")
    return Actor(id=owner) if owner_kind == "person" else SYSTEM
