"""What an officer's page shows of one dossier, beside its story, its papers and its days."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.casework.dossiers.models import (
    Dossier,
    DossierCharge,
    Party,
    Request,
    ResultDraft,
)
from motcua.casework.dossiers.queries import access, names, prices
from motcua.casework.dossiers.rules import steps
from motcua.casework.dossiers.rules.steps import WorkStep
from motcua.casework.dossiers.states import State
from motcua.reference.procedures.definition.shape import Definition
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor

_PAID_BEFORE = {State.SUBMITTED: prices.INTAKE, State.SETTLED: prices.RESULT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What is owed for it: `due` says at which moment it must be paid."""

    charge_id: int
    due: str
    amount_vnd: int
    is_paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One dossier with who asks, what they answered, what was asked of them, and its step."""

    dossier: Dossier
    definition: Definition
    answers: Mapping[str, Any]
    applicant: Party
    representative: Party | None
    requests: tuple[Request, ...]
    fees: tuple[Fee, ...]
    holder: str
    work: Sequence[WorkStep]
    result: ResultDraft | None

    @property
    def procedure_vi(self) -> str:
        return access.name_of_procedure(self.dossier)

    @property
    def procedure_en(self) -> str:
        return access.name_of_procedure(self.dossier, "en")

    @property
    def step(self) -> WorkStep | None:
        """The step it stands at; None before receipt and after the last."""
        order = self.dossier.step
        return steps.of_order(self.work, order) if order is not None else None

    @property
    def next_step(self) -> WorkStep | None:
        order = self.dossier.step
        return steps.after(self.work, order) if order is not None else None

    @property
    def is_immediate(self) -> bool:
        """Whether the result comes while the person waits."""
        return access.is_immediate(self.dossier)

    @property
    def is_two_part(self) -> bool:
        """Whether the applicant has to pay outside the office on the way."""
        return any(step.waits_for_applicant for step in self.definition.steps)

    @property
    def is_decided(self) -> bool:
        """Whether somebody has approved what the result says."""
        return self.result is not None and self.result.approved_at is not None

    @property
    def open_fee(self) -> Fee | None:
        """What has to be paid before it is received, or before its result goes out."""
        due = _PAID_BEFORE.get(State(self.dossier.state))
        return next((fee for fee in self.fees if fee.due == due and not fee.is_paid), None)


def sheet(*, code: str, actor: Actor) -> Sheet:
    """Return the sheet of a dossier this actor may see.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    access.shown([dossier], actor=actor, extent=Extent.WHOLE)
    parties = {party.part: party for party in Party.objects.filter(dossier=dossier)}
    held = [dossier.holder_id] if dossier.holder_id else []
    return Sheet(
        dossier=dossier,
        definition=access.definition_of(dossier.procedure_version),
        answers=json.loads(dossier.answers),
        applicant=parties[Party.APPLICANT],
        representative=parties.get(Party.REPRESENTATIVE),
        requests=_requests(dossier),
        fees=fees_of(dossier.code),
        holder=next(iter(names.of_accounts(held).values()), "") if held else "",
        work=access.steps_of(dossier),
        result=ResultDraft.objects.filter(dossier=dossier).first(),
    )


def _requests(dossier: Dossier) -> tuple[Request, ...]:
    if not dossier.supplements:  # Counted there, so that most need not be looked for.
        return ()
    return tuple(Request.objects.filter(dossier=dossier).order_by("number"))


def fees_of(code: str) -> tuple[Fee, ...]:
    """Return what is owed for a dossier, to a caller that has made sure it may know."""
    owed = DossierCharge.objects.filter(dossier__code=code).select_related("charge").order_by("id")
    return tuple(
        Fee(
            charge_id=one.charge_id,
            due=one.due,
            amount_vnd=one.charge.due_vnd,
            is_paid=one.charge.is_settled,
        )
        for one in owed
    )
