"""Reads of units. Who governs whom is public by law, so there is no `visible_to` here."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, QuerySet

from motcua.reference.organisations import register
from motcua.reference.organisations.models import Kind, Organisation, Succession


@dataclass(frozen=True, slots=True)
class Node:
    """A unit and those directly below it, in Vietnamese order."""

    unit: Organisation
    children: list["Node"] = field(default_factory=list)

    @property
    def is_trunk(self) -> bool:
        """Tell whether something below it has branches of its own."""
        return any(child.children for child in self.children)


def existing_on(on: date | None) -> Q:
    """Return the condition that a unit is there on that day; None asks nothing."""
    if on is None:
        return Q()
    begun = Q(valid_from=None) | Q(valid_from__lte=on)
    not_over = Q(is_end_unknown=False) & (Q(valid_to=None) | Q(valid_to__gt=on))
    return begun & (not_over | Q(is_end_unknown=True, seen_on__gte=on))


def units(*, on: date | None = None) -> QuerySet[Organisation]:
    """Return the units there are on a day (all there ever were without one), in order."""
    return Organisation.objects.filter(existing_on(on)).order_by("sort_key", "code")


def by_code(code: str) -> Organisation:
    """Return one unit with its kind and parent, whatever the day.

    :raises NotFound: no unit has this code.
    """
    return register.current().of_code(code)


def by_codes(codes: list[str]) -> dict[str, Organisation]:
    """Return the units with these codes, those that exist, each with its kind."""
    return register.current().of_codes(codes)


def by_source_id(source_id: str) -> Organisation | None:
    return Organisation.objects.filter(source_id=source_id).exclude(source_id="").first()


def children(code: str, *, on: date | None = None) -> QuerySet[Organisation]:
    return units(on=on).filter(parent__code=code).select_related("kind")


def subtree_codes(code: str) -> list[str]:
    """Return the codes of a unit and of all below it at any depth, whatever the day."""
    return sorted(register.current().codes_below(code))


def path_to_root(code: str) -> list[Organisation]:
    """Return the unit, what it belongs to, and so on up to the root."""
    return list(register.current().path(code))


def centres(*, on: date | None = None, under: str | None = None) -> QuerySet[Organisation]:
    """Return the units that take dossiers in on a day: the public-service centres, in order."""
    found = units(on=on).filter(kind__receives_dossiers=True).select_related("kind", "parent")
    return found if under is None else found.filter(code__in=subtree_codes(under))


def of_kind(*kinds: str, on: date | None = None) -> QuerySet[Organisation]:
    return units(on=on).filter(kind__in=kinds).select_related("kind", "parent")


def kinds() -> QuerySet[Kind]:
    return Kind.objects.order_by("code")


def areas(*, on: date) -> QuerySet[Organisation]:
    """Return the units that govern a territory on a day: what an address names."""
    return units(on=on).exclude(area_vi="").select_related("kind", "parent")


def successors_of(code: str) -> QuerySet[Organisation]:
    """Return the units that took over from this one directly."""
    found = Organisation.objects.filter(inheritances__predecessor__code=code)
    return found.order_by("sort_key", "code")


def predecessors_of(code: str) -> QuerySet[Organisation]:
    found = Organisation.objects.filter(successions__successor__code=code)
    return found.order_by("sort_key", "code")


def successions_of(code: str) -> QuerySet[Succession]:
    """Return every hand-over this unit took part in, on either side, oldest first."""
    either = Q(predecessor__code=code) | Q(successor__code=code)
    found = Succession.objects.filter(either).select_related("predecessor", "successor")
    return found.order_by(F("on").asc(nulls_first=True), "predecessor__sort_key", "id")


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known of a unit, for a page."""

    unit: Organisation
    above: list[Organisation]
    below: list[Organisation]
    predecessors: list[Succession]
    successors: list[Succession]


def profile(code: str, *, on: date) -> Profile:
    """Return a unit with what is above and, on a day, below it, and its hand-overs.

    :raises NotFound: no unit has this code.
    """
    unit = by_code(code)
    handed_over = list(successions_of(code))
    return Profile(
        unit=unit,
        above=list(reversed(path_to_root(code)[1:])),
        below=list(children(code, on=on)),
        predecessors=[row for row in handed_over if row.successor_id == unit.pk],
        successors=[row for row in handed_over if row.predecessor_id == unit.pk],
    )


def tree(*, on: date) -> list[Node]:
    """Return the whole tree of a day, in one query. A unit whose parent is gone is a root."""
    return _grown(list(units(on=on).select_related("kind")))


def found_by_name(words: str, *, on: date | None = None) -> QuerySet[Organisation]:
    """Return the units whose name or code holds these words, with or without their accents."""
    asked = words.strip()
    found = units(on=on).select_related("kind", "parent")
    return found.filter(
        Q(name_vi__unaccent__icontains=asked)
        | Q(name_en__icontains=asked)
        | Q(code__istartswith=asked)
    )


def _grown(units_of_day: list[Organisation]) -> list[Node]:
    nodes = {unit.pk: Node(unit) for unit in units_of_day}
    roots: list[Node] = []
    for unit in units_of_day:
        above = nodes.get(unit.parent_id or 0)
        (above.children if above else roots).append(nodes[unit.pk])
    return roots
