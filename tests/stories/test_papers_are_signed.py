"""A refusal is written at the desk, signed by the worker with an open key, and taken home."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from motcua.capabilities.signatures import operations as signing
from motcua.capabilities.signatures import pkcs8
from motcua.capabilities.signatures.models import OwnerKind
from motcua.capabilities.signatures.tests.ring import keyring
from motcua.casework.dossiers import jobs, testing
from motcua.casework.dossiers.models import Slip
from motcua.casework.dossiers.queries import tracking
from motcua.casework.dossiers.testing import World
from motcua.reference.people.models import Account
from motcua.spine import clock
from motcua.spine.actors import SYSTEM, Actor
from tests.browser import proof

pytestmark = pytest.mark.django_db
PASSPHRASE = "cây tre trăm đốt"
UNLOCK = "/ban-lam-viec/ky/mo-khoa/"


@pytest.fixture
def world(installation: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(pkcs8, "N", 2**8)
    with translation.override("vi"), keyring():
        yield testing.world()


@pytest.fixture
def browser_of(as_account: Callable[[Account], Client]) -> Callable[[Actor], Client]:
    return lambda actor: as_account(Account.objects.get(pk=int(actor.id)))


def certify(actor: Actor) -> None:
    at = clock.now()
    signing.found_authority(name="Thử", passphrase=PASSPHRASE, actor=SYSTEM, at=at)
    signing.issue_certificate(
        owner_kind=OwnerKind.PERSON,
        owner=actor.id,
        common_name="Nguyễn Thị An",
        passphrase=PASSPHRASE,
        issuer=signing.open_authority(passphrase=PASSPHRASE),
        actor=SYSTEM,
        at=at,
    )


def test_slip_03_is_valid_for_others_than_us(world: World, browser_of: Any, tmp_path: Path) -> None:
    certify(world.an)
    dossier, desk = world.a_dossier(), browser_of(world.an)
    said = {
        "reason_code": "wrong_place",
        "basis": "60/2014/QH13, Điều 13",
        "fix": "Nộp tại Trung tâm Phục vụ hành chính công xã Tân Hưng, nơi người mẹ cư trú.",
    }
    desk.post(f"/ban-lam-viec/ho-so/{dossier.code}/tu-choi-tiep-nhan/", said)
    assert jobs.print_and_sign() == 1  # Printed; nobody has opened a key.
    wrong = desk.post(UNLOCK, {"passphrase": "không phải mật khẩu này"})
    assert "Mật khẩu ký số chưa đúng" in wrong.content.decode()

    assert desk.post(UNLOCK, {"passphrase": PASSPHRASE}).status_code == 302
    assert jobs.print_and_sign() == 1

    slip = Slip.objects.get(dossier=dossier)
    path = f"/ho-so/{dossier.code}/phieu/{slip.pk}/"
    paper = browser_of(world.dung).get(path).content
    assert browser_of(world.em).get(path).status_code == 404
    proof.is_signed(paper, tmp_path, times=1)
    proof.is_for_archives(paper)
    assert proof.address_on(paper) == settings.MOTCUA_URL + tracking.path_of(dossier)
    assert jobs.print_and_sign() == 0
