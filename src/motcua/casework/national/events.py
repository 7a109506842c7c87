"""What can happen between us and the national portal. Codes and figures only."""

from dataclasses import dataclass
from datetime import date

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class NationalDossierTaken(Event):
    kind = "national.taken"
    dossier: str


@dataclass(frozen=True, kw_only=True)
class NationalMessageRefused(Event):
    """A filing or an answer that a rule of ours refused; the portal was told which."""

    kind = "national.refused"
    reason: str


@dataclass(frozen=True, kw_only=True)
class NationalDayCompared(Event):
    kind = "national.day_compared"
    day: date
    ours: int
    theirs: int
    differences: int
