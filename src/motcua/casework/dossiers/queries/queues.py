"""Lists of dossiers: what is mine, my unit's, an applicant's; and what a search finds."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from motcua.casework.dossiers.models import Party
from motcua.casework.dossiers.queries import access, lines
from motcua.casework.dossiers.queries.lines import Line, Listed
from motcua.casework.dossiers.rules import reminders, steps
from motcua.casework.dossiers.rules.due_states import SOON_WORKING_DAYS
from motcua.casework.dossiers.states import CLOSED, WAITS_FOR_APPLICANT, State
from motcua.reference.calendars import queries as calendars
from motcua.reference.people import queries as people
from motcua.spine import statements
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM, local_date

PAGE_ROWS = 50
SEARCH_ROWS_MAX = 50
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


def _list(states: Any) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


# An officer's queue is what they hold and what is free in each of their units: walks along an index
# that end after a page. Asked as one with an OR, PostgreSQL fetches every row of all and sorts
# them. dossier_queue_of_a_unit holds all these columns, so that counting reads no dossier at all.
_COLUMNS = """
    id, NULL::bigint AS turn, 0 AS place, state, due_at, supplements, holder_id, awaits,
    step_due_at, coalesce(due_at, submitted_at) AS by_due FROM dossiers_dossier
"""
# A step that is worked at beside another is a line of its own. They are few at any time.
_BESIDE = """
    SELECT turn.dossier_id AS id, turn.id AS turn, turn.step AS place, state, dossier.due_at,
        supplements, turn.holder_id, turn.awaits, turn.due_at AS step_due_at,
        coalesce(dossier.due_at, submitted_at) AS by_due
    FROM dossiers_turn turn JOIN dossiers_dossier dossier ON dossier.id = turn.dossier_id
    WHERE turn.unit_id = ANY(%(units)s::bigint[])
"""
_BESIDE_MINE = f"""{_BESIDE} AND turn.holder_id IS NULL AND turn.awaits = ANY(%(turns)s::varchar[])
    OR turn.holder_id = %(me)s
"""
_OPEN = f"NOT (state IN ({_list(CLOSED)}))"  # As the indexes have it.
_HELD = f"SELECT {_COLUMNS} WHERE holder_id = %(me)s AND {_OPEN}"
_OF_UNIT = f"SELECT {_COLUMNS} WHERE unit_id = unit.number AND {_OPEN}"
_FREE = f"{_OF_UNIT} AND holder_id IS NULL AND awaits = ANY(%(turns)s::varchar[])"
_OF_EACH_UNIT = "unnest(%(units)s::bigint[]) AS unit (number) CROSS JOIN LATERAL"
_OURS = f"{_OPEN} AND unit_id = ANY(%(units)s::bigint[])"
_MINE_TOO = f"""{_OPEN} AND (holder_id = %(me)s OR unit_id = ANY(%(units)s::bigint[])
    AND holder_id IS NULL AND awaits = ANY(%(turns)s::varchar[]))"""
_RUNS = f"state = '{State.PROCESSING}' AND due_at IS NOT NULL"
_DRAFTED = "SELECT dossier_id, was_due_at FROM dossiers_apology WHERE confirmed_at IS NULL"
_RAISED = """
    SELECT DISTINCT dossier_id FROM dossiers_escalation JOIN organisations_organisation unit
        ON unit.id = organisation_id WHERE unit.code = %(unit)s
