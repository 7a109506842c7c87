"""What an officer's page shows of one dossier, beside its story, its papers and its days."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from motcua.capabilities.payments.states import State as ChargeState
from motcua.casework.dossiers.models import Channel, Dossier, Party, Request, ResultDraft
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
    def channel_vi(self) -> str:
        return str(Channel(self.dossier.channel).label)

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
    beside = _beside(dossier)
    opened = turns.opened(dossier)
    others = {one.holder_id for one in opened if one.holder_id} - {dossier.holder_id}
    holders = names.of_accounts(others) if others else {}
    return Sheet(
        dossier=dossier,
        definition=access.definition_of(dossier.procedure_version),
        answers=json.loads(dossier.answers),
        applicant=beside.parties[Party.APPLICANT],
        representative=beside.parties.get(Party.REPRESENTATIVE),
        requests=_requests(dossier),
        fees=beside.fees,
        holder=beside.holder,
        work=access.steps_of(dossier),
        opened=opened,
        holders={**holders, dossier.holder_id: beside.holder} if dossier.holder_id else holders,
        result=beside.result,
        may_extend=extensions.is_open(dossier),
    )


_FEES = f"""
    (SELECT json_agg(json_build_array(charge.id, link.due, charge.due_vnd,
            charge.state = '{ChargeState.SETTLED}') ORDER BY link.id)
        FROM dossiers_dossiercharge link JOIN payments_charge charge ON charge.id = link.charge_id
        WHERE link.dossier_id = {{}})
"""  # noqa: S608 - a constant
_BESIDE = f"""
    SELECT {_FEES.format("dossiers_party.dossier_id")}, holder.login, holder_person.full_name,
        {rows.columns(Party)}, {rows.columns(ResultDraft)} FROM dossiers_party
    LEFT JOIN dossiers_resultdraft ON dossiers_resultdraft.dossier_id = dossiers_party.dossier_id
    LEFT JOIN people_account holder ON holder.id = %(holder)s::bigint
    LEFT JOIN people_person holder_person ON holder_person.id = holder.person_id
    WHERE dossiers_party.dossier_id = %(dossier)s
"""  # noqa: S608 - constants


class _Beside(NamedTuple):
    """Who asks and who acts for them, what is owed, who holds it, what the result would say."""

    parties: Mapping[str, Party]
    fees: tuple[Fee, ...]
    holder: str
    result: ResultDraft | None


def _beside(dossier: Dossier) -> _Beside:
    found = statements.run(_BESIDE, {"dossier": dossier.pk, "holder": dossier.holder_id})
    fees, login, name, *_ = found[0]
    read = [rows.read_joined([Party, ResultDraft], row[3:]) for row in found]
    return _Beside(
        parties={party.part: party for party, _ in read},
        fees=_fees(fees),
        holder=names.revealed(name) or login or "",
        result=read[0][1],
    )


def _requests(dossier: Dossier) -> tuple[Request, ...]:
    if not dossier.supplements:  # Counted there, so that most need not be looked for.
        return ()
    found = rows.every(Request, dossier=dossier.pk)
    return tuple(sorted(found, key=lambda request: request.number))


_FEES_OF = f"SELECT {_FEES.format('dossiers_dossier.id')} FROM dossiers_dossier WHERE code = %s"  # noqa: S608 - constants


def fees_of(code: str) -> tuple[Fee, ...]:
    """Return what is owed for a dossier, to a caller that has made sure it may know."""
    [(fees,)] = statements.run(_FEES_OF, [code])
    return _fees(fees)


def _fees(kept: Sequence[Sequence[Any]] | None) -> tuple[Fee, ...]:
    return tuple(
        Fee(charge_id=charge_id, due=due, amount_vnd=amount_vnd, is_paid=is_paid)
        for charge_id, due, amount_vnd, is_paid in kept or ()
    )
