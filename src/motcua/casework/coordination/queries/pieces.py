"""What an agency with a part sees of a dossier: what its part says, and nothing else.

It is shown for the part's sake: once the dossier is over, what was asked and answered stays.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.capabilities.documents.models import Document
from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.queries import panels, parts
from motcua.casework.coordination.queries.panels import LegLine
from motcua.casework.dossiers import states as dossiers
from motcua.casework.dossiers.models import Dossier, Paper, Party
from motcua.casework.dossiers.queries import access, names
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.workflows import rules as order
from motcua.spine.access.extents import Extent
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import NotFound

ANSWERS, ALL = "answers", "*"
FIELDS: Mapping[str, tuple[str, str]] = {
    "full_name": ("Người nộp", "Applicant"),
    "personal_number": ("Số định danh cá nhân", "Personal number"),
    "phone": ("Điện thoại", "Phone"),
    "address": ("Địa chỉ", "Address"),
}


@dataclass(frozen=True, slots=True)
class Field:
    name_vi: str
    name_en: str
    value: str


@dataclass(frozen=True, slots=True)
class PieceOfPaper:
    """A file handed in for a component this part needs."""

    number: int
    name_vi: str
    name_en: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part with what its agency needs: `before` are the results it builds on."""

    line: LegLine
    procedure_vi: str
    procedure_en: str
    definition: Definition
    fields: Sequence[Field]
    answers: Mapping[str, Any] | None
    papers: Sequence[PieceOfPaper]
    before: Sequence[LegLine]
    sees_whole: bool
    is_over: bool

    @property
    def code(self) -> str:
        return self.line.code


def of(*, code: str, number: int, actor: Actor, at: datetime) -> Piece:
    """Return a part to whoever does it or may see its dossier.

    :raises NotFound: no such part, or not theirs to see.
    """
    dossier, leg = parts.door(code=code, number=number, actor=actor)
    access.shown([dossier], actor=actor, extent=Extent.WHOLE)
    definition = access.definition_of(dossier.procedure_version)
    sees_whole = _sees_whole(dossier, actor)
    is_open = sees_whole or not _is_over(dossier)
    return Piece(
        line=panels.shown(leg, dossier, actor=actor, at=at),
        procedure_vi=access.name_of_procedure(dossier),
        procedure_en=access.name_of_procedure(dossier, "en"),
        definition=definition,
        fields=_fields(leg, dossier) if is_open else (),
        answers=json.loads(dossier.answers) if is_open and ANSWERS in leg.shows else None,
        papers=[_paper(one, definition) for one in _papers(leg, dossier)] if is_open else (),
        before=[panels.shown(one, dossier, actor=actor, at=at) for one in _before(leg)]
        if is_open
        else (),
        sees_whole=sees_whole,
        is_over=not is_open,
    )


def paper_of(*, code: str, number: int, paper_id: int, actor: Actor) -> Document:
    """Return a file that was handed in, where the part needs it and the dossier is not over.

    :raises NotFound: no such part or paper, or not theirs to see, or no longer.
    """
    dossier, leg = parts.door(code=code, number=number, actor=actor)
    if _is_over(dossier) and not _sees_whole(dossier, actor):
        raise NotFound()
    found = next((one for one in _papers(leg, dossier) if one.pk == paper_id), None)
    if found is None or found.document is None:
        raise NotFound()
    access.shown([dossier], actor=actor, extent=Extent.FILE)
    return found.document


def scan_of(*, code: str, number: int, actor: Actor) -> Document:
    """Return the paper an agency answered with: to its own, to who leads, to who builds on it.

    Who builds on it has it until the dossier is over.

    :raises NotFound: no such part, not theirs to see, or it has no paper.
    """
    dossier = access.get(code=code, actor=SYSTEM)
    wanted = parts.get(dossier=dossier, number=number)
    theirs = parts.visible_to(actor).filter(chain__dossier=dossier).select_related("chain")
    is_own = any(one.pk == wanted.pk for one in theirs)
    if not is_own and (_is_over(dossier) or not any(wanted in _before(one) for one in theirs)):
        raise NotFound()
    if wanted.document is None:
        raise NotFound()
    access.shown([dossier], actor=actor, extent=Extent.FILE)
    return wanted.document


def _is_over(dossier: Dossier) -> bool:
    return dossier.state in dossiers.CLOSED


def _sees_whole(dossier: Dossier, actor: Actor) -> bool:
    return access.visible_to(actor).filter(pk=dossier.pk).exists()


def _fields(leg: Leg, dossier: Dossier) -> Sequence[Field]:
    applicant = Party.objects.get(dossier=dossier, part=Party.APPLICANT)
    said = {name: getattr(applicant, name) for name in FIELDS if name in leg.shows}
    return [Field(*FIELDS[name], value=value) for name, value in said.items() if value]


def _before(leg: Leg) -> list[Leg]:
    """Return the closed parts this one builds on, as the list says."""
    workflow = parts.list_of(leg.chain)
    if workflow is None or leg.step is None:
        return []
    steps = order.predecessors(workflow)[leg.step]
    legs = Leg.objects.filter(chain=leg.chain, step__in=sorted(steps), is_set_aside=False)
    closed = legs.exclude(closed_at=None).select_related("organisation", "chain")
    return list(closed.order_by("number"))


def _papers(leg: Leg, dossier: Dossier) -> Iterable[Paper]:
    given = Paper.objects.filter(dossier=dossier).exclude(document=None).select_related("document")
    if ALL not in leg.papers:
        given = given.filter(component__in=leg.papers)
    return given.order_by("id")


def _paper(paper: Paper, definition: Definition) -> PieceOfPaper:
    return PieceOfPaper(
        paper.pk,
        names.of_component(definition, paper.component),
        names.of_component(definition, paper.component, language="en"),
        paper.handed_in_at,
    )
