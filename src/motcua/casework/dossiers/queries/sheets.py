"""What an officer's page shows of one dossier, beside its story, its papers and its days."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.capabilities.payments.states import State as ChargeState
from motcua.casework.dossiers.models import Dossier, Party, Request, ResultDraft
from motcua.casework.dossiers.queries import access, extensions, names, prices, turns
from motcua.casework.dossiers.queries.turns import OpenStep
from motcua.casework.dossiers.rules import steps
from motcua.casework.dossiers.rules.steps import WorkStep
from motcua.casework.dossiers.states import State
from motcua.reference.procedures.definition.shape import Definition
from motcua.spine import rows, statements
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
    opened: Sequence[OpenStep]
    holders: Mapping[int, str]
    result: ResultDraft | None
    may_extend: bool = False  # By a longer limit of its definition that was not taken yet.

    @property
    def procedure_vi(self) -> str:
        return access.name_of_procedure(self.dossier)

    @property
    def procedure_en(self) -> str:
        return access.name_of_procedure(self.dossier, "en")

    @property
    def step(self) -> WorkStep | None:
        """The step it stands at; None before receipt and after the last."""
        return self.opened[0].step if self.opened else None

    def turn_of(self, actor: Actor) -> OpenStep | None:
        """Return the open step this person works at or may take; None where none is theirs."""
        theirs = turns.of_actor(self.opened, actor)
        return next((one for one in theirs if one.is_free_for(actor.id)), None)

    def following(self, turn: OpenStep) -> Sequence[WorkStep]:
        """Return the steps that open when this one is done."""
        left = self._left
        done = {step.order for step in self.work} - left
        orders = [one.order for one in self.opened if one.order != turn.order]
        return steps.opened_by(self.work, turn.order, opened=orders, done=done)

    @property
    def next_steps(self) -> Sequence[WorkStep]:
        """The steps that open when all that are open now are done."""
        now = {one.order for one in self.opened}
        done = {step.order for step in self.work} - self._left | now
        return [one for one in self.work if one.order not in done and one.before <= done]

    def is_approval(self, turn: OpenStep) -> bool:
        """Say whether who does this step has the last word."""
        return steps.is_approval(self.work, turn.order, self._left)

    @property
    def is_for_clerks(self) -> bool:
        """Whether nothing is left but to number and seal."""
        return steps.only_clerks_left(self.work, [one.order for one in self.opened])

    @property
    def _left(self) -> frozenset[int]:
        return steps.remaining(self.work, [one.order for one in self.opened])

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
    parties, result = _beside(dossier)
    opened = turns.opened(dossier)
    held = {dossier.holder_id, *(one.holder_id for one in opened)} - {None}
    holders = names.of_accounts({one for one in held if one}) if held else {}
    return Sheet(
        dossier=dossier,
        definition=access.definition_of(dossier.procedure_version),
        answers=json.loads(dossier.answers),
        applicant=parties[Party.APPLICANT],
        representative=parties.get(Party.REPRESENTATIVE),
        requests=_requests(dossier),
        fees=fees_of(dossier.code),
        holder=holders.get(dossier.holder_id or 0, ""),
        work=access.steps_of(dossier),
        opened=opened,
        holders=holders,
        result=result,
        may_extend=extensions.is_open(dossier),
    )


_BESIDE = f"""
    SELECT {rows.columns(Party)}, {rows.columns(ResultDraft)} FROM dossiers_party
    LEFT JOIN dossiers_resultdraft ON dossiers_resultdraft.dossier_id = dossiers_party.dossier_id
    WHERE dossiers_party.dossier_id = %s
"""  # noqa: S608 - constants


def _beside(dossier: Dossier) -> tuple[dict[str, Party], ResultDraft | None]:
    """Return who asks and who acts for them, and what the result would say."""
    found = [
        rows.read_joined([Party, ResultDraft], row) for row in statements.run(_BESIDE, [dossier.pk])
    ]
    return {party.part: party for party, _ in found}, found[0][1]


def _requests(dossier: Dossier) -> tuple[Request, ...]:
    if not dossier.supplements:  # Counted there, so that most need not be looked for.
        return ()
    found = rows.every(Request, dossier=dossier.pk)
    return tuple(sorted(found, key=lambda request: request.number))


_FEES = f"""
    SELECT charge.id, link.due, charge.due_vnd, charge.state = '{ChargeState.SETTLED}'
    FROM dossiers_dossiercharge link JOIN payments_charge charge ON charge.id = link.charge_id
    JOIN dossiers_dossier ON dossiers_dossier.id = link.dossier_id
    WHERE dossiers_dossier.code = %s ORDER BY link.id
"""  # noqa: S608 - a constant


def fees_of(code: str) -> tuple[Fee, ...]:
    """Return what is owed for a dossier, to a caller that has made sure it may know."""
    return tuple(
        Fee(charge_id=charge_id, due=due, amount_vnd=amount_vnd, is_paid=is_paid)
        for charge_id, due, amount_vnd, is_paid in statements.run(_FEES, [code])
    )
