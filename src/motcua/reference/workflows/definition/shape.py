"""The parts of a step list, once it has been read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LIMIT_UNITS = ("working_hour", "clock_hour", "half_day", "working_day", "calendar_day", "month")
TOTAL_UNITS = (*LIMIT_UNITS, "day")  # "day": nobody said which.
KINDS = ("office", "outside", "applicant", "automatic")
LEVELS = ("citizen", "commune", "district", "province", "national", "sector", "enterprise")
CONFIDENCES = ("seen", "recalled", "inferred")


@dataclass(frozen=True, slots=True)
class Span:
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one agency does. Without a limit it has no clock, and is shown so."""

    order: int
    name_vi: str
    name_en: str
    actor_vi: str
    actor_en: str
    level: str
    unit: str
    kind: str
    limit: Span | None
    parallel_with: int | None
    after: tuple[int, ...]
    is_optional: bool
    silence_consents: bool
    silence_basis: str
    is_beyond_total: bool
    confidence: str
    note_en: str

    @property
    def is_ours(self) -> bool:
        """Say whether somebody works at it: not the applicant, and not a machine at once."""
        return self.kind in ("office", "outside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    code: str
    procedures: tuple[str, ...]
    name_vi: str
    name_en: str
    province_vi: str
    is_between_agencies: bool
    valid_from: date | None
    valid_to: date | None
    total: Span | None
    steps: tuple[Step, ...]
    notes_en: tuple[str, ...]
    source: str
    confidence: str
    changes: tuple[str, ...]

    def step(self, order: int) -> Step:
        return next(step for step in self.steps if step.order == order)

    def is_valid_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)
