"""Many results at once: approved, numbered, and the keys that sign them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier, Slip
from motcua.casework.dossiers.operations import reception, settlement, stopping
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import World
from motcua.reference.people.models import Account
from motcua.spine import clock
from motcua.spine.actors import Actor

pytestmark = pytest.mark.django_db
SIGNING = "/ban-lam-viec/ky/"


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def browser_of(as_account: Callable[[Account], Client]) -> Callable[[Actor], Client]:
    return lambda actor: as_account(Account.objects.get(pk=int(actor.id)))


def to_sign(world: World, *keys: str) -> list[Dossier]:
    found = [world.a_dossier(key) for key in keys]
    for dossier in found:
        reception.receive(code=dossier.code, actor=world.an, at=clock.now())
        settlement.take(code=dossier.code, actor=world.chi, at=clock.now())
        settlement.pass_step(code=dossier.code, actor=world.chi, at=clock.now())
    return found


def test_approved_with_one_confirmation_then_numbered(world: World, browser_of: Any) -> None:
    codes = [dossier.code for dossier in to_sign(world, "k1", "k2", "k3")]
    head, clerk = browser_of(world.hien), browser_of(world.lan)
    assert all(code in head.get(SIGNING).content.decode() for code in codes)

    assert head.post(f"{SIGNING}duyet/", {"codes": codes[:2]}).status_code == 302
    page = clerk.get(SIGNING).content.decode()
    assert codes[0] in page
    assert codes[2] not in page
    assert clerk.post(f"{SIGNING}cap-so/", {"codes": codes[:2]}).status_code == 302

    states = Dossier.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [State.SETTLED, State.SETTLED, State.PROCESSING]


def test_nothing_chosen_is_told(world: World, browser_of: Any) -> None:
    to_sign(world, "k1")

    answer = browser_of(world.hien).post(f"{SIGNING}duyet/", {})

    assert answer.status_code == 422
    assert "Chưa chọn hồ sơ nào" in answer.content.decode()


def test_a_batch_is_all_or_none(world: World, browser_of: Any) -> None:
    [dossier] = to_sign(world, "k1")
    early = world.a_dossier("k2")

    answer = browser_of(world.hien).post(f"{SIGNING}duyet/", {"codes": [dossier.code, early.code]})

    assert answer.status_code == 409
    assert early.code in answer.content.decode()
    assert Dossier.objects.get(pk=dossier.pk).step is not None


def test_only_who_may(world: World, browser_of: Any) -> None:
    [dossier] = to_sign(world, "k1")
    data = {"codes": [dossier.code]}

    assert browser_of(world.chi).post(f"{SIGNING}duyet/", data).status_code == 403
    assert browser_of(world.hien).post(f"{SIGNING}cap-so/", data).status_code == 403
    foreign = testing._staff("head", "H80.40")
    assert browser_of(foreign).post(f"{SIGNING}duyet/", data).status_code == 404
    assert dossier.code not in browser_of(foreign).get(SIGNING).content.decode()


def test_a_centres_seal_waits_for_the_centres_own_clerk(world: World, browser_of: Any) -> None:
    stopped = world.a_dossier("k1")
    stopping.withdraw(code=stopped.code, actor=world.dung, at=clock.now())
    assert Slip.objects.get().signers == [f"organisation:{testing.CENTRE}"]
    assert stopped.code in browser_of(world.lan).get(SIGNING).content.decode()

    keeper = testing._staff("clerk", testing.CENTRE)

    assert stopped.code in browser_of(keeper).get(SIGNING).content.decode()
    assert stopped.code not in browser_of(world.lan).get(SIGNING).content.decode()
