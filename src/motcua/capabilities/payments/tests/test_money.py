from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from motcua.capabilities.payments.gateway import ForgedCallback
from motcua.capabilities.payments.models import Payment, Posting, Refund
from motcua.capabilities.payments.operations import charges, money
from motcua.capabilities.payments.queries import ledger
from motcua.capabilities.payments.states import Outcome, Place, State
from motcua.capabilities.payments.tests.paper_bank import PaperBank, called_back
from motcua.capabilities.payments.tests.world import (
    BASIS,
    NOON,
    a_charge,
    arrives,
    call_back,
    dung,
    kim,
    lan,
    paid,
    thu,
)
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongRole, WrongState

pytestmark = pytest.mark.usefixtures("installation")
LATER = NOON + timedelta(minutes=5)


def stands(payment: Payment) -> int:
    return ledger.suspended_vnd([payment.pk])[payment.pk]


class TestTakeCallback:
    def test_settles_the_charge(self) -> None:
        charge = a_charge()

        payment = arrives(paid(charge))

        charge.refresh_from_db()
        assert (charge.state, charge.settled_at) == (State.SETTLED, NOON)
        assert payment.suspended_for == ""
        [received] = journal.story_of(payment.subject)
        settled = journal.story_of(charge.subject).last()
        assert settled is not None
        assert (received.kind, settled.kind) == ("payment.received", "charge.settled")
        assert received.act_id == settled.act_id
        assert settled.facts == {"charge_id": charge.pk, "due_vnd": 50_000, "gateway": "paper"}

    def test_fifty_repeats_change_nothing(self) -> None:
        charge = a_charge()

        payments = {arrives(paid(charge)).pk for _ in range(50)}

        assert len(payments) == 1
        assert Posting.objects.count() == 2
        assert journal.story_of(charge.subject).count() == 2

    def test_older_news_after_newer_changes_nothing(self) -> None:
        charge = a_charge()
        arrives(paid(charge))

        assert call_back(paid(charge, outcome=Outcome.PENDING)) is None
        assert call_back(paid(charge, outcome=Outcome.FAILED)) is None

        charge.refresh_from_db()
        assert charge.state == State.SETTLED

    def test_a_failed_try_does_not_stop_the_next(self) -> None:
        charge = a_charge()
        call_back(paid(charge, transaction_id="T1", outcome=Outcome.FAILED))

        arrives(paid(charge, transaction_id="T2"))

        charge.refresh_from_db()
        assert charge.is_settled

    @pytest.mark.parametrize("amount_vnd", [1, 49_999, 50_001, 5_000_000])
    def test_a_wrong_amount_stands_aside(self, amount_vnd: int) -> None:
        charge = a_charge()

        payment = arrives(paid(charge, amount_vnd=amount_vnd))

        charge.refresh_from_db()
        assert charge.is_open
        assert payment.suspended_for == "wrong_amount"
        assert stands(payment) == amount_vnd

    def test_an_unknown_reference_stands_aside(self) -> None:
        payment = arrives(replace(paid(), reference="MC012345678Q"))

        assert (payment.charge, payment.suspended_for) == (None, "unknown_reference")
        assert stands(payment) == 50_000

    def test_a_second_transfer_stands_aside(self) -> None:
        charge = a_charge()
        arrives(paid(charge, transaction_id="T1"))

        second = arrives(paid(charge, transaction_id="T2"))

        assert second.suspended_for == "already_settled"

    def test_money_for_a_cancelled_charge_stands_aside(self) -> None:
        charge = a_charge()
        charges.cancel(charge_id=charge.pk, actor=thu, at=NOON)

        assert arrives(paid(charge)).suspended_for == "charge_closed"

    def test_a_forged_signature_is_refused(self) -> None:
        body, _ = called_back(paid(a_charge()))

        with pytest.raises(ForgedCallback):
            money.take_callback(gateway=PaperBank(), body=body, signature="forged", at=NOON)

        assert not Payment.objects.exists()

    @pytest.mark.parametrize("other", [{"amount_vnd": 1}, {"reference": ""}])
    def test_the_same_transaction_told_otherwise_is_refused(self, other: dict[str, object]) -> None:
        said = paid(a_charge())
        arrives(said)

        with pytest.raises(money.ContradictingNotice):
            call_back(replace(said, **other))  # type: ignore[arg-type]

    def test_the_same_number_of_another_gateway_is_other_money(self) -> None:
        charge = a_charge()
        arrives(paid(charge))

        other = money.take_notice(gateway="other", notice=paid(charge), at=NOON)

        assert other is not None
        assert other.suspended_for == "already_settled"


