"""From a sort of unit, as a definition's step names it, to the unit itself. The map is data."""

import functools
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from motcua.casework.dossiers.life_models import Turn
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.rules import due_states
from motcua.reference.finding.rules import letters
from motcua.reference.organisations import register as units
from motcua.reference.organisations.models import Organisation
from motcua.reference.procedures.definition.words import NAMED_UNIT
from motcua.spine import rows
from motcua.spine.lifecycle import Move

CLERK = "clerk"  # Who numbers and seals when no step is left.
_MAP = Path(__file__).resolve().parents[2] / "data" / "dossiers" / "step_units.toml"


def unit_for(dossier: Dossier, sort: str) -> Organisation:
    """Return the unit that does this step; the resolving organisation where the map is silent.

    A step may name one certain unit instead of a sort.
    """
    if sort.startswith(NAMED_UNIT):
        named = units.current().of_codes([sort.removeprefix(NAMED_UNIT)])
        return next(iter(named.values()), dossier.resolving)
    place = _map().get(sort)
    if place is None:
        return dossier.resolving
    start: Organisation = getattr(dossier, place["whose"])
    found = _up(start, place["up"]) if "up" in place else start
    down = place.get("down")
    return _down(found, down) if down else found


def hand_to(dossier: Dossier, unit: Organisation, *, role: str = "") -> None:
    """Put the dossier into a unit's queue; whoever had a part in it goes on seeing it."""
    dossier.unit = unit
    dossier.awaits = due_states.awaits(dossier.state, role)
    show_to(dossier, unit)


def show_to(dossier: Dossier, unit: Organisation) -> None:
    """Give a unit a part in the dossier."""
    if unit.code not in dossier.parts:
        dossier.parts = sorted([*dossier.parts, unit.code])


def close(dossier: Dossier, move: Move, *, at: datetime) -> None:
    """End the dossier's life by this move."""
    end_turns(dossier)
    dossier.state, dossier.closed_at, dossier.awaits = move.target, at, ""
    rows.update(dossier, "state", "closed_at", "awaits", "beside", "step_due_at")


def end_turns(dossier: Dossier) -> None:
    """Take away the steps that are open beside its own; the caller writes the dossier."""
    if dossier.beside:
        Turn.objects.filter(dossier=dossier).delete()
    dossier.beside, dossier.step_due_at = 0, None


def _up(start: Organisation, kind: str) -> Organisation:
    unit: Organisation | None = start
    while unit is not None and unit.kind_id != kind:
        unit = unit.parent
    return unit or start


def _down(start: Organisation, wanted: dict[str, str]) -> Organisation:
    for unit in units.children_of(start):
        if unit.kind_id == wanted["kind"] and wanted["words"] in _plain(unit.name_vi):
            return unit
    return start


_plain = functools.lru_cache(maxsize=1024)(letters.plain)


@functools.cache
def _map() -> dict[str, Any]:
    return tomllib.loads(_MAP.read_text(encoding="utf-8"))
