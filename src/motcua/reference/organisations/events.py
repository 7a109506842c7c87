from dataclasses import dataclass
from datetime import date

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationFounded(Event):
    kind = "organisation.founded"
    code: str
    unit_kind: str
    parent: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    kind = "organisation.changed"
    code: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class OrganisationAbolished(Event):
    """The unit came to its end; `fields` says what else changed in the same act."""

    kind = "organisation.abolished"
    code: str
    valid_to: date | None
    successors: list[str]
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class KindDefined(Event):
    kind = "organisation_kind.defined"
    receives_dossiers: bool
