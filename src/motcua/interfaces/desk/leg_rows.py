"""Legs as the pages show them: each with its own agency's clock. Reads, and changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.casework.coordination.queries import panels
from motcua.casework.coordination.queries.panels import LegLine
from motcua.casework.dossiers.states import State
from motcua.interfaces.desk.standing import Standing, standing
from motcua.spine.actors import Actor


@dataclass(frozen=True, slots=True)
class Row:
    """A leg with its mark: closed, to come, or as its agency's clock says."""

    line: LegLine
    standing: Standing | None

    @property
    def state(self) -> dict[str, str]:
        one = self.line
        is_said = bool(one.outcome_vi)
        return {
            "name_vi": one.outcome_vi if is_said else one.state_vi,
            "name_en": one.outcome_en if is_said else one.state_en,
        }


def shown(code: str, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the panel of a dossier's page: its legs, and whether this officer may ask others."""
    panel = panels.panel(code=code, actor=actor, at=at)
    return {
        "panel": panel,
        "rows": [row_of(line) for line in panel.lines] if panel else [],
        "may_lead": panels.may_lead(code=code, actor=actor),
    }


def row_of(line: LegLine) -> Row:
    return Row(line, standing(line.due, State.PROCESSING) if line.due else None)
