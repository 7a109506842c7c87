"""Legs as the pages show them: each with its own agency's clock. Reads, and changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from motcua.casework.coordination.queries import panels, pieces
from motcua.casework.coordination.queries.panels import LegLine
from motcua.casework.coordination.queries.pieces import Piece
from motcua.casework.dossiers.states import State
from motcua.interfaces.desk.file import language
from motcua.interfaces.desk.standing import Standing, standing
from motcua.interfaces.look.eform import shown as eform
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


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One part as a page that asks about it names it."""

    piece: Piece

    @property
    def code(self) -> str:
        return self.piece.code

    @property
    def address(self) -> str:
        return reverse("desk:leg", args=[self.code, self.piece.line.number])

    @property
    def blocks(self) -> Any:
        """What was filled in, where this part needs it."""
        said = self.piece.answers
        return [] if said is None else eform.blocks(self.piece.definition, said, language())


def asked_of(code: str, number: int, *, actor: Actor, at: datetime) -> AskedPart:
    return AskedPart(pieces.of(code=code, number=number, actor=actor, at=at))


def part_of(code: str, number: int, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the page of one part: its row, what it builds on, what it needs."""
    asked = asked_of(code, number, actor=actor, at=at)
    piece = asked.piece
    rows = [row_of(line) for line in piece.before]
    return {"file": asked, "piece": piece, "row": row_of(piece.line), "before": rows}
