"""The keys a person may open: their own, and the seals they keep. A key stays open for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.capabilities.signatures import operations as signatures
from motcua.capabilities.signatures import queries as certificates
from motcua.capabilities.signatures.keyring import client
from motcua.spine.actors import Actor
from motcua.spine.errors import Outage

OPEN_SECONDS = 30 * 60
PERSON, ORGANISATION = "person", "organisation"


@dataclass(frozen=True, slots=True)
class Keys:
    """The certificates somebody signs with now, and whether their keys are open."""

    certificates: Sequence[Any]
    are_open: bool

    @property
    def can_open(self) -> bool:
        return bool(self.certificates) and not self.are_open


def keys_of(actor: Actor, *, seals: Sequence[str] = ()) -> Keys:
    """Return a person's own key and the seals that papers wait for."""
    wanted = [(PERSON, actor.id), *((ORGANISATION, code) for code in seals)]
    found = [
        certificate for kind, owner in wanted if (certificate := _in_force(kind, owner)) is not None
    ]
    return Keys(found, bool(found) and all(_is_open(one) for one in found))


def unlock(keys: Keys, passphrase: str, *, actor: Actor, at: datetime) -> None:
    """Open every key with one passphrase.

    :raises keys.WrongPassphrase: it does not open.
    :raises client.TooManyTries: it was tried in vain too often.
    """
    for certificate in keys.certificates:
        signatures.unlock_in_keyring(
            certificate=certificate,
            passphrase=passphrase,
            seconds=OPEN_SECONDS,
            actor=actor,
            at=at,
        )


def _in_force(kind: str, owner: str) -> Any:
    try:
        return certificates.in_force(owner_kind=kind, owner=owner)
    except certificates.NoCertificate:
        return None


def _is_open(certificate: Any) -> bool:
    try:
        return client.is_open(serial=certificate.serial)
    except Outage:
        return False  # Nothing can be opened either; pressing the button says so.
