"""How long until something happens by itself: dated figures of data/dossiers/life.toml."""

import functools
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from motcua.casework.dossiers.rules import deadlines
from motcua.casework.dossiers.rules.deadlines import Limit
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.spine.dates import local_date
from motcua.spine.law import Dated

TIMES = "times"
_FILE = Path(__file__).resolve().parents[3] / "data" / "dossiers" / "life.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeLimit(Dated):
    """One figure of law, with where it stands and how sure that is."""

    code: str
    what_vi: str
    value: int
    unit: str


def of(code: str, *, on: date) -> LifeLimit:
    """Return the figure in force on a day; before the first, the first."""
    known = sorted((one for one in every() if one.code == code), key=lambda one: one.valid_from)
    return next((one for one in known if one.holds_on(on)), known[0])


def times(code: str, *, on: date) -> int:
    """Return how often something may be done."""
    found = of(code, on=on)
    assert found.unit == TIMES, f"{code} is a time, not a count."
    return found.value


def ends(code: str, *, since: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the moment at which a time that began at `since` has passed."""
    found = of(code, on=local_date(since))
    limit = Limit(value=found.value, unit=found.unit)
    return deadlines.due_at(received_at=since, limit=limit, calendar=calendar)


def days(code: str, *, on: date) -> int:
    """Return a figure that is counted in working days."""
    found = of(code, on=on)
    assert found.unit == "working_day", f"{code} is not counted in working days."
    return found.value


@functools.cache
def every() -> tuple[LifeLimit, ...]:
    """Return all figures, past and to come."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["limits"]
    return tuple(LifeLimit(**row) for row in rows)
