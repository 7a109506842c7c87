from collections.abc import Iterator
from datetime import timedelta

import pytest

from motcua.capabilities.payments import gateways, jobs
from motcua.capabilities.payments.gateway import Notice
from motcua.capabilities.payments.gateway_contract import GatewayContract
from motcua.capabilities.payments.models import PaymentAttempt
from motcua.capabilities.payments.operations import charges
from motcua.capabilities.payments.queries import reconciliation
from motcua.capabilities.payments.rules.reconciliation import Kind
from motcua.capabilities.payments.states import Outcome
from motcua.capabilities.payments.tests import paper_bank
from motcua.capabilities.payments.tests.paper_bank import PaperBank
from motcua.capabilities.payments.tests.world import (
    NOON,
    a_charge,
    an_account,
    arrives,
    dung,
    paid,
)
from motcua.spine.dates import local_date
from motcua.spine.errors import Outage

TODAY = local_date(NOON)


@pytest.fixture
def bank(installation: None) -> Iterator[PaperBank]:
    bank = PaperBank()
    gateways.register(bank)
    an_account()
    yield bank
    del gateways._by_code["paper"]


class TestPaperBank(GatewayContract):
    def make_gateway(self) -> PaperBank:
        return PaperBank()

    def make_unreachable_gateway(self) -> PaperBank:
        return PaperBank(is_closed=True)

    def called_back(self, notice: Notice) -> tuple[bytes, str]:
        return paper_bank.called_back(notice)

    def signed(self, body: bytes) -> str:
        return paper_bank.sign(body)


class TestPoll:
    def begin(self) -> PaymentAttempt:
        charge = a_charge()
        return charges.start_payment(charge_id=charge.pk, gateway="paper", actor=dung, at=NOON)

    def test_nobody_is_asked_before_the_time(self, bank: PaperBank) -> None:
        self.begin()

        assert not jobs.poll_next(at=NOON)

    def test_money_whose_call_was_lost_is_found(self, bank: PaperBank) -> None:
        attempt = self.begin()
        bank.notices.append(paid(attempt.charge))

        assert jobs.poll_next(at=NOON + timedelta(minutes=1))

        attempt.charge.refresh_from_db()
        assert attempt.charge.is_settled
        attempt.refresh_from_db()
        assert (attempt.outcome, attempt.next_poll_at) == (Outcome.PAID, None)

    def test_a_round_asks_after_all_whose_turn_has_come(self, bank: PaperBank) -> None:
        self.begin()
        a_charge(at=NOON + timedelta(minutes=1))  # The simulated clock moves on.

        assert jobs.ask_after_waiting() == 1
        assert jobs.ask_after_waiting() == 0

    def test_asks_later_and_later_then_stops(self, bank: PaperBank) -> None:
        attempt = self.begin()
        bank.is_closed = True
        waits = []
        while attempt.next_poll_at:
            asked_at = attempt.next_poll_at
            assert jobs.poll_next(at=asked_at)
            attempt.refresh_from_db()
            if attempt.next_poll_at:
                waits.append((attempt.next_poll_at - asked_at).total_seconds())

        assert waits == [30 * 2**turn for turn in range(jobs.POLLS_MAX - 1)]

    def test_a_contradiction_does_not_stop_the_others(self, bank: PaperBank) -> None:
        attempt = self.begin()
        arrives(paid(attempt.charge, amount_vnd=1))
        bank.notices.append(paid(attempt.charge, amount_vnd=2))

        assert jobs.poll_next(at=NOON + timedelta(minutes=1))


class TestReconcile:
    def test_a_day_in_order_has_no_differences(self, bank: PaperBank) -> None:
        said = paid(a_charge())
        arrives(said)
        bank.notices.append(said)

        done = jobs.reconcile_day(gateway="paper", day=TODAY)

        assert (done.lines, done.lines_vnd, done.payments_vnd) == (1, 50_000, 50_000)
        assert done.differences == 0

    def test_money_whose_call_was_lost_is_taken_in(self, bank: PaperBank) -> None:
        charge = a_charge()
        bank.notices.append(paid(charge))

        done = jobs.reconcile_day(gateway="paper", day=TODAY)

        charge.refresh_from_db()
        assert charge.is_settled
        assert done.differences == 0

    def test_what_disagrees_is_listed(self, bank: PaperBank) -> None:
        arrives(paid(a_charge(), transaction_id="T1"))
        differing = paid(a_charge(), transaction_id="T2", amount_vnd=50_000)
        arrives(differing)
        arrives(paid(transaction_id="T3"))
        bank.notices += [
            paid(transaction_id="T2", amount_vnd=40_000),
            paid(transaction_id="T3"),
            paid(transaction_id="T4", outcome=Outcome.FAILED),
        ]

        done = jobs.reconcile_day(gateway="paper", day=TODAY)

        found = reconciliation.differences(gateway="paper", day=TODAY)
        assert [(row.transaction_id, row.kind) for row in found] == [
            ("T1", Kind.NOT_AT_BANK),
            ("T2", Kind.AMOUNT_DIFFERS),
            ("T3", Kind.NOT_AT_CHARGE),
        ]
        assert done.differences == 3

    def test_a_day_can_be_done_again(self, bank: PaperBank) -> None:
        arrives(paid(a_charge()))
        jobs.reconcile_day(gateway="paper", day=TODAY)
        bank.notices.append(paid(a_charge(), transaction_id="T2"))

        jobs.reconcile_day(gateway="paper", day=TODAY)

        [done] = reconciliation.done(gateway="paper")
        assert (done.lines, done.payments, done.differences) == (1, 2, 1)

    def test_yesterday_is_done_once_for_each_gateway(self, bank: PaperBank) -> None:
        codes = [bank.code]
        with pytest.MonkeyPatch.context() as only:
            only.setattr(gateways, "codes", lambda: codes)

            assert [jobs.reconcile_yesterday() for _ in range(3)] == [1, 0, 0]

    def test_yesterday_is_tried_again_after_an_outage(self, bank: PaperBank) -> None:
        bank.is_closed = True
        with pytest.MonkeyPatch.context() as only:
            only.setattr(gateways, "codes", lambda: [bank.code])

            assert jobs.reconcile_yesterday() == 0
            bank.is_closed = False
            assert jobs.reconcile_yesterday() == 1

    def test_an_outage_is_told(self, bank: PaperBank) -> None:
        bank.is_closed = True

        with pytest.raises(Outage):
            jobs.reconcile_day(gateway="paper", day=TODAY)
