from dataclasses import dataclass, field
from datetime import date

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ProcedureSeen(Event):
    """A source showed a procedure that the catalogue did not know, in one or more contents."""

    kind = "procedure.seen"
    versions: int
    version: int
    content: str
    seen_on: date
    missing: list[str]
    flags: list[str]


@dataclass(frozen=True, kw_only=True)
class ProcedureSeenChanged(Event):
    """A source showed other content for a known procedure."""

    kind = "procedure.seen_changed"
    code: str | None
    versions: int
    version: int
    content: str
    seen_on: date
    missing: list[str]
    flags: list[str]


@dataclass(frozen=True, kw_only=True)
class ProcedureSeenAgain(Event):
    """A later snapshot showed the content that was known already."""

    kind = "procedure.seen_again"
    version: int
    seen_on: date


@dataclass(frozen=True, kw_only=True)
class CatalogueLoaded(Event):
    """One file was read to its end."""

    kind = "catalogue.loaded"
    file: str
    read: int
    loaded: int
    new_versions: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class VersionDrafted(Event):
    kind = "procedure.version_drafted"
    version: int
    drafted_from: int


@dataclass(frozen=True, kw_only=True)
class VersionCompleted(Event):
    kind = "procedure.version_completed"
    version: int
    content: str
    changed: list[str]
    missing: list[str]


@dataclass(frozen=True, kw_only=True)
class FlowEdited(Event):
    """The process of a draft was changed: which act did it, and what stands now."""

    kind = "procedure.flow_edited"
    version: int
    act: str
    definition: str
    steps: int
    findings: list[str]


@dataclass(frozen=True, kw_only=True)
class VersionDiscarded(Event):
    kind = "procedure.version_discarded"
    version: int


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Event):
    kind = "procedure.version_published"
    version: int
    content: str
    in_force_from: date
    in_force_until: date | None
    decision: str
    replaced: int | None
    definition: str = ""  # The hash of form and process; nothing for the plain form.
    steps: int = 0
    findings: list[str] = field(default_factory=list)  # Warnings it was published with.


@dataclass(frozen=True, kw_only=True)
class VersionWithdrawn(Event):
    kind = "procedure.version_withdrawn"
    version: int


@dataclass(frozen=True, kw_only=True)
class ProcedureAbolished(Event):
    kind = "procedure.abolished"
    abolished_on: date
    decision: str


@dataclass(frozen=True, kw_only=True)
class HandlingSet(Event):
    kind = "procedure.handling_set"
    handled_on: str
    since: date


@dataclass(frozen=True, kw_only=True)
class AgencySettled(Event):
    """The keeper said which units a free text means; the text itself stays out of the journal."""

    kind = "agency.settled"
    targets: list[str]
    versions: int


@dataclass(frozen=True, kw_only=True)
class AgenciesMatched(Event):
    """The rules were applied to all free texts that nobody had settled."""

    kind = "agency.matched_all"
    texts: int
    changed: int
    unmatched: int


@dataclass(frozen=True, kw_only=True)
class CatalogueReadOver(Event):
    """The rules were applied to all versions again, after they or the words they know changed."""

    kind = "catalogue.read_over"
    versions: int
    changed: int
