"""Started by the worker: print the papers that acts have numbered, and sign what can be signed."""

import time
from datetime import timedelta

from motcua.capabilities.signatures import queries as certificates
from motcua.capabilities.signatures.keyring import client
from motcua.capabilities.signatures.queries import NoCertificate
from motcua.capabilities.signatures.signer import Signer
from motcua.casework.dossiers.models import Slip
from motcua.casework.dossiers.operations import papers
from motcua.casework.dossiers.queries import results
from motcua.spine import clock
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import Outage
from motcua.spine.journal.operations import MomentRefused

ROUND_SECONDS_MAX = 3.0  # The worker has other work too.
# Older papers are printed when somebody asks for them: a simulated past would fill the disk.
PRINTED_BY_ITSELF = timedelta(days=2)
ROWS_MAX = 200


def print_and_sign() -> int:
    """Print and sign what waits, for a few seconds at most. Return how many papers were touched."""
    until = time.monotonic() + ROUND_SECONDS_MAX
    try:
        return _print_waiting(until) + _sign_waiting(until)
    except MomentRefused:
        return 0  # A simulation moved its clock between our look at it and our writing.


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
