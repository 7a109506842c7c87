"""Whether what was paid is given back when a dossier ends: dated rules of refunds.toml."""

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from motcua.spine.law import Dated

ALL, BEFORE_RECEIPT, NONE = "all", "before_receipt", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRule(Dated):
    """What is given back after one ending, why, and where that stands."""

    ending: str
    what: str
    reason_vi: str
    reason_en: str

    def gives_back(self, *, was_received: bool) -> bool:
        return self.what == ALL or (self.what == BEFORE_RECEIPT and not was_received)


@functools.lru_cache(maxsize=1024)
def of(ending: str, *, on: date) -> RefundRule | None:
    """Return the rule in force for an ending on a day; None where there is none."""
    return next(
        (one for one in every() if one.ending == ending and one.holds_on(on)),
        None,
    )


@functools.cache
def every() -> tuple[RefundRule, ...]:
    """Return all rules, past and to come."""
    text = files("motcua.data").joinpath("dossiers/refunds.toml").read_text("utf-8")
    return tuple(RefundRule(**row) for row in tomllib.loads(text)["rules"])
