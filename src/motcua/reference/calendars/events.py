from dataclasses import dataclass
from datetime import date, datetime

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DecreeEntered(Event):
    kind = "decree.entered"
    status: str
    issued_on: date | None
    replaces: str
    days: list[str]


@dataclass(frozen=True, kw_only=True)
class DecreeCorrected(Event):
    """Days of a decree were read anew from its source."""

    kind = "decree.corrected"
    days: list[str]


@dataclass(frozen=True, kw_only=True)
class OfficeHoursSet(Event):
    kind = "office_hours.set"
    valid_from: date
    valid_to: date | None
    minutes_a_week: int
    weekdays: list[int]


@dataclass(frozen=True, kw_only=True)
class OfficeHoursEnded(Event):
    """From this day on the unit keeps the hours of who stands above it."""

    kind = "office_hours.ended"
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class OutageEntered(Event):
    kind = "outage.entered"
    cause: str
    since: datetime
    until: datetime
    units: list[str]


@dataclass(frozen=True, kw_only=True)
class OutageLifted(Event):
    kind = "outage.lifted"
    since: datetime
    until: datetime
