"""Whose procedure a record is: the nation's, or one province's. The table is data."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

NATIONAL = "national"
UNKNOWN = "unknown"
_YEAR = re.compile(r"[_\-. ]*((?:19|20)\d\d)(?:[_\-.](\d\d))?(?!\d)")
_SUFFIX = re.compile(r"(?:^|\.)(H\d\d)$")


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    code: str
    name_vi: str
    name_en: str


_UNKNOWN = Jurisdiction(UNKNOWN, "Chưa rõ nơi ban hành", "Jurisdiction not known")


def named(code: str) -> Jurisdiction:
    """Return what to call a jurisdiction; a code outside the table is its own name."""
    known = _table()[0].get(code)
    return known or (_UNKNOWN if code == UNKNOWN else Jurisdiction(code, code, code))


def known() -> tuple[Jurisdiction, ...]:
    return tuple(_table()[0].values())


def is_known(code: str) -> bool:
    return code in _table()[0]


def of(*, snapshot: str, agency_suffix: str | None, otherwise: str = UNKNOWN) -> str:
    """Return the jurisdiction of a record: by its snapshot, else by its agency's suffix."""
    found = _table()[1].get(_source_of(snapshot))
    if found is not None:
        return found
    suffix = _SUFFIX.search(agency_suffix or "")
    if suffix and is_known(suffix[1]):
        return suffix[1]
    return otherwise


def period_of(snapshot: str) -> date | None:
    """Return the month a snapshot names, as its first day; only to put snapshots in order."""
    year = _YEAR.search(snapshot)
    if year is None:
        return None
    month = int(year[2]) if year[2] and 1 <= int(year[2]) <= 12 else 1
    return date(int(year[1]), month, 1)


def _source_of(snapshot: str) -> str:
    word = _YEAR.split(snapshot.casefold(), maxsplit=1)[0]
    return re.sub(r"[^a-z]", "", word)


@cache
def _table() -> tuple[Mapping[str, Jurisdiction], Mapping[str, str]]:
    text = files("motcua").joinpath("data/procedures/jurisdictions.toml").read_text("utf-8")
    rows = tomllib.loads(text)["jurisdiction"]
    by_code = {
        row["code"]: Jurisdiction(row["code"], row["name_vi"], row["name_en"]) for row in rows
    }
    by_source = {source: row["code"] for row in rows for source in row["sources"]}
    return by_code, by_source
