"""Who plays: officers who hold the posts already, and new ones where a unit has nobody."""

from datetime import date, datetime
from random import Random

from django.db import transaction
from django.db.models import Q

from motcua.reference.calendars import queries as calendars
from motcua.reference.people.gateway import Identity
from motcua.reference.people.models import Person, Post
from motcua.reference.people.operations import accounts, citizens, posts
from motcua.simulation import personas
from motcua.simulation.desks import Desk
from motcua.simulation.plans import Plan
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date

VNEID_LEVEL = 2
INVENTED = "mp-"  # How the logins of officers begin whom a simulation appointed.
# Who does the work of a role where nobody holds it.
STANDS_IN = {"head": "leader"}


class Cast:
    """The officers of a simulated province, by unit and role, and the citizens' accounts."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._desks: dict[tuple[str, str], list[Desk]] = {}

    def desk(self, unit: str, role: str, *, at: datetime) -> Desk:
        """Return the desk of this unit and role that is free first."""
        if (unit, role) not in self._desks:
            self._desks[unit, role] = self._open(unit, role, at=at)
        return min(self._desks[unit, role], key=lambda desk: desk.free_at)

    def citizen(self, plan: Plan, *, at: datetime) -> Actor:
        """Return the applicant's own account, opened as if they had come through VNeID."""
        who = plan.applicant
        identity = Identity(
            subject=f"SIM-{self._seed}-{plan.label}",
            full_name=who.full_name,
            level=VNEID_LEVEL,
            personal_number=who.personal_number,
            born_on=who.born_on,
            address=who.address_line,
            phone=who.phone,
        )
        account = citizens.link_citizen(identity, at=at)
        return Actor(id=str(account.pk), roles=frozenset({"applicant"}))

    def _open(self, unit: str, role: str, *, at: datetime) -> list[Desk]:
        on, acting = local_date(at), role
        held = holders(unit, role, on=on)
        if not held and role in STANDS_IN:
            held = holders(unit, STANDS_IN[role], on=on)
            acting = STANDS_IN[role] if held else role
        held = held or [appoint(unit, role, seed=self._seed, at=at)]
        calendar = calendars.working_calendar(unit)
        return [
            Desk(
                Actor(id=str(account), roles=frozenset({acting}), organisation=unit),
                calendar,
                name=f"{unit}/{role}/{number}",
                seed=self._seed,
            )
            for number, account in enumerate(held)
        ]


@transaction.atomic
def appoint(
    unit: str, role: str, *, seed: int, at: datetime, number: int = 0, name: str = ""
) -> int:
    """Give a unit somebody in this role; return the account. `number` tells colleagues apart."""
    dice = Random(f"{seed}/{unit}/{role}" + (f"/{number}" if number else ""))  # noqa: S311 - must repeat
    person = Person.objects.create(full_name=name or personas.invent(dice).full_name)
    login = f"{INVENTED}{role}-{unit.replace('.', '-').lower()}" + (f"-{number}" if number else "")
    opened = accounts.create(login, person, initial_at=None, actor=SYSTEM, at=at)
    appointment = posts.fitting(
        organisation=unit, role=role, since_on=local_date(at), until_on=None, at=at
    )
    posts.begin(opened.account, appointment, actor=SYSTEM, at=at, act_id=opened.act_id)
    return opened.account.pk


def holders(unit: str, role: str, *, on: date) -> list[int]:
    """Return the accounts that hold this role in a unit on a day, the oldest first."""
    held = Post.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), organisation__code=unit, role=role, since_on__lte=on
    )
    return list(
        held.filter(account__is_active=True).order_by("pk").values_list("account", flat=True)
    )
