"""Fees that fall due after filing: at the counter in cash or by code, and online."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from motcua.capabilities.payments import gateways
from motcua.capabilities.payments.gateway import Notice
from motcua.capabilities.payments.models import Charge
from motcua.capabilities.payments.operations import money, payees
from motcua.capabilities.payments.states import Outcome
from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import intake, reception, results, settlement
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import CENTRE, World
from motcua.reference.people.models import Account
from motcua.spine import clock
from motcua.spine.actors import SYSTEM, Actor

pytestmark = pytest.mark.django_db
COPIES, A_COPY_VND = 2, 8000
OWED = f"{COPIES * A_COPY_VND // 1000}.000 đ"


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def world(installation: None) -> World:
    found = testing.world()
    payees.name_payee(
        organisation=CENTRE,
        bank_bin="999999",
        account_number="1900000001",
        holder="TRUNG TAM",
        actor=SYSTEM,
        at=clock.now(),
    )
    return found


@pytest.fixture
def browser_of(as_account: Callable[[Account], Client]) -> Callable[[Actor], Client]:
    return lambda actor: as_account(Account.objects.get(pk=int(actor.id)))


@pytest.fixture
def settled(world: World) -> Dossier:
    """A birth with two extracts, which cost something when the result is fetched."""
    at = clock.now()
    filing = world.filing(answers=testing.a_birth() | {"copies": COPIES})
    dossier = intake.submit(filing, actor=world.dung, at=at)
    reception.receive(code=dossier.code, actor=world.an, at=at)
    settlement.pass_step(code=dossier.code, actor=world.chi, at=at)
    results.approve(codes=[dossier.code], actor=world.hien, at=at)
    settlement.settle(code=dossier.code, actor=world.lan, at=at)
    dossier.refresh_from_db()
    return dossier


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("\xa0", " ")


def address(name: str, dossier: Dossier) -> str:
    return reverse(f"desk:{name}", args=[dossier.code])


class TestAtTheCounter:
    def test_the_fee_comes_before_the_result(
        self, world: World, browser_of: Any, settled: Dossier
    ) -> None:
        desk = browser_of(world.an)

        page = text(desk.get(address("dossier", settled)))
        assert f"Chưa nộp {OWED}." in page
        assert "Thu tiền rồi mới trả kết quả được." in page
        assert address("return_result", settled) not in page
        told = {"way": "desk", "confirmed": "on"}
        refused = desk.post(address("return_result", settled), told)
        assert refused.status_code == 409
        assert "Còn 16.000 đ phí, lệ phí chưa nộp" in text(refused)

        paid = desk.post(address("fee", settled), {"receipt_number": "BL-0007"})
        assert paid.url == address("return_result", settled)
        assert desk.get(address("fee", settled)).url == address("dossier", settled)
        assert desk.post(address("return_result", settled), told).status_code == 302

        settled.refresh_from_db()
        assert settled.state == State.RETURNED
        assert settled.received_at is not None

    def test_a_code_is_shown_once_and_the_page_learns_of_the_money(
        self, world: World, browser_of: Any, settled: Dossier
    ) -> None:
        desk = browser_of(world.an)
        for _ in range(2):
            assert desk.post(address("show_code", settled)).status_code == 302

        page = text(desk.get(address("fee", settled)))
        assert "<svg" in page
        assert f'data-pay-state="{address("fee_state", settled)}"' in page
        assert desk.get(address("fee_state", settled)).json() == {"is_paid": False}
        charge = Charge.objects.get()
        assert charge.attempts.count() == 1

        settle_at_the_bank(charge)

        assert desk.get(address("fee_state", settled)).json() == {"is_paid": True}
        page = text(desk.get(address("dossier", settled)))
        assert address("return_result", settled) in page

    def test_is_the_receptions_alone(self, world: World, browser_of: Any, settled: Dossier) -> None:
        for name in ("fee", "fee_state"):
            assert browser_of(world.chi).get(address(name, settled)).status_code == 403
            assert browser_of(world.binh).get(address(name, settled)).status_code == 404


class TestOnline:
    def test_is_paid_by_code_on_the_page_of_the_dossier(
        self, world: World, browser_of: Any, settled: Dossier
    ) -> None:
        citizen, charge = browser_of(world.dung), Charge.objects.get()
        root = f"/ho-so/{settled.code}/"
        pay = f"{root}nop-tien/{charge.pk}/"
        assert f"Còn {OWED} chưa nộp" in text(citizen.get(root))

        assert citizen.post(f"{pay}ma/").url == pay
        page = text(citizen.get(pay))
        assert "<svg" in page
        assert "Gửi hồ sơ" not in page  # It was sent long ago.
        assert citizen.get(f"{pay}den-chua/").json() == {"is_paid": False}

        settle_at_the_bank(charge)

        assert citizen.get(f"{pay}den-chua/").json() == {"is_paid": True}
        assert citizen.get(pay).url == root
        assert f"Đã nộp {OWED}" in text(citizen.get(root))

    def test_is_nobody_elses(self, world: World, browser_of: Any, settled: Dossier) -> None:
        pay = f"/ho-so/{settled.code}/nop-tien/{Charge.objects.get().pk}/"

        for path in (pay, f"{pay}den-chua/"):
            assert browser_of(world.em).get(path).status_code == 404
        assert browser_of(world.em).post(f"{pay}ma/").status_code == 404
        assert browser_of(world.dung).get(f"/ho-so/{settled.code}/nop-tien/999/").status_code == 404


def settle_at_the_bank(charge: Charge) -> None:
    """Have the bank report the money, as its call back does."""
    [gateway] = gateways.codes()
    notice = Notice(
        transaction_id="FT26330001",
        reference=charge.reference,
        amount_vnd=charge.due_vnd,
        outcome=Outcome.PAID,
        paid_at=clock.now(),
    )
    money.take_notice(gateway=gateway, notice=notice, at=clock.now())
