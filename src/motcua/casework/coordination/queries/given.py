"""The papers agencies outside gave for a dossier, as its applicant may have them.

Only what a list of steps leads to is theirs: an opinion one agency asks of another is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from motcua.capabilities.documents.models import Document
from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.queries import parts
from motcua.casework.coordination.states import State
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPaper:
    """A scanned paper of an agency outside. `number` names it in an address."""

    number: int
    agency_vi: str
    agency_en: str
    task_vi: str
    task_en: str
    paper: str
    paper_on: date | None


def to_applicant(*, code: str, actor: Actor) -> Sequence[GivenPaper]:
    """Return the papers of agencies outside that an applicant can download.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    chain = parts.chain_of(dossier)
    workflow = parts.list_of(chain) if chain else None
    if workflow is None:
        return ()
    found = []
    for leg in _given(dossier):
        assert leg.step is not None, "Opinions that were asked for are left out."
        step = workflow.step(leg.step)
        found.append(
            GivenPaper(
                number=leg.number,
                agency_vi=step.actor_vi,
                agency_en=step.actor_en,
                task_vi=step.name_vi,
                task_en=step.name_en,
                paper=leg.paper,
                paper_on=leg.paper_on,
            )
        )
    return found


def scan_for(*, code: str, number: int, actor: Actor) -> Document:
    """Return the scan of one of these papers to whose dossier it is.

    :raises NotFound: no such dossier or paper, or it is not theirs.
    """
    dossier = access.get(code=code, actor=actor)
    if access.APPLICANT not in actor.roles:
        raise NotFound()  # Officers have a door of their own, by their part.
    leg = _given(dossier).filter(number=number).first()
    if leg is None or leg.document is None:
        raise NotFound()
    access.shown([dossier], actor=actor, extent=Extent.FILE)
    return leg.document


def _given(dossier: Dossier) -> QuerySet[Leg]:
    answered = Leg.objects.filter(chain__dossier=dossier, state=State.ANSWERED, is_outside=True)
    theirs = answered.filter(is_set_aside=False).exclude(step=None).exclude(document=None)
    return theirs.select_related("document").order_by("number")
