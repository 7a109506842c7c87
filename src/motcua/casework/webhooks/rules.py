"""What a call says, and how its receiver knows it is ours (standardwebhooks.com)."""

import base64
import hashlib
import hmac
import json
from datetime import datetime

# The milestones somebody outside may ask to be told of, in the words of the journal.
MILESTONES = frozenset(
    {
        "dossier.submitted",
        "dossier.received",
        "dossier.supplement_asked",
        "dossier.supplement_answered",
        "dossier.not_received",
        "dossier.refused",
        "dossier.settled",
        "dossier.fee_paid",
        "dossier.returned",
        "dossier.withdrawn",
    }
)
# A call says which dossier of the unit has reached what, and that is to read it: who takes the one
# right from a key, or the other, has it told nothing more. Both given back, it is told what
# happens from then on.
SCOPES_TO_BE_TOLD = frozenset({"webhooks", "dossiers.read"})
SECRET_PREFIX = "whsec_"  # noqa: S105 - says that one follows


def body(*, number: str, kind: str, dossier: str, happened_at: datetime) -> bytes:
    """Return what is told: which dossier, what happened, when. Who it is, the receiver asks for."""
    said = {"id": number, "kind": kind, "dossier": dossier, "at": happened_at.isoformat()}
    return json.dumps(said).encode()


def signature(secret: str, *, number: str, timestamp: int, body: bytes) -> str:
    """Return what stands in `webhook-signature`: HMAC-SHA256 over number, time and body."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{number}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
