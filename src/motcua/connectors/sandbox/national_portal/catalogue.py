"""The national list of procedures and the places of the province, from the data files it is given.

The real portal keeps both itself. No code of motcua is asked for them, only its data.
"""

import functools
import gzip
import json
from dataclasses import dataclass
from datetime import date
from importlib import resources

DATA = resources.files("motcua").joinpath("data")


@dataclass(frozen=True, slots=True)
class Listed:
    code: str
    name: str
    field: str


@functools.cache
def procedures() -> tuple[Listed, ...]:
    packed = DATA.joinpath("procedures", "catalogue.json.gz").read_bytes()
    records = json.loads(gzip.decompress(packed))["records"]
    found = {
        one["code"]: Listed(one["code"], one["name_vi"], one["field"] or "") for one in records
    }
    return tuple(sorted(found.values(), key=lambda one: one.name.casefold()))


@functools.cache
def centres(today: date) -> tuple[Listed, ...]:
    """Return the centres of the province that take dossiers in."""
    units: list[dict[str, str]] = []
    for file in DATA.joinpath("organisations").iterdir():
        if file.name.endswith(".json"):
            units += json.loads(file.read_text("utf-8"))["units"]
    found = [
        Listed(one["code"], one["name_vi"], "")
        for one in units
        if one["kind"] == "service_centre" and _holds(one, today.isoformat())
    ]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def _holds(unit: dict[str, str], day: str) -> bool:
    return unit.get("valid_from", "") <= day < unit.get("valid_to", "9999")
