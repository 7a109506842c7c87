"""Keys for the people of the demo: a pretend authority, their certificates, the agencies' seals.

Everybody's passphrase stands beside their password, and nowhere else. The officers a simulation
invented sign what they have approved, once; then their passphrases are forgotten.
"""

import json
import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from motcua.interfaces.console.home import Home, keep_secret
from motcua.interfaces.console.progress import Progress
from motcua.spine.actors import SYSTEM, Actor

if TYPE_CHECKING:
    from motcua.capabilities.signatures.authority import Issuer

PASSPHRASE_BYTES = 9


@transaction.atomic  # Cut off half-way, nothing was issued: a second start does all of it.
def issue(home: Home, progress: Progress) -> None:
    """Found the authority, issue a certificate to everybody who signs, keep the passphrases."""
    from motcua.capabilities.signatures import operations
    from motcua.casework.dossiers.operations import signers
    from motcua.spine import clock

    accounts = json.loads(home.demo_accounts.read_text())
    passphrase = secrets.token_urlsafe(PASSPHRASE_BYTES)
    operations.found_authority(
        name="Chứng thực số mô phỏng", passphrase=passphrase, actor=SYSTEM, at=clock.now()
    )
    issuer = operations.open_authority(passphrase=passphrase)
    wanted = [one for one in accounts if one["role"] in signers.ROLES]
    for done, one in enumerate(wanted, start=1):
        one["signing_passphrase"] = secrets.token_urlsafe(PASSPHRASE_BYTES)
        signers.certify(
            login=one["login"],
            role=one["role"],
            unit=one["unit"],
            passphrase=one["signing_passphrase"],
            issuer=issuer,
            actor=SYSTEM,
            at=clock.now(),
        )
        progress(done, len(wanted))
    _sign_the_past(issuer)
    home.demo_accounts.unlink(missing_ok=True)
    keep_secret(home.demo_accounts, json.dumps(accounts, ensure_ascii=False, indent=1))


def _sign_the_past(issuer: "Issuer") -> None:
    """Sign the open results of those with whom nobody can sign in; the rest wait for their own."""
    from motcua.capabilities.signatures import operations, queries
    from motcua.casework.dossiers.operations import open_results, signers
    from motcua.casework.dossiers.operations.open_results import Hand
    from motcua.spine import clock

    at = clock.now()
    known: dict[str, Hand | None] = {}

    def hand_of(owner: str) -> Hand | None:
        kind, _, name = owner.partition(":")
        if owner not in known and queries.has_certificate(owner_kind=kind, owner=name):
            known[owner] = None
        if owner not in known:
            passphrase = secrets.token_urlsafe(PASSPHRASE_BYTES)
            certificate = signers.certify_owner(
                owner=owner, passphrase=passphrase, issuer=issuer, actor=SYSTEM, at=at
            )
            actor = Actor(id=name) if kind == "person" else SYSTEM
            key = operations.unlock(
                certificate=certificate, passphrase=passphrase, actor=actor, at=at
            )
            known[owner] = Hand(key, actor)
        return known[owner]

    open_results.sign_open(hands=hand_of, at=at)
