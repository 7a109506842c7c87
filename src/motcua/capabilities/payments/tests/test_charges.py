from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.capabilities.payments import gateways
from motcua.capabilities.payments.models import Charge, ChargeItem, PaymentAttempt
from motcua.capabilities.payments.operations import charges
from motcua.capabilities.payments.queries import charges as queries
from motcua.capabilities.payments.rules import references
from motcua.capabilities.payments.rules.amounts import Waiver
from motcua.capabilities.payments.states import Outcome, State
from motcua.capabilities.payments.tests.paper_bank import PaperBank
from motcua.capabilities.payments.tests.world import (
    BASIS,
    FEE,
    HALF,
    NOON,
    PAYEE,
    a_charge,
    an_account,
    arrives,
    dung,
    kim,
    lan,
    paid,
    thu,
)
from motcua.spine.actors import SYSTEM
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongState

LATER = NOON + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _paper_bank(installation: None) -> Iterator[None]:
    gateways.register(PaperBank())
    yield
    del gateways._by_code["paper"]


def kinds(subject: str) -> list[str]:
    return [entry.kind for entry in journal.story_of(subject)]


def refused_at_commit() -> None:
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        connection.check_constraints()
    transaction.set_rollback(True)


class TestOwe:
    def test_owes_the_items_less_what_is_waived(self) -> None:
        charge = a_charge([replace(FEE, waivers=[HALF]), replace(FEE, reason="copy", quantity=2)])

        assert (charge.due_vnd, charge.state) == (125_000, State.OPEN)
        assert references.is_reference(charge.reference)
        assert charge.purpose == "LE PHI"
        assert [item.reason for item in charge.items.order_by("position")] == ["fee", "copy"]

    def test_is_recorded_in_codes_and_figures(self) -> None:
        charge = a_charge([replace(FEE, waivers=[HALF])])

        [entry] = journal.story_of(charge.subject)
        assert entry.kind == "charge.owed"
        assert entry.facts == {
            "charge_id": charge.pk,
            "payee": PAYEE,
            "reasons": ["fee"],
            "waived_vnd": 25_000,
            "due_vnd": 25_000,
            "state": "open",
        }

    def test_is_settled_at_once_when_the_law_waives_all(self) -> None:
        poor = Waiver(reason="poor_household", amount_vnd=50_000, legal_basis=BASIS)

        charge = a_charge([replace(FEE, waivers=[poor])])

        assert (charge.due_vnd, charge.state, charge.settled_at) == (0, State.SETTLED, NOON)
        connection.check_constraints()

    def test_the_database_refuses_a_sum_that_is_not_its_items(self) -> None:
        charge = a_charge()

        Charge.objects.filter(pk=charge.pk).update(due_vnd=1)

        refused_at_commit()

    def test_the_database_refuses_an_item_slipped_in(self) -> None:
        charge = a_charge()

        ChargeItem.objects.create(
            charge=charge, position=2, reason="x", name_vi="x", quantity=1, unit_vnd=1,
            legal_basis="x",
        )  # fmt: skip

        refused_at_commit()


