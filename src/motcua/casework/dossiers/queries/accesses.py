"""Who read a dossier: for the person it is about, and for the inspector."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from motcua.casework.dossiers.queries import access, names
from motcua.casework.dossiers.rules import lookup_limits
from motcua.reference.organisations import queries as organisations
from motcua.reference.people import queries as people
from motcua.spine.access import queries as log
from motcua.spine.access.models import Access
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import Forbidden

ROWS_MAX = 200
SUBJECTS_SHOWN_MAX = 5
INSPECTOR = "inspector"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLine:
    """What one role of one unit did on one day, however often; no officer is named."""

    role: str
    unit_vi: str
    unit_en: str
    act: str
    extent: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One access as the inspector sees it. `subjects` are the first of `count`."""

    at: datetime
    who: str
    role: str
    unit_vi: str
    unit_en: str
    act: str
    extent: str
    subjects: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLimit:
    """An officer who looked up more people than a counter needs, and was refused."""

    who: str
    unit_vi: str
    unit_en: str
    times: int
    last_at: datetime


def of(*, code: str, actor: Actor, rows: int = ROWS_MAX) -> list[AccessLine]:
    """Return who was shown personal data of a dossier of the actor's own, or looked them up.

    The latest first.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    return _lines([dossier.subject, *_of_account(dossier.account_id)], rows=rows)


def of_oneself(*, actor: Actor) -> list[AccessLine]:
    """Return who looked the actor's own account up, or its personal number, the latest first."""
    own = int(actor.id) if access.APPLICANT in actor.roles else None
    return _lines(_of_account(own), rows=ROWS_MAX)


def _of_account(account_id: int | None) -> list[str]:
    return people.subjects_of_citizen(account_id) if account_id is not None else []


def _lines(subjects: Sequence[str], *, rows: int) -> list[AccessLine]:
    grouped = (
        log.of_subjects(subjects)
        .order_by()
        .values("roles", "organisation", "act", "extent", day=TruncDate("read_at", tzinfo=VIETNAM))
        .annotate(times=Count("pk"), last_at=Max("read_at"))
        .order_by("-last_at")[:rows]
    )
    found = list(grouped)
    units = _units(row["organisation"] for row in found)
    return [
        AccessLine(
            role=row["roles"][0] if row["roles"] else "",
            unit_vi=units.get(row["organisation"], ("", ""))[0],
            unit_en=units.get(row["organisation"], ("", ""))[1],
            act=row["act"],
            extent=row["extent"],
            times=row["times"],
            last_at=row["last_at"],
        )
        for row in found
    ]


def search(
    *, actor: Actor, code: str = "", login: str = "", personal_number: str = ""
) -> list[Reading]:
    """Return who read a dossier or looked up whose it is, or a person; or what an account read.

    The latest first. What an account read has those in it who were asked for in vain.

    :raises Forbidden: only an inspector looks into this.
    """
    if INSPECTOR not in actor.roles:
        raise Forbidden()
    found: Iterable[Access] = ()
    if code:
        whose = access.visible_to(actor).filter(code=code).values_list("account_id", flat=True)
        found = log.of_subjects([f"dossier:{code}", *_of_account(whose.first())])[:ROWS_MAX]
    elif personal_number:
        found = log.of_subjects(people.subjects_of_number(personal_number))[:ROWS_MAX]
    elif number := people.number_of_login(login):
        found = log.by_actor(str(number))[:ROWS_MAX]
    accesses = list(found)
    called = names.of_accounts({int(one.actor) for one in accesses if one.actor.isdecimal()})
    units = _units(one.organisation for one in accesses)
    return [_reading(one, called.get(int(one.actor), ""), units) for one in accesses]


def at_limit(*, actor: Actor, since: datetime) -> list[AtLimit]:
    """Return who was refused for looking up too many since then, who most often first.

    :raises Forbidden: only an inspector looks into this.
    """
    if INSPECTOR not in actor.roles:
        raise Forbidden()
    refused = log.of_subjects(lookup_limits.EVERY).filter(read_at__gte=since).order_by()
    counted = refused.values("actor", "organisation").annotate(
        times=Count("pk"), last_at=Max("read_at")
    )
    found = list(counted.order_by("-times", "actor")[:ROWS_MAX])
    called = names.of_accounts({int(row["actor"]) for row in found})
    units = _units(row["organisation"] for row in found)
    return [
        AtLimit(
            who=called.get(int(row["actor"]), ""),
            unit_vi=units.get(row["organisation"], ("", ""))[0],
            unit_en=units.get(row["organisation"], ("", ""))[1],
            times=row["times"],
            last_at=row["last_at"],
        )
        for row in found
    ]


def count_at_limit(*, since: datetime) -> int:
    """Count the officers who were refused for looking up too many people since then."""
    refused = log.of_subjects(lookup_limits.EVERY).filter(read_at__gte=since)
    return refused.order_by().values("actor").distinct().count()


def _reading(one: Access, who: str, units: dict[str, tuple[str, str]]) -> Reading:
    unit = units.get(one.organisation, ("", ""))
    return Reading(
        at=one.read_at,
        who=who,
        role=one.roles[0] if one.roles else "",
        unit_vi=unit[0],
        unit_en=unit[1],
        act=one.act,
        extent=one.extent,
        subjects=tuple(one.subjects[:SUBJECTS_SHOWN_MAX]),
        count=len(one.subjects),
    )


def _units(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    wanted = sorted({code for code in codes if code})
    found = organisations.by_codes(wanted) if wanted else {}
    return {code: (unit.name_vi, unit.name_en or unit.name_vi) for code, unit in found.items()}