"""
_TABS = {
    "all": "TRUE",
    "mine": "(holder_id = %(me)s OR holder_id IS NULL AND awaits = ANY(%(roles)s::varchar[]))",
    "unit": "holder_id IS NULL",
    "late": f"{_RUNS} AND due_at < %(at)s",
    "today": f"{_RUNS} AND due_at >= %(at)s AND due_at < %(tonight)s",
    "soon": f"{_RUNS} AND due_at >= %(tonight)s AND due_at < %(soon)s",
    "step_late": f"state = '{State.PROCESSING}' AND step_due_at < %(at)s",
    "receive": f"state = '{State.SUBMITTED}'",
    "waiting": f"state IN ({_list(WAITS_FOR_APPLICANT)})",
    "return": f"state = '{State.SETTLED}'",
    # By the dossier's own index, for the few that wait to be taken in.
    "alerts": f"""state = '{State.SUBMITTED}' AND EXISTS (
        SELECT FROM dossiers_reminder said WHERE said.dossier_id = queue.id
            AND said.round = queue.supplements AND said.kind IN ({_list(reminders.ALERTS)}))""",
    # Drafts that nobody has confirmed are few, and are read once for the whole queue.
    "apology": f"{_RUNS} AND (queue.id, queue.due_at) IN ({_DRAFTED})",
    "escalated": f"{_RUNS} AND queue.id IN ({_RAISED})",
}
TABS = tuple(_TABS)
# How each stands is told once for every row; asked of each tab anew, it is most of the counting.
_BY_STANDING = ("late", "today", "soon", "receive", "waiting", "return")
_STANDS = f"""CASE state
    WHEN '{State.PROCESSING}' THEN
        CASE WHEN due_at < %(at)s THEN 0 WHEN due_at < %(tonight)s THEN 1
            WHEN due_at < %(soon)s THEN 2 END
    WHEN '{State.SUBMITTED}' THEN 3
    WHEN '{State.SETTLED}' THEN 5
    ELSE CASE WHEN {_TABS["waiting"]} THEN 4 END END"""
# What few have is counted from those few.
_FEW = {
    "apology": (_DRAFTED, "id = few.dossier_id AND due_at = few.was_due_at"),
    "escalated": (_RAISED, "id = few.dossier_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a list. `after` asks for the next one; "" says there is none."""

    lines: tuple[Line, ...]
    after: str


def page(*, actor: Actor, tab: str, at: datetime, after: str = "", rows: int = PAGE_ROWS) -> Page:
    """Return a page of an officer's queue, the soonest due first."""
    if not _works(actor):
        return Page(lines=(), after="")
    said = _said(actor, at=at) | {"rows": rows + 1}
    if after:
        said["after"], said["number"], said["place"] = _cursor(after)
    wanted = _wanted(_leads(actor), tab if tab in _TABS else "all", bool(after))
    found = lines.listed(wanted, said)
    following = ""
    if len(found) > rows:
        following = _after(found[rows - 1])
    return Page(lines=lines.lines_of(found[:rows], actor=actor, at=at), after=following)


def counts(*, actor: Actor, at: datetime) -> dict[str, int]:
    """Return how many dossiers stand under each tab, in one statement."""
    if not _works(actor):
        return dict.fromkeys(TABS, 0)
    [counted] = statements.run(_counted(_leads(actor)), _said(actor, at=at))
    return dict(zip(TABS, counted, strict=True))


def escalated_to(actor: Actor, *, at: datetime) -> int:
    """Return how many late dossiers went up to this leader's own level by themselves."""
    if not _leads(actor):
        return 0
    figure = _figure("escalated", leads=True)
    [(count,)] = statements.run(f"SELECT {figure}", _said(actor, at=at))
    return int(count)


def of_applicant(*, actor: Actor, at: datetime, after: str = "", rows: int = PAGE_ROWS) -> Page:
    """Return a page of the actor's own dossiers, the newest first."""
    if access.APPLICANT not in actor.roles:
        return Page(lines=(), after="")
    mine = access.visible_to(actor).order_by("-id")
    if after:
        mine = mine.filter(id__lt=int(after)) if after.isdecimal() else mine.none()
    return _newest(mine, rows, actor=actor, at=at)


def of_unit(*, actor: Actor, at: datetime, after: str = "", rows: int = PAGE_ROWS) -> Page:
    """Return a page of what the actor's unit or one below it takes in or resolves, newest first."""
    before = min(int(after), BIGINT_MAX) if after.isdecimal() else BIGINT_MAX
    some = rows + 1
    statement = _NEWEST.format(below=access.BELOW.format("id"))
    newest = RawSQL(statement, [actor.organisation, before, some, before, some, 2 * some])  # noqa: S611 - only placeholders
    theirs = access.visible_to(actor).filter(pk__in=newest).order_by("-id")
    return _newest(theirs, rows, actor=actor, at=at)


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
    ids = list(found.values_list("pk", flat=True)[:SEARCH_ROWS_MAX])
    if not ids:
        people.asked_in_vain(asked, actor=actor)
    return list(lines.of_ids(ids, actor=actor, at=at))


def of_codes(*, codes: Sequence[str], actor: Actor, at: datetime) -> list[Line]:
    """Return these dossiers as lines, in the order they were named; strangers are left out."""
    found = access.visible_to(actor).filter(code__in=codes).values_list("pk", flat=True)
    by_code = {line.code: line for line in lines.of_ids(list(found), actor=actor, at=at)}
    return [by_code[code] for code in codes if code in by_code]


def _works(actor: Actor) -> bool:
    return bool(actor.roles & access.WORKS and actor.organisation)


def _leads(actor: Actor) -> bool:
    return bool(_works(actor) and actor.roles & LEADS)