class TestCounter:
    def collect(self, charge_id: int, **other: object) -> Payment:
        said = {"amount_vnd": 50_000, "receipt_number": "0000123", "actor": thu} | other
        return money.record_counter_payment(charge_id=charge_id, at=NOON, **said)  # type: ignore[arg-type]

    def test_settles_the_charge(self) -> None:
        charge = a_charge()

        payment = self.collect(charge.pk)

        charge.refresh_from_db()
        assert charge.is_settled
        assert payment.transaction_id == "H80.05/0000123"

    def test_pressing_twice_collects_once(self) -> None:
        charge = a_charge()

        assert self.collect(charge.pk) == self.collect(charge.pk)
        assert Payment.objects.count() == 1

    def test_a_receipt_stands_for_one_payment(self) -> None:
        self.collect(a_charge().pk)

        with pytest.raises(money.ReceiptUsed):
            self.collect(a_charge().pk)

    def test_only_the_amount_due_is_taken(self) -> None:
        with pytest.raises(money.WrongCash):
            self.collect(a_charge().pk, amount_vnd=49_000)

    def test_only_those_who_collect(self) -> None:
        with pytest.raises(WrongRole):
            self.collect(a_charge().pk, actor=dung)

    def test_not_what_is_settled(self) -> None:
        charge = a_charge()
        arrives(paid(charge))

        with pytest.raises(WrongState):
            self.collect(charge.pk)


class TestAllocate:
    def test_two_part_payments_settle_the_charge(self) -> None:
        charge = a_charge()
        parts = [
            arrives(paid(charge, amount_vnd=a, transaction_id=f"T{a}")) for a in (20_000, 30_000)
        ]

        money.allocate(
            charge_id=charge.pk, payment_ids=[part.pk for part in parts], actor=kim, at=LATER
        )

        charge.refresh_from_db()
        assert charge.is_settled
        assert [stands(part) for part in parts] == [0, 0]
        connection.check_constraints()

    def test_what_is_over_stays_aside_and_can_be_given_back(self) -> None:
        charge = a_charge()
        payment = arrives(paid(charge, amount_vnd=80_000))

        money.allocate(charge_id=charge.pk, payment_ids=[payment.pk], actor=kim, at=LATER)
        assert stands(payment) == 30_000
        money.refund_suspended(
            payment_id=payment.pk, reason="overpaid", legal_basis=BASIS, voucher="PC1",
            actor=kim, at=LATER,
        )  # fmt: skip

        assert stands(payment) == 0
        assert [entry.kind for entry in journal.story_of(payment.subject)] == [
            "payment.received",
            "payment.allocated",
            "payment.refunded",
        ]
        connection.check_constraints()

    def test_too_little_is_refused(self) -> None:
        charge = a_charge()
        payment = arrives(paid(charge, amount_vnd=49_999))

        with pytest.raises(money.NotEnough):
            money.allocate(charge_id=charge.pk, payment_ids=[payment.pk], actor=kim, at=LATER)

    def test_only_a_head_decides(self) -> None:
        charge = a_charge()
        payment = arrives(paid(charge, amount_vnd=80_000))

        with pytest.raises(WrongRole):
            money.allocate(charge_id=charge.pk, payment_ids=[payment.pk], actor=thu, at=LATER)

    def test_money_that_is_not_there(self) -> None:
        with pytest.raises(NotFound):
            money.allocate(charge_id=a_charge().pk, payment_ids=[uuid4()], actor=kim, at=LATER)


