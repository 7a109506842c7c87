"""How one dossier stands, for who follows it from outside."""

from dataclasses import dataclass
from datetime import date, datetime

from motcua.casework.dossiers.models import Request
from motcua.casework.dossiers.queries import queues, sheets
from motcua.casework.dossiers.queries.lines import Line
from motcua.casework.dossiers.queries.sheets import Fee
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A dossier as lists show it, with what is owed and which papers are asked for."""

    line: Line
    fees: tuple[Fee, ...]
    asked_papers: tuple[str, ...]
    answer_until: date | None


def standing(*, code: str, actor: Actor, at: datetime) -> Standing:
    """Return how a dossier stands.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    lines = queues.of_codes(codes=[code], actor=actor, at=at)
    if not lines:
        raise NotFound()
    asked = Request.objects.filter(dossier__code=code, answered_at=None).first()
    return Standing(
        line=lines[0],
        fees=sheets.fees_of(code),
        asked_papers=tuple(asked.components) if asked else (),
        answer_until=asked.answer_until if asked else None,
    )
