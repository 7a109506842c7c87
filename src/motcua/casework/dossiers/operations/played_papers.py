"""Sign the papers of a past that was only played, for people who were not there to do it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from motcua.capabilities.signatures.signer import Signer
from motcua.casework.dossiers.models import Slip
from motcua.casework.dossiers.operations import papers, slips
from motcua.casework.dossiers.states import State
from motcua.spine.actors import Actor
from motcua.spine.journal import queries as journal


@dataclass(frozen=True, slots=True)
class Hand:
    """An unlocked key, and who uses it."""

    signer: Signer
    actor: Actor


# Told whose turn it is, as `Slip.signers` writes it; None leaves the paper to that person.
Hands = Callable[[str], Hand | None]
Progress = Callable[[int, int], None]


def sign_open(*, hands: Hands, at: datetime) -> int:
    """Print and sign open results as far as there are hands for it. Return how many were touched.

    :raises Refusal: a key is locked.
    """
    waiting = Slip.objects.filter(
        form=slips.RESULT, signed_at=None, dossier__state=State.SETTLED
    ).order_by("id")
    touched = 0
    for slip in waiting:
        if hands(slip.signers[slip.signatures]) is not None:
            papers.print_paper(slip_id=slip.pk, at=at)
            _sign(slip, hands, now=lambda: at)
            touched += 1
    return touched


def sign_handed_out(
    *, hands: Hands, now: Callable[[], datetime], progress: Progress = lambda done, of: None
) -> int:
    """Print what was issued in a past that is over, and sign what has left the office since.

    Each signature says the real time it was made. What nobody has returned yet is printed alone:
    its head and clerk are there to sign it. Return how many papers still lack a signature.
    """
    waiting = list(_played().select_related("dossier"))
    # What people come for first, the latest before the rest.
    waiting.sort(key=lambda slip: (slip.form == slips.RESULT, slip.issued_at), reverse=True)
    lacking = 0
    for done, slip in enumerate(waiting, start=1):
        papers.print_paper(slip_id=slip.pk, at=now())
        if slip.form != slips.RESULT or slip.dossier.state != State.SETTLED:
            lacking += not _sign(slip, hands, now=now)
        progress(done, len(waiting))
    return lacking


def owners_lacking() -> set[str]:
    """Return whose signatures unsigned papers wait for, as `Slip.signers` writes them."""
    rows = Slip.objects.filter(signed_at=None).values_list("signers", "signatures")
    return {owner for signers, signatures in rows for owner in signers[signatures:]}


def _played() -> QuerySet[Slip]:
    began = journal.real_since()
    unsigned = Slip.objects.filter(signed_at=None)
    return unsigned.filter(issued_at__lt=began) if began else unsigned.none()


def _sign(slip: Slip, hands: Hands, *, now: Callable[[], datetime]) -> bool:
    """Put every signature on it that there are hands for; say whether that was all of them."""
    while not slip.signed_at:
        hand = hands(slip.signers[slip.signatures])
        if hand is None:
            return False
        slip = papers.sign(slip_id=slip.pk, signer=hand.signer, actor=hand.actor, at=now())
    return True
