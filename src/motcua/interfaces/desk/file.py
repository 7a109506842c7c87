"""A dossier as its page shows it: what is asked, papers, story, days, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from motcua.casework.dossiers.queries import dues, papers, sheets, step_clocks, stories
from motcua.casework.dossiers.queries.sheets import Sheet
from motcua.casework.dossiers.rules import channels
from motcua.casework.dossiers.states import ENGLISH, State
from motcua.interfaces.desk import acts, addresses
from motcua.interfaces.desk.acts import Act
from motcua.interfaces.desk.standing import Standing, standing
from motcua.interfaces.look import file_words
from motcua.interfaces.look.eform import shown
from motcua.interfaces.look.eform.shown import Block
from motcua.spine.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What the pane beside the queue shows."""

    sheet: Sheet
    standing: Standing
    state: dict[str, str]
    blocks: Sequence[Block]
    papers: Sequence[Any]
    acts: Sequence[Act]

    @property
    def code(self) -> str:
        return self.sheet.dossier.code

    @property
    def address(self) -> str:
        return addresses.of("dossier", self.code)

    @property
    def channel(self) -> dict[str, str]:
        one = self.sheet.dossier
        return {"name_vi": self.sheet.channel_vi, "name_en": channels.ENGLISH[one.channel]}

    @property
    def says_more_than_due(self) -> bool:
        """Say whether the state has words that the due date's mark has not said already."""
        return self.standing.words not in self.state.values()

    @property
    def misses_files(self) -> bool:
        """Say whether a file that lay elsewhere could not be had, or was no use."""
        return any(why for _, why in self.papers)

    @property
    def open_request(self) -> Any:
        return next((one for one in self.sheet.requests if one.answered_at is None), None)


def language() -> str:
    return "en" if get_language() == "en" else "vi"


def of(code: str, *, actor: Actor, at: datetime) -> File:
    """Return a dossier this actor may see.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    sheet = sheets.sheet(code=code, actor=actor)
    state = State(sheet.dossier.state)
    return File(
        sheet=sheet,
        standing=standing(dues.state_of(sheet.dossier, at=at), state),
        state={"name_vi": str(state.label), "name_en": ENGLISH[state]},
        blocks=shown.blocks(sheet.definition, sheet.answers, language()),
        papers=[(one, file_words.why(one.file_cause)) for one in papers.of(code=code, actor=actor)],
        acts=acts.acts_on(sheet, actor),
    )


def open_steps(shown_file: File, *, at: datetime) -> list[dict[str, Any]]:
    """Return the steps that are open: where, in whose hands, and how each stands to its limit."""
    sheet = shown_file.sheet
    found = step_clocks.states_of(sheet.dossier, at=at)
    return [
        {
            "step": one.step,
            "unit": one.unit,
            "holder": sheet.holders.get(one.holder_id or 0, ""),
            "due_at": found[one.order].due_at if one.order in found else None,
            "standing": standing(found[one.order], State.PROCESSING)
            if one.order in found
            else None,
        }
        for one in sheet.opened
    ]


def story_of(code: str, *, actor: Actor) -> list[Any]:
    return list(stories.timeline(code=code, actor=actor, language=language()))
