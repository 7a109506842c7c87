"""Many threads at once, with real commits: nothing doubled, nothing lost."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from motcua.capabilities.payments.models import Charge, Payment, Posting, Refund
from motcua.capabilities.payments.operations import money
from motcua.capabilities.payments.queries import charges, ledger
from motcua.capabilities.payments.states import Outcome, State
from motcua.capabilities.payments.tests.world import (
    BASIS,
    NOON,
    a_charge,
    call_back,
    kim,
    paid,
    thu,
)
from motcua.spine.errors import Refusal
from motcua.spine.journal.models import Entry
from motcua.spine.lifecycle import WrongState

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run acts in as many threads, started together; return what each gave or refused."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[number] = act()
        except Refusal as refusal:
            results[number] = refusal
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_fifty_calls_at_once_settle_once() -> None:
    charge = a_charge()
    said = paid(charge)
    older = paid(charge, outcome=Outcome.PENDING)

    results = at_once(
        [lambda: call_back(said), lambda: call_back(older)] * 5 + [lambda: call_back(said)] * 40
    )

    taken = [result for result in results if result is not None]
    assert len(taken) == 45
    assert {type(result) for result in taken} == {Payment}
    assert len({payment.pk for payment in taken}) == 1
    assert (Payment.objects.count(), Posting.objects.count()) == (1, 2)
    assert Entry.objects.filter(kind="charge.settled").count() == 1
    assert Charge.objects.get().state == State.SETTLED


def test_repeats_for_nothing_we_know_are_kept_once() -> None:
    results = at_once([lambda: call_back(paid())] * 20)

    assert len({payment.pk for payment in results}) == 1
    assert ledger.balances().suspended_vnd == 50_000


@pytest.mark.parametrize("turn", range(10))
def test_transfer_and_cash_at_once_settle_once(turn: int) -> None:
    charge = a_charge()

    _, cash = at_once(
        [
            lambda: call_back(paid(charge)),
            lambda: money.record_counter_payment(
                charge_id=charge.pk, amount_vnd=50_000, receipt_number="1", actor=thu, at=NOON
            ),
        ]
    )

    assert Entry.objects.filter(kind="charge.settled").count() == 1
    balances = ledger.balances()
    assert balances.allocated_vnd == 50_000
    # Cash was refused, or it came first and the transfer stands aside: nothing is lost.
    assert balances.suspended_vnd == (0 if isinstance(cash, WrongState) else 50_000)


@pytest.mark.parametrize("turn", range(10))
def test_two_heads_refund_once(turn: int) -> None:
    charge = a_charge()
    call_back(paid(charge))

    def give_back(voucher: str) -> Callable[[], Charge]:
        return lambda: money.refund(
            charge_id=charge.pk, reason="x", legal_basis=BASIS, voucher=voucher, actor=kim, at=NOON
        )

    results = at_once([give_back("PC1"), give_back("PC2")])

    assert sorted(type(result).__name__ for result in results) == ["Charge", "WrongState"]
    assert Refund.objects.count() == 1
    assert ledger.balances().refunded_vnd == 50_000


@pytest.mark.parametrize("turn", range(10))
def test_the_same_money_settles_one_of_two_charges(turn: int) -> None:
    first, second = a_charge(), a_charge()
    payment = call_back(paid(first, amount_vnd=60_000))
    assert payment is not None

    def put_to(charge: Charge) -> Callable[[], Charge]:
        return lambda: money.allocate(
            charge_id=charge.pk, payment_ids=[payment.pk], actor=kim, at=NOON
        )

    results = at_once([put_to(first), put_to(second)])

    assert sorted(type(result).__name__ for result in results) == ["Charge", "NotEnough"]
    assert Charge.objects.filter(state=State.SETTLED).count() == 1
    assert ledger.balances().suspended_vnd == 10_000


@pytest.mark.prove
def test_a_thousand_pairs_of_the_same_call(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = 1000
    for number in range(pairs):
        charge = a_charge()
        said = paid(charge, transaction_id=f"T{number}")
        if number % 4 == 0:
            call_back(said)  # Sometimes it is old news to both.
        calls = at_once([lambda said=said: call_back(said)] * 2)  # type: ignore[misc]
        assert calls[0] == calls[1]
    balances = ledger.balances()

    assert (Payment.objects.count(), Posting.objects.count()) == (pairs, 2 * pairs)
    assert Charge.objects.filter(state=State.SETTLED).count() == pairs
    assert Entry.objects.filter(kind="charge.settled").count() == pairs
    assert (balances.allocated_vnd, balances.holds) == (pairs * 50_000, True)
    with capsys.disabled():
        print(f"\n{pairs} pairs of the same callback: 0 doubled, 0 lost")


@pytest.mark.prove
def test_without_the_lock_a_charge_would_settle_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what the races must be able to see."""
    locked = charges.with_reference
    monkeypatch.setattr(
        charges, "with_reference", lambda reference, *, lock=False: locked(reference)
    )
    doubled = 0
    for number in range(50):
        charge = a_charge()
        two = [paid(charge, transaction_id=f"{side}{number}") for side in "AB"]
        results = at_once([lambda said=said: call_back(said) for said in two])  # type: ignore[misc]
        doubled += sum(isinstance(result, Exception) for result in results)
        doubled += Entry.objects.filter(kind="charge.settled", subject=charge.subject).count() > 1

    assert doubled > 0
