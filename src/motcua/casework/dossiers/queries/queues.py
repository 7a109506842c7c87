"""Lists of dossiers: what is mine, my unit's, an applicant's; and what a search finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from motcua.casework.dossiers.life_models import Apology, Escalation, Reminder
from motcua.casework.dossiers.models import Dossier, Party
from motcua.casework.dossiers.queries import access
from motcua.casework.dossiers.rules import due_states, reminders, steps
from motcua.casework.dossiers.rules.due_states import SOON_WORKING_DAYS, DueState
from motcua.casework.dossiers.states import CLOSED, ENGLISH, WAITS_FOR_APPLICANT, State
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.reference.people.models import Person
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM, local_date

PAGE_ROWS = 50
SEARCH_ROWS_MAX = 50
TABS = ("all", "mine", "unit", "late", "today", "soon", "receive", "waiting", "return",
        "alerts", "apology", "escalated")  # fmt: skip
LEADS = frozenset({"head", "leader"})
UNIT_ROWS_MAX = 100
BIGINT_MAX = 2**63 - 1
# From each unit its own newest few, by index: sorting all that a province has would take seconds.
_NEWEST = """
    SELECT newest.id FROM ({below}) unit CROSS JOIN LATERAL (
        (SELECT id FROM dossiers_dossier WHERE receiving_id = unit.id AND id < %s
            ORDER BY id DESC LIMIT %s)
        UNION
        (SELECT id FROM dossiers_dossier WHERE resolving_id = unit.id AND id < %s
            ORDER BY id DESC LIMIT %s)
    ) newest ORDER BY newest.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One dossier in a list."""

    code: str
    procedure_vi: str
    procedure_en: str
    applicant: str
    state: str
    state_vi: str
    state_en: str
    step_vi: str
    step_en: str
    unit_vi: str
    holder: str
    is_mine: bool
    due: DueState
    due_at: datetime | None
    submitted_at: datetime
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a list. `after` asks for the next one; "" says there is none."""

    lines: tuple[Line, ...]
    after: str


# A list shows who holds a dossier by name: what else is known of them stays closed.
_NOBODY_ASKS = tuple(
    f"holder__person__{one.name}"
    for one in Person._meta.concrete_fields
    if one.name not in ("id", "full_name")
)
# Each looked up by the dossier's own index, and only for those the queue already holds.
_said = Reminder.objects.filter(
    dossier=OuterRef("pk"), round=OuterRef("supplements"), kind__in=sorted(reminders.ONLINE)
)
_drafted = Apology.objects.filter(
    dossier=OuterRef("pk"), confirmed_at=None, was_due_at=OuterRef("due_at")
)
_raised = Escalation.objects.filter(dossier=OuterRef("pk"))


def page(*, actor: Actor, tab: str, at: datetime, after: str = "", rows: int = PAGE_ROWS) -> Page:
    """Return a page of an officer's queue, the soonest due first."""
    chosen = _queue_of(actor).filter(_tabs(actor, at=at)[tab if tab in TABS else "all"])
    by_due = Coalesce("due_at", "submitted_at")
    ordered = chosen.alias(by_due=by_due).order_by("by_due", "id")
    if after:
        moment, number = _cursor(after)
        ordered = ordered.filter(Q(by_due__gt=moment) | Q(by_due=moment, id__gt=number))
    # Which ones first, and only of those the names: sorting whole rows would fetch them all.
    wanted = Dossier.objects.filter(pk__in=ordered.values("pk")[: rows + 1])
    found = list(_with_names(wanted.alias(by_due=by_due).order_by("by_due", "id")))
    following = ""
    if len(found) > rows:
        last = found[rows - 1]
        following = f"{(last.due_at or last.submitted_at).isoformat()},{last.pk}"
    return Page(lines=_lines(found[:rows], actor=actor, at=at), after=following)


def counts(*, actor: Actor, at: datetime) -> dict[str, int]:
    """Return how many dossiers stand under each tab, in one statement."""
    wanted = {tab: Count("id", filter=said) for tab, said in _tabs(actor, at=at).items()}
    return dict(_queue_of(actor).aggregate(**wanted))


def escalated_to(actor: Actor, *, at: datetime) -> int:
    """Return how many late dossiers went up to this leader's own level by themselves."""
    if not actor.roles & LEADS:
        return 0
    return _queue_of(actor).filter(_tabs(actor, at=at)["escalated"]).count()


def of_applicant(*, actor: Actor, at: datetime, after: str = "", rows: int = PAGE_ROWS) -> Page:
    """Return a page of the actor's own dossiers, the newest first."""
    if access.APPLICANT not in actor.roles:
        return Page(lines=(), after="")
    mine = access.visible_to(actor).order_by("-id")
    if after:
        mine = mine.filter(id__lt=int(after)) if after.isdecimal() else mine.none()
    found = list(_with_names(mine)[: rows + 1])
    following = str(found[rows - 1].pk) if len(found) > rows else ""
    return Page(lines=_lines(found[:rows], actor=actor, at=at), after=following)


def of_unit(*, actor: Actor, at: datetime, after: str = "", rows: int = PAGE_ROWS) -> Page:
    """Return a page of what the actor's unit or one below it takes in or resolves, newest first."""
    before = min(int(after), BIGINT_MAX) if after.isdecimal() else BIGINT_MAX
    some = rows + 1
    statement = _NEWEST.format(below=access.BELOW.format("id"))
    newest = RawSQL(statement, [actor.organisation, before, some, before, some, 2 * some])  # noqa: S611 - only placeholders
    theirs = access.visible_to(actor).filter(pk__in=newest).order_by("-id")
    found = list(_with_names(theirs)[:some])
    following = str(found[rows - 1].pk) if len(found) > rows else ""
    return Page(lines=_lines(found[:rows], actor=actor, at=at), after=following)


