"""What was paid for a dossier that ends without a result goes back, and its applicant is told."""

from dataclasses import replace
from typing import Any

import pytest

from motcua.capabilities.notifications.models import Notice
from motcua.capabilities.payments.models import Charge
from motcua.capabilities.payments.operations import money
from motcua.capabilities.payments.states import State as ChargeState
from motcua.casework.dossiers import reactions, replay, testing
from motcua.casework.dossiers.life_models import Refund
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import intake, reception, refunds, settlement, stopping
from motcua.casework.dossiers.queries import life, stories
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.journal.models import Entry
from motcua.spine.lifecycle import WrongRole

pytestmark = pytest.mark.django_db
LATE = {"late": True}


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def paid(world: World) -> Dossier:
    """Return a dossier filed at the counter whose fee was taken there."""
    filing = replace(world.at_counter(), answers=testing.a_birth() | LATE, account_id=None)
    dossier = intake.submit(filing, actor=world.an, at=MONDAY)
    charge = Charge.objects.get()
    money.record_counter_payment(
        charge_id=charge.pk, amount_vnd=charge.due_vnd, receipt_number="1", actor=world.an,
        at=MONDAY,
    )  # fmt: skip
    return dossier


def end(dossier: Dossier, world: World, how: str) -> None:
    said = {"reason_code": "other", "basis": "NĐ 123/2015", "fix": "Nộp lại tại xã khác."}
    if how == "not_received":
        reception.not_receive(code=dossier.code, **said, actor=world.an, at=MONDAY)
        return
    if how == "withdrawn":
        stopping.withdraw(code=dossier.code, actor=world.an, at=MONDAY)
        return
    reception.receive(code=dossier.code, actor=world.an, at=MONDAY)
    if how == "refused":
        settlement.refuse(code=dossier.code, **said, actor=world.hien, at=MONDAY)
    else:
        stopping.withdraw(code=dossier.code, actor=world.an, at=MONDAY)


@pytest.mark.parametrize(
    ("how", "owed"),
    [("not_received", 1), ("refused", 1), ("withdrawn", 1), ("withdrawn_late", 0)],
)
def test_how_it_ends_says_whether_it_is_owed_back(
    world: World, paid: Dossier, how: str, owed: int
) -> None:
    end(paid, world, how)

    assert Refund.objects.count() == owed
    assert Entry.objects.filter(kind="dossier.refund_owed").count() == owed
    assert list(replay.differences(Dossier.objects.all())) == []


def test_the_head_of_who_was_paid_gives_it_back_by_a_voucher(world: World, paid: Dossier) -> None:
    end(paid, world, "not_received")
    said: Any = {"code": paid.code, "at": MONDAY}
    with pytest.raises(refunds.VoucherMissing):
        refunds.give_back(**said, voucher=" ", actor=world.hien)
    with pytest.raises(WrongRole):
        refunds.give_back(**said, voucher="UNC 1", actor=world.an)

    refunds.give_back(**said, voucher="UNC 1", actor=world.hien)

    charge = Charge.objects.get()
    assert charge.state == ChargeState.REFUNDED
    assert not life.of(code=paid.code, actor=world.hien).owes_refund
    with pytest.raises(refunds.NothingToRefund):
        refunds.give_back(**said, voucher="UNC 2", actor=world.hien)
    told = [one.words for one in stories.timeline(code=paid.code, actor=world.an, language="vi")]
    assert told[-2].startswith("Phải hoàn")
    assert "Trung tâm" in told[-2] or "Ủy ban" in told[-2]
    assert told[-1].startswith("Đã hoàn")


def test_the_applicant_is_told_twice(world: World, paid: Dossier) -> None:
    end(paid, world, "not_received")
    refunds.give_back(code=paid.code, voucher="UNC 1", actor=world.hien, at=MONDAY)

    reactions.applicant_is_told_of_refund_owed(Entry.objects.get(kind="dossier.refund_owed"))
    reactions.applicant_is_told_of_refund(Entry.objects.get(kind="dossier.refunded"))

    assert set(Notice.objects.values_list("template", flat=True)) == {
        "fee_to_refund",
        "fee_refunded",
    }