class TestWaive:
    def test_reduces_what_is_due(self) -> None:
        charge = a_charge()

        charges.waive(charge_id=charge.pk, position=1, waiver=HALF, actor=thu, at=LATER)

        charge.refresh_from_db()
        assert (charge.due_vnd, charge.state) == (25_000, State.OPEN)
        assert kinds(charge.subject) == ["charge.owed", "charge.reduced"]

    def test_settles_when_nothing_is_left(self) -> None:
        charge = a_charge()

        for _ in range(2):
            charges.waive(charge_id=charge.pk, position=1, waiver=HALF, actor=thu, at=LATER)

        charge.refresh_from_db()
        assert (charge.due_vnd, charge.state, charge.settled_at) == (0, State.SETTLED, LATER)
        connection.check_constraints()

    def test_never_more_than_the_item_costs(self) -> None:
        charge = a_charge([FEE, replace(FEE, reason="other")])
        charges.waive(charge_id=charge.pk, position=1, waiver=HALF, actor=thu, at=LATER)
        too_much = replace(HALF, amount_vnd=25_001)

        with pytest.raises(charges.WaiverTooLarge) as refused:
            charges.waive(charge_id=charge.pk, position=1, waiver=too_much, actor=thu, at=LATER)

        assert refused.value.details == {"left_vnd": 25_000}

    def test_an_item_that_is_not_there(self) -> None:
        charge = a_charge()

        with pytest.raises(NotFound):
            charges.waive(charge_id=charge.pk, position=9, waiver=HALF, actor=thu, at=LATER)

    def test_not_after_it_was_paid(self) -> None:
        charge = a_charge()
        arrives(paid(charge))

        with pytest.raises(WrongState):
            charges.waive(charge_id=charge.pk, position=1, waiver=HALF, actor=thu, at=LATER)

    def test_the_old_code_is_not_shown_again(self) -> None:
        an_account()
        charge = a_charge()
        old = charges.start_payment(charge_id=charge.pk, gateway="paper", actor=dung, at=NOON)

        charges.waive(charge_id=charge.pk, position=1, waiver=HALF, actor=thu, at=LATER)
        new = charges.start_payment(charge_id=charge.pk, gateway="paper", actor=dung, at=LATER)

        old.refresh_from_db()
        assert (old.outcome, old.next_poll_at) == (Outcome.FAILED, None)
        assert (new.amount_vnd, new.pk != old.pk) == (25_000, True)


class TestCancel:
    def test_closes_an_open_charge(self) -> None:
        charge = a_charge()

        charges.cancel(charge_id=charge.pk, actor=thu, at=LATER)

        charge.refresh_from_db()
        assert (charge.state, charge.closed_at) == (State.CANCELLED, LATER)
        assert kinds(charge.subject) == ["charge.owed", "charge.cancelled"]

    def test_not_twice(self) -> None:
        charge = a_charge()
        charges.cancel(charge_id=charge.pk, actor=thu, at=LATER)

        with pytest.raises(WrongState):
            charges.cancel(charge_id=charge.pk, actor=thu, at=LATER)


class TestStartPayment:
    def test_shows_how_to_pay_and_asks_after_it_later(self) -> None:
        an_account()
        charge = a_charge()

        attempt = charges.start_payment(charge_id=charge.pk, gateway="paper", actor=dung, at=NOON)

        assert attempt.payload == f"{charge.reference} 50000 999999 1012345678"
        assert attempt.next_poll_at == NOON + charges.FIRST_POLL_AFTER
        assert kinds(attempt.subject) == ["payment_attempt.started"]

    def test_shows_the_same_again(self) -> None:
        an_account()
        charge = a_charge()

        shown = [
            charges.start_payment(charge_id=charge.pk, gateway="paper", actor=dung, at=NOON)
            for _ in range(3)
        ]

        assert len({attempt.pk for attempt in shown}) == 1
        assert PaymentAttempt.objects.count() == 1

    def test_not_without_an_account_of_the_payee(self) -> None:
        charge = a_charge()

        with pytest.raises(charges.NoAccount):
            charges.start_payment(charge_id=charge.pk, gateway="paper", actor=dung, at=NOON)

    def test_not_when_it_is_paid(self) -> None:
        an_account()
        charge = a_charge()
        arrives(paid(charge))

        with pytest.raises(charges.NothingToPay):
            charges.start_payment(charge_id=charge.pk, gateway="paper", actor=dung, at=NOON)

    def test_not_through_a_gateway_we_do_not_have(self) -> None:
        charge = a_charge()

        with pytest.raises(NotFound):
            charges.start_payment(charge_id=charge.pk, gateway="shells", actor=dung, at=NOON)


class TestVisible:
    def test_an_office_sees_its_own_and_nobody_elses(self) -> None:
        charge = a_charge()

        assert list(queries.visible_to(thu)) == [charge]
        assert list(queries.visible_to(kim)) == [charge]
        assert list(queries.visible_to(SYSTEM)) == [charge]
        assert list(queries.visible_to(lan)) == []
        assert list(queries.visible_to(dung)) == []

    def test_what_is_not_there_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            queries.get(404)