def _said(actor: Actor, *, at: datetime) -> dict[str, object]:
    today = local_date(at)
    tonight = _midnight_after(at)
    soon = calendars.working_calendar().add_working_days(today, SOON_WORKING_DAYS)
    return {
        "me": int(actor.id),
        "unit": actor.organisation,
        "units": access.ids_below(actor.organisation),
        "turns": sorted({*actor.roles, "applicant"}),
        "roles": sorted(steps.roles_of(actor.roles)),
        "at": at,
        "tonight": tonight,
        "soon": tonight + timedelta(days=(soon - today).days),
    }


@functools.cache
def _counted(leads: bool) -> str:
    figures = ", ".join(_figure(tab, leads=leads) for tab in TABS)
    theirs = f"SELECT queue.* FROM {_OF_EACH_UNIT} ({_OF_UNIT if leads else _FREE}) queue"  # noqa: S608 - constants
    parts = (theirs, _BESIDE) if leads else (_HELD, theirs, _BESIDE_MINE)
    whole = " UNION ALL ".join(parts)
    standing = f"SELECT queue.*, {_STANDS} AS stands FROM ({whole}) queue OFFSET 0"  # noqa: S608 - constants
    return f"SELECT {figures} FROM ({standing}) queue"  # noqa: S608 - constants


def _figure(tab: str, *, leads: bool) -> str:
    if tab in _FEW:
        few, same = _FEW[tab]
        own = f"dossiers_dossier ON {same} WHERE {_RUNS} AND {_OURS if leads else _MINE_TOO}"
        beside = f"({_BESIDE if leads else _BESIDE_MINE}) queue ON {same} WHERE {_RUNS}"
        return " + ".join(f"(SELECT count(*) FROM ({few}) few JOIN {to})" for to in (own, beside))  # noqa: S608 - constants
    if tab in _BY_STANDING:
        return f"count(*) FILTER (WHERE stands = {_BY_STANDING.index(tab)})"
    return f"count(*) FILTER (WHERE {_TABS[tab]})"


@functools.cache
def _wanted(leads: bool, tab: str, goes_on: bool) -> str:
    """Return the sub-select of a page: the first few of each part, and of those the first few."""
    after = " AND (by_due, id) > (%(after)s, %(number)s)" if goes_on else ""
    ordered = "ORDER BY by_due, id LIMIT %(rows)s"
    few = f"(SELECT id, turn, place, by_due FROM ({{}}) queue WHERE {_TABS[tab]}{after} {ordered})"  # noqa: S608 - constants
    theirs = f"SELECT few.* FROM {_OF_EACH_UNIT} {few.format(_OF_UNIT if leads else _FREE)} few"  # noqa: S608 - constants
    # Its own line comes before those beside it.
    past = after.replace("id)", "id, place)").replace("number)s", "number)s, %(place)s")
    beside = f"SELECT id, turn, place, by_due FROM ({{}}) queue WHERE {_TABS[tab]}{past}"  # noqa: S608 - constants
    parts = [theirs, beside.format(_BESIDE)]
    if not leads:
        parts = [few.format(_HELD), theirs, beside.format(_BESIDE_MINE)]
    return f"""
        SELECT id, turn, row_number() OVER (ORDER BY by_due, id, place)
        FROM ({" UNION ALL ".join(parts)}) first ORDER BY by_due, id, place LIMIT %(rows)s
    """  # noqa: S608 - constants


def _newest(found: QuerySet[Any], rows: int, *, actor: Actor, at: datetime) -> Page:
    ids = list(found.values_list("pk", flat=True)[: rows + 1])
    following = str(ids[rows - 1]) if len(ids) > rows else ""
    return Page(lines=lines.of_ids(ids[:rows], actor=actor, at=at), after=following)


def _midnight_after(at: datetime) -> datetime:
    day = local_date(at) + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def _after(last: Listed) -> str:
    return f"{(last.due_at or last.submitted_at).isoformat()},{last.id},{last.place}"


def _cursor(after: str) -> tuple[datetime, int, int]:
    try:
        moment, number, place = after.split(",")
        return datetime.fromisoformat(moment), int(number), int(place)
    except ValueError:  # Somebody wrote the address by hand: begin again.
        return datetime.min.replace(tzinfo=VIETNAM), 0, 0


def _named_by(column: str, text: str) -> QuerySet[Any, Any]:
    index = Party._meta.get_field(column).of_text(text)  # type: ignore[union-attr]
    return Party.objects.filter(**{column: index}).values("dossier")
