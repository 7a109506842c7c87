"""One entry as the bytes that are stored, and later hashed: the same facts give the same bytes."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID


def text_of(
    *,
    act_id: UUID,
    kind: str,
    subject: str,
    actor: str,
    organisation: str,
    at: datetime,
    facts: Mapping[str, object],
) -> str:
    """Return JSON with sorted keys, no spaces, NFC text, moments in UTC with microseconds."""
    whole = {
        "act": str(act_id),
        "actor": actor,
        "at": _plain(at),
        "facts": {name: _plain(value) for name, value in facts.items()},
        "kind": kind,
        "organisation": organisation,
        "subject": subject,
    }
    written = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return unicodedata.normalize("NFC", written)


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            assert value.tzinfo is not None, "A moment without a zone is not a moment."
            moment = value.astimezone(UTC).replace(tzinfo=None)
            return moment.isoformat(timespec="microseconds") + "Z"
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes():
            return value.hex()
        case list() | tuple():
            return [_plain(item) for item in value]
        case frozenset() | set():
            return sorted(str(_plain(item)) for item in value)
        case dict():
            return {str(name): _plain(item) for name, item in value.items()}
    # A float differs from machine to machine when written; money and ratios are whole numbers.
    raise TypeError(f"{type(value).__name__} cannot stand in the journal")
