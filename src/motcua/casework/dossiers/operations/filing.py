"""What a person hands in, as the one `submit` takes it from a page, a counter or a machine."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.casework.dossiers.rules.channels import Place
from motcua.spine import secrecy


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyGiven:
    """A person as the dossier names them. Only the name is always there: some have no phone."""

    full_name: str
    personal_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperGiven:
    """A component handed in. `document_id` is a file the actor uploaded; a paper shown has none.

    `document_hash` is filled in from the document; a machine that keeps its files gives it itself.
    """

    component: str
    fulfilment: str
    document_hash: str = ""
    document_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One request. `key` makes it one, however often it is sent; `place` is set by the edge."""

    key: str
    place: Place
    jurisdiction: str
    procedure: str
    receiving: str
    resolving: str
    answers: Mapping[str, Any]
    applicant: PartyGiven
    returning: str = ""
    representative: PartyGiven | None = None
    papers: tuple[PaperGiven, ...] = ()
    account_id: int | None = None
    external_code: str = ""
    result_way: str = ""
    charge_id: int | None = None  # What was paid before: set by the draft, by nobody outside.

    def content(self) -> str:
        """Return everything a twin must repeat, as one text: the same request, the same text."""
        said = _named(self) | {"key": "", "place": self.place.value, "answers": dict(self.answers)}
        del said["charge_id"]  # What is owed is ours to reckon, not part of what they ask.
        return _as_text(said)


def hash_of(content: str) -> str:
    """Return what tells twins from strangers who use one key."""
    return secrecy.blind_index(content, purpose="submission").hex()


def _named(given: object) -> dict[str, Any]:
    assert isinstance(given, Filing | PartyGiven | PaperGiven), given
    return {name: getattr(given, name) for name in given.__slots__}


_as_text = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_named
).encode
