"""Sign what a played past leaves open: results that have a number and wait to be returned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from motcua.capabilities.signatures.signer import Signer
from motcua.casework.dossiers.models import Slip
from motcua.casework.dossiers.operations import papers, slips
from motcua.casework.dossiers.states import State
from motcua.spine.actors import Actor


@dataclass(frozen=True, slots=True)
class Hand:
    """An unlocked key, and who uses it."""

    signer: Signer
    actor: Actor


# Told whose turn it is, as `Slip.signers` writes it; None leaves the paper to that person.
Hands = Callable[[str], Hand | None]


def sign_open(*, hands: Hands, at: datetime) -> int:
    """Print and sign open results as far as there are hands for it. Return how many were touched.

    :raises Refusal: a key is locked.
    """
    waiting = Slip.objects.filter(
        form=slips.RESULT, signed_at=None, dossier__state=State.SETTLED
    ).order_by("id")
    touched = 0
    for slip in waiting:
        hand = hands(slip.signers[slip.signatures])
        if hand is None:
            continue
        papers.print_paper(slip_id=slip.pk, at=at)
        touched += 1
        while hand is not None:
            slip = papers.sign(slip_id=slip.pk, signer=hand.signer, actor=hand.actor, at=at)
            hand = None if slip.signed_at else hands(slip.signers[slip.signatures])
    return touched
