"""Money in = allocated + refunded + suspended, after every step of any story."""

import contextlib
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.capabilities.payments.models import Charge
from motcua.capabilities.payments.operations import charges, money
from motcua.capabilities.payments.queries import ledger
from motcua.capabilities.payments.tests.world import (
    BASIS,
    FEE,
    HALF,
    NOON,
    a_charge,
    arrives,
    kim,
    paid,
    thu,
)
from motcua.spine.errors import Refusal

steps = st.tuples(
    st.sampled_from(
        ["owe", "transfer", "transfer", "cash", "waive", "cancel", "allocate", "refund", "return"]
    ),
    st.integers(0, 5),
    st.sampled_from([25_000, 50_000, 50_000, 80_000]),
)


@dataclass
class Story:
    """A simple second account: what came in, by transaction, beside the tables."""

    came_in: dict[str, int] = field(default_factory=dict)
    charges: list[Charge] = field(default_factory=list)
    payments: list[UUID] = field(default_factory=list)
    steps: int = 0

    def take(self, act: str, which: int, amount_vnd: int) -> None:
        self.steps += 1
        at = NOON + timedelta(seconds=self.steps)
        charge = self.charges[which % len(self.charges)] if self.charges else None
        if act == "owe":
            self.charges.append(a_charge([FEE], at=at))
        elif act == "transfer":
            # Few numbers, so that many are repeats; a repeat tells the same amount.
            name = f"T{which}-{amount_vnd}-{charge.pk if charge else 0}"
            payment = arrives(paid(charge, amount_vnd=amount_vnd, transaction_id=name))
            self.came_in[name] = amount_vnd
            self.payments.append(payment.pk)
        elif charge and act == "cash":
            number = f"{which}-{charge.pk}"
            with transaction.atomic():
                payment = money.record_counter_payment(
                    charge_id=charge.pk, amount_vnd=amount_vnd, receipt_number=number,
                    actor=thu, at=at,
                )  # fmt: skip
            self.came_in[f"cash {number}"] = amount_vnd
            self.payments.append(payment.pk)
        elif charge:
            self.decide(act, charge, which)

    def decide(self, act: str, charge: Charge, which: int) -> None:
        at = NOON + timedelta(seconds=self.steps)
        given_back = {"reason": "x", "legal_basis": BASIS, "voucher": f"PC{self.steps}"}
        if act == "waive":
            charges.waive(charge_id=charge.pk, position=1, waiver=HALF, actor=thu, at=at)
        elif act == "cancel":
            charges.cancel(charge_id=charge.pk, actor=thu, at=at)
        elif act == "refund":
            money.refund(charge_id=charge.pk, actor=kim, at=at, **given_back)
        elif self.payments and act == "allocate":
            chosen = list({self.payments[which % len(self.payments)], self.payments[-1]})
            money.allocate(charge_id=charge.pk, payment_ids=chosen, actor=kim, at=at)
        elif self.payments and act == "return":
            payment_id = self.payments[which % len(self.payments)]
            money.refund_suspended(payment_id=payment_id, actor=kim, at=at, **given_back)


@pytest.mark.usefixtures("installation")
@settings(max_examples=60)
@given(st.lists(steps, min_size=5, max_size=25))
def test_not_one_dong_is_lost_or_doubled(story_steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        story = Story()
        for step in story_steps:
            with contextlib.suppress(Refusal), transaction.atomic():
                story.take(*step)
            connection.check_constraints()  # The deferred triggers, as at a commit.
            balances = ledger.balances()
            assert balances.holds
            assert balances.money_in_vnd == sum(story.came_in.values())
        transaction.set_rollback(True)
