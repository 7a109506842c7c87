"""What a file of units says, in one shape whatever its format."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRecord:
    code: str
    name_vi: str
    name_en: str
    receives_dossiers: bool = False


@dataclass(frozen=True, slots=True)
class SuccessorRecord:
    code: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """One unit as a file gives it. What is empty is not said, and never erases what is known.

    A unit that is only `mentioned` (as a successor, say) is founded when nobody knows it, and
    otherwise left as it is: the file does not describe it.
    """

    row: int
    code: str
    kind: str
    name_vi: str
    source_id: str = ""
    is_synthetic_code: bool = True
    gso_code: str = ""
    name_en: str = ""
    short_name_vi: str = ""
    short_name_en: str = ""
    area_vi: str = ""
    area_en: str = ""
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    is_end_unknown: bool = False
    seen_on: date | None = None
    address_vi: str = ""
    phone: str = ""
    successors: tuple[SuccessorRecord, ...] = ()
    is_mentioned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing a clerk should know: where, what was read, and what was made of it."""

    row: int
    unit: str
    field: str
    value: str
    reason_vi: str
    reason_en: str
    is_rejection: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A whole file of units."""

    source: str
    kinds: list[KindRecord] = field(default_factory=list)
    units: list[UnitRecord] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


class UnknownFormat(Exception):
    """The file is no list of units we can read."""


def day_of(text: object) -> date | None:
    """Return the day an ISO date names; None when it is no such date."""
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
