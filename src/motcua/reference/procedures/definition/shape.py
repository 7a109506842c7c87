"""The parts of a definition, once it has been read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.reference.procedures.definition.conditions import Condition


# fmt: off
@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    code: str
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named check with its arguments; the function stands in `checks`."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. A person, an address and a repeated group hold questions of their own."""

    code: str
    type: str
    label_vi: str
    label_en: str
    hint_vi: str = ""
    hint_en: str = ""
    required: bool = False
    required_if: Condition | None = None
    shown_if: Condition | None = None
    options: tuple[Option, ...] = ()
    fields: tuple["Field", ...] = ()
    rules: tuple[Rule, ...] = ()
    prefill: str = ""
    unit: str = ""
    decimals: int = 0
    min: float | None = None
    max: float | None = None
    length_max: int = 250
    rows_min: int = 0
    rows_max: int = 20
    accepts: tuple[str, ...] = ()
    component: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    code: str
    title_vi: str
    title_en: str
    hint_vi: str
    hint_en: str
    shown_if: Condition | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A paper of the dossier, and how the duty to hand it in may be fulfilled."""

    code: str
    name_vi: str
    name_en: str
    kind: str
    originals: int
    copies: int
    fulfilment: tuple[str, ...]
    required: bool
    needed_if: Condition | None
    condition_vi: str
    condition_en: str
    form_code: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    code: str
    name_vi: str
    name_en: str
    condition: Condition | None
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A charge whose amount is a formula word with its figures, all of it data with a basis."""

    code: str
    kind: str
    name_vi: str
    name_en: str
    word: str
    vnd: int
    vnd_max: int
    tiers: tuple[tuple[int, int], ...]
    amounts: Mapping[str, int]
    field: str
    copies_field: str
    channels: tuple[str, ...]
    applies_if: Condition | None
    waivers: tuple[Waiver, ...]
    due: str
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    value: float
    unit: str
    cutoff: str = ""

    @property
    def is_same_day(self) -> bool:
        """One working day with a cut-off: in the day, and after it the next working day."""
        return bool(self.cutoff) and self.unit == "working_day" and self.value == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """How long the office may take: by channel, and longer in the case the law names."""

    channels: tuple[str, ...]
    limit: Limit
    extended: Limit | None
    extended_if_vi: str
    extended_if_en: str
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the work. Without a limit it has no clock, and is shown so.

    `recorded_by` is the role of ours that records what somebody outside has answered; without it
    an outsider's step is no work of ours.
    """

    order: int
    name_vi: str
    name_en: str
    unit: str
    role: str
    limit: Limit | None
    parallel_with: int | None
    waits_for_applicant: bool
    result: str
    note_vi: str
    confidence: str
    after: tuple[int, ...] = ()
    papers: tuple[str, ...] = ()
    recorded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    code: str
    name_vi: str
    name_en: str
    template: str
    signed_by: str
    validity: Limit | None
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    number: str
    title_vi: str
    articles: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agencies:
    receiving: tuple[str, ...]
    resolving: str
    coordinating: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    code: str
    jurisdiction: str
    name_vi: str
    name_en: str
    field_vi: str
    level: str
    is_plain: bool
    confidence: str
    decision: str
    in_force_from: date | None
    service_level: str
    applicants: tuple[str, ...]
    agencies: Agencies | None
    time_limits: tuple[TimeLimit, ...]
    after_payment: TimeLimit | None
    is_immediate: bool
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    components: tuple[Component, ...]
    fees: tuple[Fee, ...]
    steps: tuple[Step, ...]
    results: tuple[Result, ...]
    legal_basis: tuple[Basis, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for section in self.sections for field in section.fields)
# fmt: on
