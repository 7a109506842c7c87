"""Strands: the same plans lived side by side by other people in other communes. Pure but the cast.

Strand 0 is the province as it was played. In strand n, whoever filed is somebody else, each commune
is the n-th after it in a ring of communes built alike, and officers are its own; the moments stay.
A department is the same in every strand, with more people in it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from motcua.casework.dossiers.queries.places import Choice
from motcua.reference.calendars import queries as calendars
from motcua.reference.organisations.models import Organisation
from motcua.simulation import cast, personas
from motcua.simulation.cast import Cast
from motcua.simulation.desks import Desk
from motcua.simulation.filings import Offer
from motcua.simulation.plans import Plan
from motcua.spine.actors import Actor

COMMUNE = "commune_committee"
OFFICERS_OF_DEPARTMENT = 8

Officers = Mapping[tuple[str, str], Sequence[int]]


class Ring:
    """The communes built like the first of those that were played, in the order of their codes."""

    def __init__(
        self, shapes: Mapping[str, frozenset[tuple[str, str]]], homes: Sequence[str]
    ) -> None:
        assert homes, "At least one commune takes part."
        self.homes = tuple(homes)
        alike = {code for code, shape in shapes.items() if shape == shapes[homes[0]]}
        assert alike >= set(homes), "The communes that are played are built alike."
        self.communes = sorted(alike)
        self._place = {code: place for place, code in enumerate(self.communes)}

    def commune_of(self, code: str) -> str:
        """Return the commune a unit is or belongs to; "" for a unit of the province."""
        above = code.rpartition(".")[0]
        return next((one for one in (code, above) if one in self._place), "")

    def place(self, commune: str) -> int:
        return self._place[commune]

    def moved(self, code: str, *, by: int) -> str:
        """Return the unit that stands for this one so many communes further on."""
        commune = self.commune_of(code)
        if not commune:
            return code
        there = self.communes[(self._place[commune] + by) % len(self.communes)]
        return there + code.removeprefix(commune)


def ring(homes: Sequence[str]) -> Ring:
    """Return the ring of this installation's communes around those that are played."""
    below: dict[str, set[tuple[str, str]]] = defaultdict(set)
    rows = Organisation.objects.filter(parent__kind=COMMUNE, valid_to=None)
    for code, parent, kind in rows.values_list("code", "parent__code", "kind"):
        if code.startswith(parent):
            below[parent].add((code.removeprefix(parent), kind))
    shapes = {code: frozenset(shape) for code, shape in below.items()}
    return Ring(shapes, [home for home in homes if home in shapes])


@dataclass(frozen=True, slots=True)
class Strand:
    number: int
    ring: Ring

    def plan(self, plan: Plan) -> Plan:
        """Return the plan as this strand's people live it."""
        who = personas.somebody_else(plan.applicant, number=plan.number, strand=self.number)
        return replace(plan, applicant=who, whose=label(plan.number, self.number))

    def offer(self, offer: Offer, units: Mapping[str, Organisation]) -> Offer:
        """Return the offer with the places of this strand."""
        choices = [
            Choice(
                receiving=units[self.unit(one.receiving.code)],
                resolving=units[self.unit(one.resolving.code)],
            )
            for one in offer.choices
        ]
        return replace(offer, choices=choices)

    def unit(self, home: str) -> str:
        return self.ring.moved(home, by=self.number)

    def home(self, unit: str) -> str:
        return self.ring.moved(unit, by=-self.number)

    def officer(self, officers: Officers, home: str, role: str) -> int:
        held = officers[self.unit(home), role]
        return held[self.number % len(held)]


def label(number: int, strand: int) -> str:
    return f"{number}.{strand}"


class StrandCast(Cast):
    """The officers of one strand: one desk for each unit and role, as in every other strand."""

    def __init__(self, *, seed: int, strand: Strand, officers: Officers) -> None:
        super().__init__(seed=seed)
        self._strand, self._officers = strand, officers

    def _open(self, unit: str, role: str, *, at: datetime) -> list[Desk]:
        home = self._strand.home(unit)
        account = self._strand.officer(self._officers, home, role)
        actor = Actor(id=str(account), roles=frozenset({role}), organisation=unit)
        calendar = calendars.working_calendar(unit)
        return [Desk(actor, calendar, name=f"{home}/{role}/0", seed=self._seed)]


def appoint(
    wanted: Sequence[tuple[str, str]], strands: Sequence[Strand], *, seed: int, at: datetime
) -> Officers:
    """Give every unit of these strands its officers, through the operations; keep who is there."""
    ring = strands[0].ring
    found: dict[tuple[str, str], list[int]] = {}
    for home, role in wanted:
        for unit in sorted({strand.unit(home) for strand in strands}):
            held = cast.holders(unit, role, on=at.date())
            number = 1 if ring.commune_of(home) else OFFICERS_OF_DEPARTMENT
            while len(held) < number:
                held.append(cast.appoint(unit, role, seed=seed, at=at, number=len(held)))
            found[unit, role] = held
    return found