class TestRefund:
    def give_back(self, charge_id: int, **other: object) -> None:
        said = {"reason": "withdrawn", "voucher": "PC7", "actor": kim} | other
        money.refund(charge_id=charge_id, legal_basis=BASIS, at=LATER, **said)  # type: ignore[arg-type]

    def test_gives_back_what_settled_it(self) -> None:
        charge = a_charge()
        arrives(paid(charge))

        self.give_back(charge.pk)

        charge.refresh_from_db()
        assert (charge.state, charge.closed_at) == (State.REFUNDED, LATER)
        assert ledger.balances().refunded_vnd == 50_000
        assert Refund.objects.get().voucher == "PC7"
        connection.check_constraints()

    def test_of_several_payments(self) -> None:
        charge = a_charge()
        parts = [
            arrives(paid(charge, amount_vnd=a, transaction_id=f"T{a}")) for a in (40_000, 30_000)
        ]
        money.allocate(
            charge_id=charge.pk, payment_ids=[part.pk for part in parts], actor=kim, at=LATER
        )

        self.give_back(charge.pk)

        balances = ledger.balances()
        assert (balances.refunded_vnd, balances.suspended_vnd) == (50_000, 20_000)
        assert balances.holds
        connection.check_constraints()

    def test_not_twice(self) -> None:
        charge = a_charge()
        arrives(paid(charge))
        self.give_back(charge.pk)

        with pytest.raises(WrongState):
            self.give_back(charge.pk, voucher="PC8")

    def test_a_voucher_stands_for_one_refund(self) -> None:
        first, second = a_charge(), a_charge()
        arrives(paid(first, transaction_id="T1"))
        arrives(paid(second, transaction_id="T2"))
        self.give_back(first.pk)

        with pytest.raises(money.VoucherUsed):
            self.give_back(second.pk)

    def test_only_a_head_decides(self) -> None:
        charge = a_charge()
        arrives(paid(charge))

        with pytest.raises(WrongRole):
            self.give_back(charge.pk, actor=thu)

    def test_nothing_stands_aside_of_money_that_settled(self) -> None:
        payment = arrives(paid(a_charge()))

        with pytest.raises(money.NothingToGiveBack):
            money.refund_suspended(
                payment_id=payment.pk, reason="x", legal_basis=BASIS, voucher="PC1",
                actor=kim, at=LATER,
            )  # fmt: skip


class TestSuspended:
    def test_lists_what_waits_oldest_first_and_for_whom(self) -> None:
        nobodys = arrives(paid(transaction_id="T1"))
        ours = arrives(paid(a_charge(), amount_vnd=1, transaction_id="T2"), at=LATER)

        assert [row.payment_id for row in ledger.suspended(kim)] == [nobodys.pk, ours.pk]
        assert [row.payment_id for row in ledger.suspended(lan)] == [nobodys.pk]
        assert ledger.suspended(dung) == []


class TestTheDatabaseItself:
    def lost(self, payment: Payment) -> None:
        Payment.objects.create(
            gateway="x", transaction_id="x", amount_vnd=5, paid_at=NOON, paid_on=NOON.date(),
            taken_at=NOON, suspended_for="unknown_reference",
        )  # fmt: skip

    def invented(self, payment: Payment) -> None:
        self.post(payment, Place.SUSPENDED, Place.REFUNDED, 1)

    def state_only(self, payment: Payment) -> None:
        charge = a_charge()
        charge.state, charge.settled_at = State.SETTLED, NOON
        charge.save()

    def money_only(self, payment: Payment) -> None:
        Posting.objects.create(
            payment=payment, charge=a_charge(), source=Place.SUSPENDED, target=Place.ALLOCATED,
            amount_vnd=1, posted_at=NOON,
        )  # fmt: skip

    def backwards(self, payment: Payment) -> None:
        self.post(payment, Place.REFUNDED, Place.SUSPENDED, 1)

    def twice_in(self, payment: Payment) -> None:
        self.post(payment, Place.OUTSIDE, Place.SUSPENDED, 1)

    def edited(self, payment: Payment) -> None:
        Posting.objects.update(amount_vnd=1)

    def deleted(self, payment: Payment) -> None:
        Posting.objects.all()._raw_delete("default")

    def rewritten(self, payment: Payment) -> None:
        Payment.objects.update(amount_vnd=1)

    def post(self, payment: Payment, source: Place, target: Place, amount_vnd: int) -> None:
        Posting.objects.create(
            payment=payment, source=source, target=target, amount_vnd=amount_vnd, posted_at=NOON
        )

    @pytest.mark.parametrize(
        "wrong",
        [lost, invented, state_only, money_only, backwards, twice_in, edited, deleted, rewritten],
    )
    def test_refuses_a_ledger_that_does_not_balance(
        self, wrong: Callable[["TestTheDatabaseItself", Payment], None]
    ) -> None:
        payment = arrives(paid(a_charge()))

        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():  # noqa: PT012 - refused at once, or at the commit
            wrong(self, payment)
            connection.check_constraints()
