"""Keys for the people of the demo: a pretend authority, their certificates, the agencies' seals.

Everybody's passphrase stands beside their password. The officers a simulation invented sign what
they have approved and nobody has returned yet; all else the past has handed out is signed after
the start (`demo_past`), and then their passphrases are forgotten.
"""

import json
import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from motcua.interfaces.console import demo_past
from motcua.interfaces.console.home import Home, keep_secret
from motcua.interfaces.console.progress import Progress
from motcua.spine.actors import SYSTEM

if TYPE_CHECKING:
    from motcua.capabilities.signatures.authority import Issuer

PASSPHRASE_BYTES = 9


@transaction.atomic  # Cut off half-way, nothing was issued: a second start does all of it.
def issue(home: Home, progress: Progress) -> None:
    """Found the authority, issue a certificate to everybody who signs, keep the passphrases."""
    from motcua.capabilities.signatures import operations
    from motcua.casework.dossiers.operations import played_papers, signers
    from motcua.spine import clock

    accounts = json.loads(home.demo_accounts.read_text())
    passphrase = secrets.token_urlsafe(PASSPHRASE_BYTES)
    operations.found_authority(
        name="Chứng thực số mô phỏng", passphrase=passphrase, actor=SYSTEM, at=clock.now()
    )
    issuer = operations.open_authority(passphrase=passphrase)
    wanted = [one for one in accounts if one["role"] in signers.ROLES]
    known = {}
    for done, one in enumerate(wanted, start=1):
        one["signing_passphrase"] = secrets.token_urlsafe(PASSPHRASE_BYTES)
        made = signers.certify(
            login=one["login"],
            role=one["role"],
            unit=one["unit"],
            passphrase=one["signing_passphrase"],
            issuer=issuer,
            actor=SYSTEM,
            at=clock.now(),
        )
        known[f"{made.owner_kind}:{made.owner}"] = one["signing_passphrase"]
        progress(done, len(wanted))
    invented = _certify(played_papers.owners_lacking(), issuer)
    played_papers.sign_open(hands=demo_past.hands(invented), at=clock.now())
    _keep(home, accounts, known | invented)


def _certify(owners: set[str], issuer: "Issuer") -> dict[str, str]:
    """Issue certificates to those who have none, whom a simulation invented; return passphrases."""
    from motcua.capabilities.signatures import queries
    from motcua.casework.dossiers.operations import signers
    from motcua.spine import clock

    passphrases = {}
    for owner in sorted(owners):
        kind, _, name = owner.partition(":")
        if not queries.has_certificate(owner_kind=kind, owner=name):
            passphrases[owner] = secrets.token_urlsafe(PASSPHRASE_BYTES)
            signers.certify_owner(
                owner=owner,
                passphrase=passphrases[owner],
                issuer=issuer,
                actor=SYSTEM,
                at=clock.now(),
            )
    return passphrases


def _keep(home: Home, accounts: list[dict[str, str]], hands: dict[str, str]) -> None:
    for path, secret in (
        (home.demo_accounts, json.dumps(accounts, ensure_ascii=False, indent=1)),
        (home.demo_hands, json.dumps(hands)),
    ):
        path.unlink(missing_ok=True)
        keep_secret(path, secret)
