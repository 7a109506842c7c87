"""The longer limit a definition names for a case: whether it can be taken, and what it gives."""

from dataclasses import dataclass
from datetime import datetime

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access, clocks
from motcua.casework.dossiers.rules import clock_ledger, deadlines
from motcua.casework.dossiers.rules.clock_ledger import Terms
from motcua.casework.dossiers.states import State
from motcua.reference.procedures.definition.shape import TimeLimit
from motcua.spine.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What taking it would do now: the date before, the date after, and what the law says."""

    was_due_at: datetime
    due_at: datetime
    is_estimated: bool
    said: TimeLimit

    @property
    def case_vi(self) -> str:
        return self.said.extended_if_vi

    @property
    def case_en(self) -> str:
        return self.said.extended_if_en


def seen(*, code: str, actor: Actor, at: datetime) -> Offer | None:
    """Return what an officer would take for a dossier they may see; None where there is nothing.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    return offer(access.get(code=code, actor=actor), at=at)


def is_open(dossier: Dossier) -> bool:
    """Tell whether its version has a longer limit for its channel that was not taken yet."""
    if dossier.state != State.PROCESSING or clocks.longer_limit(dossier) is None:
        return False
    return not clocks.is_extended(dossier)


def offer(dossier: Dossier, *, at: datetime) -> Offer | None:
    """Return what the longer limit gives: from the same start, with the same pauses.

    None: there is none for its channel, it was taken, it is counted by its second limit or put
    off already, its date has passed, or the longer limit would give no later one.
    """
    said, was_due_at = clocks.longer_limit(dossier), dossier.due_at
    if said is None or was_due_at is None or at > was_due_at or not is_open(dossier):
        return None
    ledger, terms = clocks.ledger_of(dossier), clocks.terms_of(dossier)
    if ledger is None or terms is None or ledger.appointment is not None:
        return None
    if clocks.counts_second_limit(dossier):
        return None
    limit, cutoff = clocks.counted_by(
        dossier.procedure_version,
        channel=dossier.channel,
        received_on=deadlines.moment(ledger.started).date(),
        is_extended=True,
    )
    assert limit is not None, "It has just been found."
    longer = Terms(limit, cutoff, terms.calendar)
    due_at = deadlines.moment(clock_ledger.legal_due(ledger, longer))
    if due_at <= was_due_at:
        return None
    return Offer(
        was_due_at=was_due_at,
        due_at=due_at,
        is_estimated=terms.calendar.is_estimated(due_at.date()),
        said=said,
    )
