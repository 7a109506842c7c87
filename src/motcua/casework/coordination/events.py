"""What can happen to a chain and its legs. Codes, figures, account numbers and salted hashes."""

from dataclasses import dataclass, field
from datetime import datetime

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ChainOpened(Event):
    kind = "chain.opened"
    workflow: str  # "" where agencies are only consulted.
    number: int


@dataclass(frozen=True, kw_only=True)
class ChainCompleted(Event):
    kind = "chain.completed"
    legs: int


@dataclass(frozen=True, kw_only=True)
class LegOpened(Event):
    kind = "leg.opened"
    step: int | None  # None: an agency is consulted, which no list foresees.
    unit: str
    agency: str
    is_outside: bool
    started_at: datetime
    due_at: datetime | None
    silence_consents: bool
    question: str  # Salted hash, or "".
    shows: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class LegTaken(Event):
    kind = "leg.taken"
    holder: int


@dataclass(frozen=True, kw_only=True)
class LegAnswered(Event):
    kind = "leg.answered"
    outcome: str
    answer: str  # Salted hash of the words and of the paper's number, day and signer.
    document: str  # Hash of the file, or "".
    back_to: int | None  # The step it is sent back to.


@dataclass(frozen=True, kw_only=True)
class LegConsented(Event):
    """Nobody answered in time, and the rule says that this is consent."""

    kind = "leg.consented"
    due_at: datetime
    basis: str


@dataclass(frozen=True, kw_only=True)
class LegRecalled(Event):
    kind = "leg.recalled"
    reason: str  # Salted hash.


@dataclass(frozen=True, kw_only=True)
class LegMissed(Event):
    """Nobody answered in time, silence is no consent, and who leads goes on without the opinion."""

    kind = "leg.missed"
    due_at: datetime
    basis: str
    reason: str  # Salted hash.


@dataclass(frozen=True, kw_only=True)
class LegAlerted(Event):
    """Its agency has not said in time that it received this part: technicians were told."""

    kind = "leg.alerted"
    waited_since: datetime
    basis: str


@dataclass(frozen=True, kw_only=True)
class LegSetAside(Event):
    """A later agency sent the dossier back: this leg has to be done again, by a new one."""

    kind = "leg.set_aside"
    by: str
