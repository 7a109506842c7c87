"""Which dossiers filed here are reported to the national portal: data/national/reporting.toml."""

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from motcua.spine.law import Dated

_FILE = Path(__file__).resolve().parents[3] / "data" / "national" / "reporting.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Dated):
    """One rule. An empty list means all; an organisation's code stands for what is below it."""

    report: bool
    procedures: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()

    def speaks_of(self, *, procedure: str, receiving: str, on: date) -> bool:
        if not self.holds_on(on):
            return False
        is_theirs = any(receiving == one or receiving.startswith(one + ".")
                        for one in self.organisations)  # fmt: skip
        return (not self.procedures or procedure in self.procedures) and (
            not self.organisations or is_theirs
        )


def is_on(*, procedure: str, receiving: str, on: date) -> bool:
    """Say whether a dossier filed here on a day is reported."""
    return decide(every(), procedure=procedure, receiving=receiving, on=on)


def decide(rules: Sequence[Switch], *, procedure: str, receiving: str, on: date) -> bool:
    """Let the last rule that speaks of it decide; where none does, nothing is reported."""
    speaking = (
        one
        for one in reversed(rules)
        if one.speaks_of(procedure=procedure, receiving=receiving, on=on)
    )
    first = next(speaking, None)
    return first is not None and first.report


@functools.cache
def every() -> tuple[Switch, ...]:
    """Return all rules, past and to come, in the order of the file.

    :raises ValueError: a rule does not say what it should.
    """
    return read(_FILE.read_text(encoding="utf-8"))


def read(text: str) -> tuple[Switch, ...]:
    """Return the rules of a file.

    :raises ValueError: a rule does not say what it should.
    """
    rows = tomllib.loads(text)["reporting"]
    for row in rows:
        for name in ("procedures", "organisations"):
            row[name] = tuple(row.get(name, ()))
    try:
        return tuple(Switch(**row) for row in rows)
    except TypeError as error:
        raise ValueError(str(error)) from None
