"""The post fetches papers at home and brings the result there, once its postage is paid."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from motcua.capabilities.payments.operations import money
from motcua.casework.dossiers import replay, testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import fees, reception, settlement, stopping
from motcua.casework.dossiers.queries import sheets, stories
from motcua.casework.dossiers.testing import World
from motcua.casework.post import carriages, operations, queries, reactions, tariff
from motcua.casework.post.models import Carriage, Direction, Parcel
from motcua.reference.people.models import Account
from motcua.spine import clock
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound
from motcua.spine.journal.models import Entry
from motcua.spine.lifecycle import WrongRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def browser_of(as_account: Callable[[Account], Client]) -> Callable[[Actor], Client]:
    return lambda actor: as_account(Account.objects.get(pk=int(actor.id)))


def asked(world: World, dossier: Dossier, direction: Direction, **other: Any) -> Carriage:
    said: Any = {"zone": "in_province", "address": "Ấp 3, xã Mỹ Lệ", "phone": "0909123456"}
    said |= {"actor": world.dung} | other
    return carriages.ask(code=dossier.code, direction=direction, at=clock.now(), **said)


def paid(carriage: Carriage, world: World) -> None:
    money.record_counter_payment(
        charge_id=carriage.charge_id, amount_vnd=carriage.charge.due_vnd, receipt_number="BL1",
        actor=world.an, at=clock.now(),
    )  # fmt: skip
    fees.note_paid(charge_id=carriage.charge_id, at=clock.now())
    for entry in Entry.objects.filter(kind="dossier.fee_paid"):
        reactions.paid_postage_has_papers_fetched(entry)  # Twice changes nothing.


class TestPapersFetchedAtHome:
    def test_are_ordered_when_the_postage_is_paid_and_bring_no_result(self, world: World) -> None:
        dossier = world.a_dossier(at=clock.now())
        carriage = asked(world, dossier, Direction.TO_OFFICE)
        assert carriage.charge.payee == tariff.receiver().code
        assert not Parcel.objects.exists()

        paid(carriage, world)
        paid_again = Entry.objects.filter(kind="dossier.fee_paid")
        assert [one.facts["due"] for one in paid_again] == [fees.POSTAGE]

        parcel = Parcel.objects.get()
        order = queries.order_of(str(parcel.key))
        assert (order.collects, order.sender, order.address, order.prepaid_vnd) == (
            True, "Lê Văn Dũng", "Ấp 3, xã Mỹ Lệ", carriage.charge.due_vnd,
        )  # fmt: skip
        assert order.recipient == dossier.receiving.name_vi
        assert "Đã nộp cước bưu chính" in [
            one.words for one in stories.timeline(code=dossier.code, actor=world.an, language="vi")
        ]
        assert list(replay.differences(Dossier.objects.all())) == []


class TestAResultBroughtHome:
    def test_waits_for_its_postage(self, world: World) -> None:
        dossier = world.a_dossier(at=clock.now())
        carriage = asked(world, dossier, Direction.TO_HOME)
        done: Any = {"code": dossier.code, "at": clock.now()}
        reception.receive(actor=world.an, **done)
        settlement.pass_step(actor=world.chi, **done)
        settlement.pass_step(actor=world.hien, **done)
        settlement.settle(actor=world.lan, **done)
        to: Any = {"address": carriage.address, "phone": carriage.phone, "actor": world.an}

        with pytest.raises(fees.FeeOutstanding, match=r"30\.000"):
            operations.hand_over(**to, **done)
        paid(carriage, world)
        parcel = operations.hand_over(**to, **done)

        order = queries.order_of(str(parcel.key))
        assert (order.collects, order.prepaid_vnd) == (False, 30_000)
        assert queries.carriage_home(code=dossier.code, actor=world.an) == carriage


def test_who_may_ask_and_when(world: World) -> None:
    dossier = world.a_dossier(at=clock.now())
    with pytest.raises(NotFound):
        asked(world, dossier, Direction.TO_HOME, actor=world.em)
    with pytest.raises(WrongRole):
        asked(world, dossier, Direction.TO_HOME, actor=world.an)
    with pytest.raises(carriages.ZoneUnknown):
        asked(world, dossier, Direction.TO_HOME, zone="moon")
    with pytest.raises(operations.AddressMissing):
        asked(world, dossier, Direction.TO_HOME, address=" ")
    asked(world, dossier, Direction.TO_HOME)
    with pytest.raises(carriages.CarriedAlready):
        asked(world, dossier, Direction.TO_HOME)
    reception.receive(code=dossier.code, actor=world.an, at=clock.now())
    with pytest.raises(carriages.NothingToCarry):
        asked(world, dossier, Direction.TO_OFFICE)


def test_postage_is_no_fee_of_the_office(world: World) -> None:
    """What the post was paid is not given back by an office that ends a dossier."""
    dossier = world.a_dossier(at=clock.now())
    paid(asked(world, dossier, Direction.TO_HOME), world)

    stopping.withdraw(code=dossier.code, actor=world.dung, at=clock.now())

    assert not Entry.objects.filter(kind="dossier.refund_owed").exists()
    [fee] = sheets.sheet(code=dossier.code, actor=world.dung).fees
    assert (fee.due, fee.is_paid) == (fees.POSTAGE, True)


def test_an_applicant_asks_and_sees_the_two_receivers(world: World, browser_of: Any) -> None:
    dossier = world.a_dossier(at=clock.now())
    page = reverse("citizen:carriage", args=[dossier.code])
    browser = browser_of(world.dung)
    shown = browser.get(page).text
    assert "30.000" in shown
    assert "chưa đối chiếu văn bản" in shown  # The rate is recalled, and says so.

    said = {"direction": "to_office", "zone": "in_province", "address": "Ấp 3", "phone": "0909"}
    assert browser.post(page, said | {"zone": ""}).status_code == 422
    assert browser.post(page, said).status_code == 302

    dossier_page = browser.get(reverse("citizen:dossier", args=[dossier.code])).text
    assert "Cước bưu chính" in dossier_page
    assert tariff.receiver().name_vi in dossier_page
