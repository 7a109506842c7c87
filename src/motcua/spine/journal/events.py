"""The shape every event shares, and the events of the installation itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, in the past tense.

    Fields hold codes, figures, account numbers and salted hashes: never a name, never free text.
    """

    kind: ClassVar[str]


@dataclass(frozen=True, kw_only=True)
class InstallationCreated(Event):
    kind = "installation.created"
    clock: str
    is_demo: bool


@dataclass(frozen=True, kw_only=True)
class InstallationTurnedReal(Event):
    kind = "installation.turned_real"
    simulated_until: datetime


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(Event):
    kind = "delivery.retried"
    attempts: int
