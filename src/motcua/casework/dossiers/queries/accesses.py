"""Who read a dossier: for the person it is about, and for the inspector."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from motcua.casework.dossiers.queries import access, names
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


def of(*, code: str, actor: Actor, rows: int = ROWS_MAX) -> list[AccessLine]:
    """Return who was shown personal data of a dossier of the actor's own, the latest first.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    grouped = (
        log.of_subject(dossier.subject)
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


def search(*, actor: Actor, code: str = "", login: str = "") -> list[Reading]:
    """Return who read a dossier, or what an account read, the latest first.

    :raises Forbidden: only an inspector looks into this.
    """
    if INSPECTOR not in actor.roles:
        raise Forbidden()
    found: Iterable[Access] = ()
    if code:
        found = log.of_subject(f"dossier:{code}")[:ROWS_MAX]
    elif number := people.number_of_login(login):
        found = log.by_actor(str(number))[:ROWS_MAX]
    accesses = list(found)
    called = names.of_accounts({int(one.actor) for one in accesses if one.actor.isdecimal()})
    units = _units(one.organisation for one in accesses)
    return [_reading(one, called.get(int(one.actor), ""), units) for one in accesses]


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
