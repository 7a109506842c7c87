"""Read a table strictly: every key is asked for, and what nobody asked for is refused."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any


class BadDefinition(ValueError):
    """A definition holds what the grammar does not know: names file, key and what may stand."""

    def __init__(self, source: str, key: str, problem: str, allowed: Iterable[str] = ()) -> None:
        self.source, self.key, self.problem = source, key, problem
        self.allowed = tuple(allowed)
        may = f" Allowed: {', '.join(self.allowed)}." if self.allowed else ""
        super().__init__(f"{source}: {key}: {problem}.{may}")


class Table:
    """One table of a definition, with its place, so that each complaint can name it."""

    def __init__(self, values: Any, *, source: str, place: str = "") -> None:
        if not isinstance(values, Mapping):
            raise BadDefinition(source, place or "(file)", "is not a table")
        self._values: Mapping[str, Any] = values
        self._asked: list[str] = []
        self.source, self.place = source, place

    def bad(self, key: str, problem: str, allowed: Iterable[str] = ()) -> BadDefinition:
        """Return the complaint about one key, to be raised."""
        return BadDefinition(self.source, self._path(key), problem, allowed)

    def keys(self) -> tuple[str, ...]:
        return tuple(self._values)

    def has(self, key: str) -> bool:
        return self._take(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key)
        if value is None:
            return self._default(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.bad(key, "is not a text")
        return value.strip()

    def word(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        value = self._take(key)
        if value is None:
            return self._default(key, default)
        if value not in allowed:
            raise self.bad(key, f"unknown word {value!r}", allowed)
        return str(value)

    def words(self, key: str, allowed: Sequence[str] | None = None) -> tuple[str, ...]:
        values = self._take(key)
        if values is None:
            return ()
        if not isinstance(values, list):
            raise self.bad(key, "is not a list")
        for value in values:
            if not isinstance(value, str):
                raise self.bad(key, f"{value!r} is not a text")
            if allowed is not None and value not in allowed:
                raise self.bad(key, f"unknown word {value!r}", allowed)
        return tuple(values)

    def whole(self, key: str, default: int | None = None) -> int:
        value = self.figure(key, default)
        if value is None or int(value) != value:
            raise self.bad(key, "is not a whole number")
        return int(value)

    def wholes(self, key: str) -> tuple[int, ...]:
        values = self._take(key)
        if values is None:
            return ()
        if not isinstance(values, list) or not all(type(value) is int for value in values):
            raise self.bad(key, "is not a list of whole numbers")
        return tuple(values)

    def figure(self, key: str, default: float | None = None) -> float | None:
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.bad(key, "is not a number")
        return float(value) if isinstance(value, float) else int(value)

    def switch(self, key: str, default: bool = False) -> bool:
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.bad(key, "is neither true nor false")
        return value

    def day(self, key: str) -> date | None:
        value = self._take(key)
        if value is None or (isinstance(value, date)):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.bad(key, "is not a day (2026-07-01)") from None

    def raw(self, key: str) -> Any:
        return self._take(key)

    def table(self, key: str) -> "Table | None":
        value = self._take(key)
        if value is None:
            return None
        return Table(value, source=self.source, place=self._path(key))

    def tables(self, key: str) -> list["Table"]:
        values = self._take(key)
        if values is None:
            return []
        if not isinstance(values, list):
            raise self.bad(key, "is not a list of tables")
        return [
            Table(value, source=self.source, place=f"{self._path(key)}[{number}]")
            for number, value in enumerate(values)
        ]

    def nothing_else(self) -> None:
        """Refuse the keys that nobody asked for.

        :raises BadDefinition: there is one.
        """
        for key in self._values:
            if key not in self._asked:
                raise self.bad(key, "unknown key", sorted(set(self._asked)))

    def _take(self, key: str) -> Any:
        self._asked.append(key)
        return self._values.get(key)

    def _default(self, key: str, default: str | None) -> str:
        if default is None:
            raise self.bad(key, "is missing")
        return default

    def _path(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key
