"""What a version says, typed. None always means "not known", never "none"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

UNITS = ("working_day", "day", "hour", "month")
LEVELS = ("province", "district", "commune", "institution", "other")
CHANNELS = ("in_person", "online", "postal")
COMPONENT_KINDS = ("paper", "note", "heading")
SERVICE_LEVELS = ("toan_trinh", "mot_phan", "cung_cap_thong_tin")
# Some sources run a year into the number of papers: "2025" and "1" become 20251 originals.
PIECES_BELIEVED_MAX = 100

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit as it was given. Without a unit we know it is not usable, so `is_usable` says no."""

    value: Decimal | None = None
    unit: str | None = None
    text: str | None = None
    same_day: bool = False
    cutoff: str | None = None
    unit_basis: str | None = None

    @property
    def is_usable(self) -> bool:
        has_value = self.value is not None and (self.value > 0 or self.same_day)
        return has_value and self.unit in UNITS


@dataclass(frozen=True, slots=True)
class Fee:
    """One amount. Which part of the law sets it stands in the note; nothing is computed here."""

    amount: int | None
    currency: str | None = None
    kind: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to hand in, with its own limit and fees."""

    kind: str
    limit: TimeLimit
    fees: tuple[Fee, ...] = ()
    description: str | None = None
    is_suspect: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    where: str
    value: Decimal | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Component:
    """A row of the list of papers: a paper, a note between papers, or a heading.

    A number of pieces that nobody would ask for counts as not known; the flag says so.
    """

    name_vi: str
    group: str | None = None
    originals: int | None = None
    copies: int | None = None
    kind: str = "paper"
    is_required: bool = False
    is_conditional: bool = False
    form_file: str | None = None
    is_reusable: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    name_vi: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """All that a version says about its procedure."""

    name_vi: str
    name_en: str | None
    field: str | None
    levels: tuple[str, ...]
    agency: str | None
    agency_competent: str | None
    agency_coordinating: str | None
    service_level: str | None
    online_available: bool | None
    time_limit: TimeLimit
    stages: tuple[Stage, ...]
    channels: tuple[Channel, ...]
    fee_vnd: int | None
    fee_items: tuple[Fee, ...]
    fee_text: str | None
    fee_confirmed: bool
    components: tuple[Component, ...]
    sets: int | None
    applicants: tuple[str, ...]
    results: tuple[Result, ...]
    legal_basis: tuple[str, ...]
    decision: str | None
    effective_text: str | None
    conditions: str | None

    @property
    def papers(self) -> tuple[Component, ...]:
        return tuple(row for row in self.components if row.kind == "paper")


def content_of(plain: Plain) -> Content:
    """Read what was kept. It was checked when it came in, so nothing is refused here."""
    return Content(
        name_vi=plain["name_vi"],
        name_en=_text(plain.get("name_en")),
        field=_text(plain.get("field")),
        levels=tuple(plain.get("levels") or ()),
        agency=_text(plain.get("agency")),
        agency_competent=_text(plain.get("agency_competent")),
        agency_coordinating=_text(plain.get("agency_coordinating")),
        service_level=plain.get("service_level"),
        online_available=plain.get("online_available"),
        time_limit=limit_of(plain.get("time_limit") or {}),
        stages=tuple(_stages(plain.get("time_stages") or ())),
        channels=tuple(_channels(plain.get("channels") or ())),
        fee_vnd=plain.get("fee_vnd"),
        fee_items=tuple(fees_of(plain.get("fee_items") or ())),
        fee_text=_text(plain.get("fee_text")),
        fee_confirmed=plain.get("fee_confirmed") is True,
        components=tuple(_components(plain.get("components") or ())),
        sets=plain.get("sets"),
        applicants=tuple(plain.get("applicants") or ()),
        results=tuple(_results(plain.get("results") or ())),
        legal_basis=tuple(plain.get("legal_basis") or ()),
        decision=_text(plain.get("decision")),
        effective_text=_text(plain.get("effective")),
        conditions=_text(plain.get("conditions")),
    )


def limit_of(plain: Plain) -> TimeLimit:
    return TimeLimit(
        value=_decimal(plain.get("value")),
        unit=plain.get("unit"),
        text=_text(plain.get("text")),
        same_day=plain.get("same_day") is True,
        cutoff=plain.get("cutoff"),
        unit_basis=plain.get("unit_basis"),
    )


def fees_of(rows: Sequence[Plain]) -> Iterator[Fee]:
    for row in rows:
        yield Fee(row.get("amount"), row.get("currency"), row.get("kind"), _text(row.get("note")))


def _channels(rows: Sequence[Plain]) -> Iterator[Channel]:
    for row in rows:
        limit = TimeLimit(
            value=_decimal(row.get("time_value")),
            unit=row.get("time_unit"),
            text=_text(row.get("time_text")),
        )
        yield Channel(
            kind=row["channel"],
            limit=limit,
            fees=tuple(fees_of(row.get("fees") or ())),
            description=_text(row.get("description")),
            is_suspect=row.get("suspect_amount_in_thousands") is True,
        )


def _stages(rows: Sequence[Plain]) -> Iterator[Stage]:
    for row in rows:
        yield Stage(row.get("where") or "", _decimal(row.get("value")), row.get("unit"))


def _components(rows: Sequence[Plain]) -> Iterator[Component]:
    for row in rows:
        yield Component(
            name_vi=row["name_vi"].strip(),
            group=_text(row.get("group")),
            originals=_believed(row.get("originals")),
            copies=_believed(row.get("copies")),
            kind=row.get("kind") or "paper",
            is_required=row.get("required") is True,
            is_conditional=row.get("conditional") is True,
            form_file=_text(row.get("form_file")),
            is_reusable=row.get("reusable") is True,
        )


def _results(rows: Sequence[Plain]) -> Iterator[Result]:
    for row in rows:
        yield Result(row["name_vi"].strip(), _text(row.get("code")))


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _believed(pieces: int | None) -> int | None:
    return pieces if pieces is not None and pieces <= PIECES_BELIEVED_MAX else None
