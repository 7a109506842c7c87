"""Sign what the demo's played past has handed out: once, after the start, beside everything else.

A head confirmed each result in the past; the keys are opened here for this one batch, as in a
session of theirs. They lie in this process's memory alone: the keyring, and with it what people
of the demo do from now on, knows nothing of them.
"""

import json
import logging
import os
from typing import TYPE_CHECKING

import django
from django.conf import settings

from motcua.interfaces.console.home import Home
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motcua.casework.dossiers.operations.played_papers import Hand, Hands

NICENESS = 15  # Whoever looks at the demo meanwhile comes first.
SAID_EVERY = 100

logger = logging.getLogger(__name__)


def main() -> None:
    os.nice(NICENESS)
    django.setup()
    sign(Home(settings.MOTCUA_HOME))


def is_owed(home: Home) -> bool:
    """Say whether papers of the past still wait for their signatures."""
    return home.demo_hands.exists()


def sign(home: Home) -> None:
    """Print and sign the papers of the past, then forget the passphrases for it."""
    from motcua.casework.dossiers.operations import played_papers
    from motcua.spine import clock

    passphrases = json.loads(home.demo_hands.read_text())
    lacking = played_papers.sign_handed_out(
        hands=hands(passphrases), now=clock.now, progress=_progress
    )
    home.demo_hands.unlink()
    logger.warning("The past is signed; %s papers lack a signature.", lacking)


def hands(passphrases: "Mapping[str, str]") -> "Hands":
    """Return who opens the key of an owner the first time it is their turn."""
    opened: dict[str, Hand | None] = {}

    def hand_of(owner: str) -> "Hand | None":
        if owner not in opened:
            opened[owner] = _open(owner, passphrases[owner]) if owner in passphrases else None
        return opened[owner]

    return hand_of


def _open(owner: str, passphrase: str) -> "Hand | None":
    """Open one key; None where it has gone, or opens with another passphrase by now."""
    from motcua.capabilities.signatures import operations, queries
    from motcua.casework.dossiers.operations.played_papers import Hand
    from motcua.spine import clock

    kind, _, name = owner.partition(":")
    actor = Actor(id=name) if kind == "person" else SYSTEM
    try:
        certificate = queries.in_force(owner_kind=kind, owner=name)
        key = operations.unlock(
            certificate=certificate, passphrase=passphrase, actor=actor, at=clock.now()
        )
    except Refusal as refusal:
        logger.warning("%s does not sign: %s", owner, refusal.code)
        return None
    return Hand(key, actor)


def _progress(done: int, of: int) -> None:
    if done % SAID_EVERY == 0 or done == of:
        logger.warning("Papers of the past: %s of %s", done, of)


if __name__ == "__main__":
    main()