def search(*, actor: Actor, text: str, at: datetime) -> list[Line]:
    """Return dossiers this actor may see by code, personal number or telephone, exactly."""
    asked = "".join(text.split())
    if not asked:
        return []
    wanted = Q(code=asked.upper())
    if asked.replace("+", "").isdecimal():
        phone = "0" + asked.removeprefix("+84") if asked.startswith("+84") else asked
        wanted |= Q(pk__in=_named_by("phone_index", phone))
        wanted |= Q(pk__in=_named_by("personal_number_index", asked))
    found = access.visible_to(actor).filter(wanted).order_by("-id")
    return list(_lines(list(_with_names(found)[:SEARCH_ROWS_MAX]), actor=actor, at=at))


def of_codes(*, codes: Sequence[str], actor: Actor, at: datetime) -> list[Line]:
    """Return these dossiers as lines, in the order they were named; strangers are left out."""
    found = _with_names(access.visible_to(actor).filter(code__in=codes))
    lines = {line.code: line for line in _lines(list(found), actor=actor, at=at)}
    return [lines[code] for code in codes if code in lines]


def line_of(dossier: Dossier, *, actor: Actor, at: datetime) -> Line:
    """Return one dossier as lists show it, for the head of its page."""
    [one] = _lines(list(_with_names(Dossier.objects.filter(pk=dossier.pk))), actor=actor, at=at)
    return one


def _queue_of(actor: Actor) -> QuerySet[Dossier]:
    if not actor.roles & access.WORKS or not actor.organisation:
        return Dossier.objects.none()
    below = Q(unit_id__in=access.ids_below(actor.organisation))
    if actor.roles & LEADS:
        return Dossier.objects.filter(below).exclude(state__in=sorted(CLOSED))
    theirs = Q(awaits__in=sorted({*actor.roles, "applicant"}))
    free = Q(Q(holder=None), below, theirs)
    return Dossier.objects.filter(Q(holder_id=int(actor.id)) | free).exclude(
        state__in=sorted(CLOSED)
    )


def _tabs(actor: Actor, *, at: datetime) -> dict[str, Q]:
    runs = Q(state=State.PROCESSING, due_at__isnull=False)
    today = local_date(at)
    tonight = _midnight_after(at)
    soon = calendars.working_calendar().add_working_days(today, SOON_WORKING_DAYS)
    until = tonight + timedelta(days=(soon - today).days)
    roles = sorted(steps.roles_of(actor.roles))
    return {
        "all": Q(),
        "mine": Q(holder_id=int(actor.id)) | Q(holder=None, awaits__in=roles),
        "unit": Q(holder=None),
        "late": runs & Q(due_at__lt=at),
        "today": runs & Q(due_at__gte=at, due_at__lt=tonight),
        "soon": runs & Q(due_at__gte=tonight, due_at__lt=until),
        "receive": Q(state=State.SUBMITTED),
        "waiting": Q(state__in=sorted(WAITS_FOR_APPLICANT)),
        "return": Q(state=State.SETTLED),
        "alerts": Q(state=State.SUBMITTED) & Q(Exists(_said)),
        "apology": runs & Q(Exists(_drafted)),
        "escalated": runs & Q(Exists(_raised.filter(organisation__code=actor.organisation))),
    }


def _midnight_after(at: datetime) -> datetime:
    day = local_date(at) + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def _cursor(after: str) -> tuple[datetime, int]:
    moment, _, number = after.rpartition(",")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:  # Somebody wrote the address by hand: begin again.
        return datetime.min.replace(tzinfo=VIETNAM), 0


def _named_by(column: str, text: str) -> QuerySet[Any, Any]:
    index = Party._meta.get_field(column).of_text(text)  # type: ignore[union-attr]
    return Party.objects.filter(**{column: index}).values("dossier")


def _with_names(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    applicant = Party.objects.filter(dossier=OuterRef("pk"), part=Party.APPLICANT)
    related = ("procedure_version__procedure", "unit", "holder__person")
    return (
        dossiers.select_related(*related)
        .defer(*access.LARGE, "answers", *_NOBODY_ASKS)
        .annotate(applicant=Subquery(applicant.values("full_name")[:1]))
    )


def _lines(dossiers: Sequence[Dossier], *, actor: Actor, at: datetime) -> tuple[Line, ...]:
    access.shown(dossiers, actor=actor, extent=Extent.NAME)
    calendar = calendars.working_calendar() if dossiers else None
    return tuple(
        _line(dossier, actor=actor, at=at, calendar=calendar) for dossier in dossiers if calendar
    )


def _line(dossier: Dossier, *, actor: Actor, at: datetime, calendar: WorkingCalendar) -> Line:
    step = None
    if dossier.step is not None:
        step = steps.of_order(access.steps_of(dossier), dossier.step)
    return Line(
        code=dossier.code,
        procedure_vi=access.name_of_procedure(dossier),
        procedure_en=access.name_of_procedure(dossier, "en"),
        applicant=dossier.applicant or "",  # type: ignore[attr-defined]
        state=dossier.state,
        state_vi=str(State(dossier.state).label),
        state_en=ENGLISH[State(dossier.state)],
        step_vi=step.name_vi if step else "",
        step_en=step.name_en if step else "",
        unit_vi=dossier.unit.name_vi,
        holder=dossier.holder.name if dossier.holder else "",
        is_mine=dossier.holder_id is not None and str(dossier.holder_id) == actor.id,
        due=due_states.state_of(
            state=dossier.state,
            due_at=dossier.due_at,
            awaits=dossier.awaits,
            at=at,
            calendar=calendar,
        ),
        due_at=dossier.due_at,
        submitted_at=dossier.submitted_at,
        channel=dossier.channel,
    )
