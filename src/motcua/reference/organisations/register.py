"""All units in memory, kept until one of them changes: some hundred rows that every act reads."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from motcua.reference.organisations.models import Kind, Organisation
from motcua.spine import glance
from motcua.spine.editions import queries as editions
from motcua.spine.errors import NotFound


class Register:
    """Every unit there ever was, by id and code, with kind, parent and what is below.

    Its units are shared by everybody who reads: who changes a unit fetches it for themselves.
    """

    def __init__(
        self, units: Collection[Organisation], kinds: dict[str, Kind], *, stamp: UUID | None
    ) -> None:
        self.stamp = stamp
        self._by_id = {unit.pk: unit for unit in units}
        self._by_code = {unit.code: unit for unit in units}
        self._below: dict[int, list[Organisation]] = {}
        self._codes: dict[str, frozenset[str]] = {}
        for unit in units:
            unit.kind = kinds[unit.kind_id]
            unit.parent = self._by_id[unit.parent_id] if unit.parent_id else None
            if unit.parent_id:
                self._below.setdefault(unit.parent_id, []).append(unit)

    def knows(self, unit_ids: Collection[int]) -> bool:
        return all(unit_id in self._by_id for unit_id in unit_ids)

    def of_id(self, unit_id: int) -> Organisation:
        return self._by_id[unit_id]

    def of_code(self, code: str) -> Organisation:
        """:raises NotFound: no unit has this code."""
        if code not in self._by_code:
            raise NotFound()
        return self._by_code[code]

    def of_codes(self, codes: Collection[str]) -> dict[str, Organisation]:
        """Return the units with these codes, those that exist."""
        return {code: self._by_code[code] for code in codes if code in self._by_code}

    def children(self, unit: Organisation) -> Sequence[Organisation]:
        """Return the units directly below, in order of their codes."""
        return self._below.get(unit.pk, ())

    def path(self, code: str) -> Iterator[Organisation]:
        """Give the unit, what it belongs to, and so on up to the root."""
        unit = self._by_code.get(code)
        while unit is not None:
            yield unit
            unit = unit.parent

    def codes_below(self, code: str) -> frozenset[str]:
        """Return the codes of a unit and of all below it; none for a unit that does not exist."""
        if code not in self._codes:
            self._codes[code] = frozenset(self._walk(code))
        return self._codes[code]

    def _walk(self, code: str) -> Iterator[str]:
        unit = self._by_code.get(code)
        waiting = [unit] if unit else []
        while waiting:
            unit = waiting.pop()
            yield unit.code
            waiting += self._below.get(unit.pk, ())


# What a statement asks for beside its rows, to learn whether the register it used still holds.
_NAME = "organisations"
STAMP = "(SELECT stamp FROM editions_edition WHERE name = 'organisations')"
_latest: Register | None = None


def current() -> Register:
    """Return the register as it is now: one small read while nothing has changed."""
    return of_stamp(glance.once(_NAME, lambda: editions.stamp_of(_NAME)))


def latest() -> Register:
    """Return the last one read, which need not hold any more: whoever uses it asks for `STAMP`."""
    return _latest or current()


def know(stamp: UUID | None) -> None:
    """Take the stamp that came along with another question of the same page."""
    glance.know(_NAME, stamp)


def of_stamp(stamp: UUID | None) -> Register:
    """Return the register of a stamp that was read just now."""
    global _latest
    know(stamp)
    kept = _latest
    if kept is None or kept.stamp != stamp:
        units = list(Organisation.objects.order_by("code"))
        kept = _latest = Register(units, Kind.objects.in_bulk(), stamp=stamp)
    return kept


def children_of(unit: Organisation) -> Sequence[Organisation]:
    """Return the units directly below a unit of the register, in order of their codes."""
    return current().children(unit)
