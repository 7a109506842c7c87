"""Keys for the people of the demo: a pretend authority, their certificates, the agencies' seals.

Everybody's passphrase stands beside their password, and nowhere else.
"""

import json
import secrets

from django.db import transaction

from motcua.interfaces.console.home import Home, keep_secret
from motcua.interfaces.console.progress import Progress
from motcua.spine.actors import SYSTEM

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
    home.demo_accounts.unlink(missing_ok=True)
    keep_secret(home.demo_accounts, json.dumps(accounts, ensure_ascii=False, indent=1))
