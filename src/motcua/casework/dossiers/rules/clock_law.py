"""What a clock does when something happens: the dated rules of data/dossiers/clock.toml."""

import functools
import tomllib
from dataclasses import dataclass
from datetime import date, time
from importlib.resources import files
from typing import Any

from motcua.casework.dossiers.rules.deadlines import Limit
from motcua.spine.law import Dated

SUPPLEMENT_COMPLETED, ENDS_ON_DAY_OFF = "supplement_completed", "limit_ends_on_day_off"
TRANSFER, NATIONAL_ON_TIME = "transfer", "national_on_time"
OPINION_OVERDUE = "opinion_overdue"
RESTART = "restart"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule(Dated):
    """One rule, where it stands, and how sure that is."""

    code: str
    what_vi: str
    effect: str
    cutoff: time | None = None
    limit: Limit | None = None
    causes: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    requests_max: int | None = None


@functools.lru_cache(maxsize=4096)
def of(code: str, *, on: date) -> ClockRule:
    """Return the rule in force on a day; before the first, the first."""
    known = sorted((one for one in every() if one.code == code), key=lambda one: one.valid_from)
    return next((one for one in known if one.holds_on(on)), known[0])


@functools.cache
def every() -> tuple[ClockRule, ...]:
    """Return all rules, past and to come."""
    text = files("motcua.data").joinpath("dossiers/clock.toml").read_text("utf-8")
    return tuple(_rule(row) for row in tomllib.loads(text)["rules"])


def _rule(row: dict[str, Any]) -> ClockRule:
    cutoff, limit = row.get("cutoff"), row.get("limit")
    read = {
        "cutoff": time.fromisoformat(cutoff) if cutoff else None,
        "limit": Limit(**limit) if limit else None,
        "causes": tuple(row.get("causes", ())),
        "ends": tuple(row.get("ends", ())),
    }
    return ClockRule(**(row | read))
