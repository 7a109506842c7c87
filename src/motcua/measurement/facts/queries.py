"""The leader's board: every figure, and the dossiers behind it. Counted by the same conditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, F, Lookup, Q, QuerySet, Sum
from django.db.models.sql.compiler import SQLCompiler

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.rules import due_states
from motcua.casework.dossiers.rules.due_states import DueState
from motcua.measurement.facts import pages
from motcua.measurement.facts.models import DayTally, DossierFact, OpenTally
from motcua.reference.calendars import queries as calendars
from motcua.reference.organisations import queries as organisations
from motcua.reference.organisations import register
from motcua.reference.organisations.models import Organisation
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM, local_date

LOOKS_BACK_DAYS = 30
LOOKS_AHEAD_WORKING_DAYS = 3
PAGE_ROWS = 50
DUE_ROWS = 8
FEW_CODES = 40
_IN_A_SET = "IN (SELECT unnest(%s::varchar[]))"
ONE_DAY = timedelta(days=1)
SEES_ALL = frozenset({"inspector"})
OPEN_FIGURES = ("waiting", "in_process", "late", "today", "soon")
DAY_FIGURES = ("received", "in_time", "decided_late")
FIGURES = (*OPEN_FIGURES, *DAY_FIGURES)
IN_PROCESS = ("processing", "supplement", "payment")
NONE_OPEN = dict.fromkeys(OPEN_FIGURES, 0)

Figures = Mapping[str, int]
Counted = tuple[str, str, Figures]  # Unit, field, figures.


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit or field with its figures; `code` is what a list is asked for."""

    code: str
    name_vi: str
    name_en: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One dossier behind a figure. No person's name but the officer's who holds it."""

    code: str
    procedure_vi: str
    procedure_en: str
    state_vi: str
    unit_vi: str
    unit_en: str
    holder: str
    due: DueState
    due_at: datetime | None
    decided_at: datetime | None
    is_in_time: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    since: date
    until: date
    total: Figures
    units: Sequence[Row]
    fields: Sequence[Row]
    due_next: Sequence[Line]
    late_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A page of the dossiers behind one figure. `after` asks for the next page; "" ends it."""

    count: int
    unit: Organisation | None
    lines: Sequence[Line]
    after: str


def board(*, actor: Actor, at: datetime) -> Board:
    """Return the figures of everything below the actor's unit."""
    spans = _Spans(at)
    scope = _scope(actor)
    by_unit = _unit_column(scope)
    rows = [*standing_now(scope, spans, by_unit), *counted_by_day(scope, spans, by_unit)]
    units, fields = _added(rows, 0), _added(rows, 1)
    return Board(
        since=spans.since,
        until=spans.today,
        total=_sum(units.values()),
        units=_named(units),
        fields=[
            Row(code=name, name_vi=name, name_en=name, figures=figures)
            for name, figures in _in_order(fields)
        ],
        due_next=_lines(_due_next(scope, spans), at=at),
        late_units=sum(1 for figures in units.values() if figures["late"]),
    )


def behind(
    *,
    actor: Actor,
    figure: str,
    at: datetime,
    unit: str = "",
    field: str | None = None,
    after: str = "",
    rows: int = PAGE_ROWS,
) -> Behind:
    """Return the dossiers behind a figure of the board: see `pages` for their order."""
    scope, spans = _scope(actor), _Spans(at)
    by_unit = _unit_column(scope)
    figure = figure if figure in FIGURES else "in_process"
    within = scope & Q(**{by_unit: unit}) if unit else scope
    if field is not None:
        within &= Q(field=field)
    found = DossierFact.objects.filter(within, spans.condition(figure))
    if figure in OPEN_FIGURES:
        found = found.filter(is_open=True)
    codes, following = pages.page(found, figure, after=after, rows=rows)
    counted = standing_now if figure in OPEN_FIGURES else counted_by_day
    return Behind(
        count=sum(row[2][figure] for row in counted(within, spans, by_unit)),
        unit=organisations.by_codes([unit]).get(unit) if unit else None,
        lines=_lines(_in_given_order(codes), at=at),
        after=following,
    )


def standing_now(scope: Q, spans: "_Spans", by_unit: str) -> list[Counted]:
    """Count what is open: by the day it is due from the tally, what is due today by the minute."""
    runs, today = Q(state="processing"), spans.today
    days = OpenTally.objects.filter(scope).values(by_unit, "field")
    counts = {
        "waiting": Q(state="submitted"),
        "in_process": Q(state__in=IN_PROCESS),
        "late": runs & Q(due_on__lt=today),
        "soon": runs & Q(due_on__gt=today, due_on__lte=spans.ahead_on),
    }
    summed = days.annotate(**{name: Sum("dossiers", filter=of) for name, of in counts.items()})
    rows: list[Counted] = [
        (row[by_unit], row["field"], {name: row[name] or 0 for name in counts}) for row in summed
    ]
    begins = spans.tonight - ONE_DAY
    due = DossierFact.objects.filter(
        scope, runs, is_open=True, due_at__gte=begins, due_at__lt=spans.tonight
    )
    past = {"past": Count("pk", filter=Q(due_at__lt=spans.at)), "every": Count("pk")}
    for row in due.values(by_unit, "field").annotate(**past):
        left = row["every"] - row["past"]
        figures = {"late": row["past"], "today": left, "soon": left}
        rows.append((row[by_unit], row["field"], figures))
    return [(unit, field, {**NONE_OPEN, **figures}) for unit, field, figures in rows]


def counted_by_day(scope: Q, spans: "_Spans", by_unit: str) -> list[Counted]:
    """Count what was received and decided in the days looked back on."""
    days = DayTally.objects.filter(scope, on__range=(spans.since, spans.today))
    sums = days.values(by_unit, "field").annotate(
        got=Sum("received"), timely=Sum("in_time"), tardy=Sum("late")
    )
    return [
        (
            row[by_unit],
            row["field"],
            dict(zip(DAY_FIGURES, (row["got"], row["timely"], row["tardy"]), strict=True)),
        )
        for row in sums
    ]


class _Spans:
    """The moments the figures of one board are measured against."""

    def __init__(self, at: datetime) -> None:
        self.at, self.today = at, local_date(at)
        self.since = self.today - (LOOKS_BACK_DAYS - 1) * ONE_DAY
        calendar = calendars.working_calendar()
        self.ahead_on = calendar.add_working_days(self.today, LOOKS_AHEAD_WORKING_DAYS)
        self.tonight = _midnight(self.today + ONE_DAY)
        self.ahead = _midnight(self.ahead_on + ONE_DAY)

    def condition(self, figure: str) -> Q:
        runs = Q(state="processing", due_at__isnull=False)
        since, until = _midnight(self.since), self.tonight
        decided = Q(decided_at__gte=since, decided_at__lt=until)
        return {
            "waiting": Q(state="submitted"),
            "in_process": Q(state__in=IN_PROCESS),
            "late": runs & Q(due_at__lt=self.at),
            "today": runs & Q(due_at__gte=self.at, due_at__lt=self.tonight),
            "soon": runs & Q(due_at__gte=self.at, due_at__lt=self.ahead),
            "received": Q(received_at__gte=since, received_at__lt=until),
            "in_time": decided & Q(is_in_time=True),
            "decided_late": decided & Q(is_in_time=False),
        }[figure]


class _OneOf(Lookup):  # type: ignore[type-arg]
    """One array for all values: of a province's hundreds each would be a value to send and read.

    Few are looked up in an index. Many are a set that is made when it is needed: each statement
    was planned for a millisecond by looking at every one of them.
    """

    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        said = "= ANY(%s::varchar[])" if len(self.rhs) <= FEW_CODES else _IN_A_SET
        return f"{column} {said}", [*values, list(self.rhs)]


def _scope(actor: Actor) -> Q:
    if actor.roles & SEES_ALL:
        return Q()
    codes = organisations.subtree_codes(actor.organisation) if actor.organisation else []
    return Q(_OneOf(F("office"), codes)) | Q(_OneOf(F("agency"), codes))


def _unit_column(scope: Q) -> str:
    """One agency sees its offices; whoever is over several sees agencies."""
    several = OpenTally.objects.filter(scope).values("agency").distinct()[:2]
    return "agency" if len(several) > 1 else "office"


def _added(rows: Sequence[tuple[str, str, Figures]], place: int) -> dict[str, dict[str, int]]:
    added: dict[str, dict[str, int]] = {}
    for row in rows:
        figures = added.setdefault(str(row[place]), dict.fromkeys(FIGURES, 0))
        for name, figure in row[2].items():
            figures[name] += figure
    return added


def _sum(all_figures: object) -> Figures:
    total = dict.fromkeys(FIGURES, 0)
    for figures in all_figures:  # type: ignore[attr-defined]
        for name, figure in figures.items():
            total[name] += figure
    return total


def _in_order(added: Mapping[str, Figures]) -> list[tuple[str, Figures]]:
    return sorted(added.items(), key=lambda one: (-one[1]["late"], -one[1]["in_process"], one[0]))


def _named(units: Mapping[str, Figures]) -> list[Row]:
    found = organisations.by_codes(list(units))
    return [
        Row(
            code=code,
            name_vi=found[code].name_vi if code in found else code,
            name_en=(found[code].name_en or found[code].name_vi) if code in found else code,
            figures=figures,
        )
        for code, figures in _in_order(units)
    ]


def _due_next(scope: Q, spans: _Spans) -> list[DossierFact]:
    found = DossierFact.objects.filter(scope, spans.condition("soon"), is_open=True)
    return list(found.order_by("due_at", "code")[:DUE_ROWS])


def _in_given_order(codes: Sequence[str]) -> list[DossierFact]:
    found = DossierFact.objects.in_bulk(codes)
    return [found[code] for code in codes]


def _lines(facts: Sequence[DossierFact], *, at: datetime) -> list[Line]:
    if not facts:
        return []
    calendar, units = calendars.working_calendar(), register.current()
    found = {dossier.code: dossier for dossier in _dossiers([fact.code for fact in facts])}
    lines = []
    for fact in facts:
        dossier = found[fact.code]
        version = access.version_of(dossier.procedure_version_id)
        unit = units.of_id(dossier.unit_id)
        lines.append(
            Line(
                code=fact.code,
                procedure_vi=version.name_vi,
                procedure_en=version.name_en or version.name_vi,
                state_vi=dossier.get_state_display(),
                unit_vi=unit.name_vi,
                unit_en=unit.name_en or unit.name_vi,
                holder=dossier.holder.name if dossier.holder else "",
                due=due_states.state_of(
                    state=dossier.state,
                    due_at=dossier.due_at,
                    awaits=dossier.awaits,
                    at=at,
                    calendar=calendar,
                ),
                due_at=dossier.due_at,
                decided_at=fact.decided_at,
                is_in_time=fact.is_in_time,
            )
        )
    return lines


def _dossiers(codes: Sequence[str]) -> QuerySet[Dossier]:
    return Dossier.objects.filter(code__in=codes).select_related("holder__person").defer("answers")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
