"""Pages of steps worked at once, of other agencies, of what is given back, and of the post."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import looking
from tests.browser.visiting import cookie_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db
QUEUE = "/ban-lam-viec/ho-so/"
DESK = QUEUE + "{%s}/"
# Who looks at which page.
PAGES = {
    "queue of who verifies": ("kien", QUEUE + "?muc=all"),
    "queue of late steps": ("hien", QUEUE + "?muc=step_late"),
    "two steps at once": ("chi", DESK % "at_once"),
    "agencies at work": ("chi", DESK % "asked"),
    "a part": ("chi", DESK % "asked" + "phan-viec/1/"),
    "an answer": ("chi", DESK % "asked" + "lien-thong/1/"),
    "go on without": ("chi", DESK % "asked" + "lien-thong/1/lam-tiep/"),
    "refund": ("hien", DESK % "refused" + "hoan-phi/"),
    "parcels at the desk": ("an", DESK % "posted"),
    "citizen asks the post": ("dung", "/ho-so/{at_once}/buu-chinh/"),
    "citizen owes postage": ("dung", "/ho-so/{owing}/"),
    "citizen follows a parcel": ("dung", "/ho-so/{posted}/"),
}


@pytest.fixture(scope="module")
def story(province: str, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Dossiers worked at by several at once, and who looks at them."""
    from motcua.reference.people.models import Account

    with django_db_blocker.unblock():
        codes, cast = _lived()
        accounts = {name: Account.objects.get(pk=int(one.id)) for name, one in cast.items()}
        cookies = {name: cookie_of(one, province) for name, one in accounts.items()}
        yield {"codes": codes, "cookies": cookies}


def _lived() -> tuple[dict[str, str], dict[str, Any]]:
    from motcua.casework.coordination.operations import consultations
    from motcua.casework.dossiers import testing
    from motcua.casework.dossiers.operations import reception, settlement
    from motcua.casework.post import carriages, operations
    from motcua.casework.post.gateway import Accepted
    from motcua.casework.post.models import Direction
    from tests.browser.conftest import NOW

    kien = testing.publish_with_steps_at_once(at=NOW)
    world = testing.people_of_a_commune()
    an, chi, hien, lan, dung = world.an, world.chi, world.hien, world.lan, world.dung
    names = ("at_once", "asked", "refused", "posted", "owing")
    codes = {name: world.a_dossier(name, at=NOW).code for name in names}
    for code in codes.values():
        reception.receive(code=code, actor=an, at=NOW)
    settlement.take(code=codes["at_once"], actor=kien, at=NOW)
    consultations.consult(
        code=codes["asked"],
        question="Nơi cư trú của mẹ cháu có đúng như khai không?",
        outside="police",
        answer_by=NOW + timedelta(hours=1),
        actor=chi,
        at=NOW,
    )
    _paid(codes["refused"], an, NOW)
    said = {"reason_code": "not_entitled", "basis": "Luật Hộ tịch, Điều 16", "fix": "Nộp lại."}
    settlement.refuse(code=codes["refused"], **said, actor=hien, at=NOW)
    to: Any = {"address": "Ấp 3, xã Mỹ Lệ", "phone": "0909123456", "at": NOW}
    carriages.ask(
        code=codes["owing"], direction=Direction.TO_HOME, zone="in_province", actor=dung, **to
    )
    for actor in (chi, kien, hien):
        settlement.pass_step(code=codes["posted"], actor=actor, at=NOW)
    settlement.settle(code=codes["posted"], actor=lan, at=NOW)
    parcel = operations.hand_over(code=codes["posted"], actor=an, **to)
    taken = Accepted(number="EP000000012VN", fee_vnd=30_000)
    later = NOW + timedelta(hours=5)  # 14:00: two hours of a step are over, no dossier is late.
    operations.note_accepted(key=parcel.key, accepted=taken, at=later)
    return codes, {"an": an, "chi": chi, "hien": hien, "dung": dung, "kien": kien}


def _paid(code: str, cashier: Any, at: Any) -> None:
    from motcua.capabilities.payments.operations import charges, money
    from motcua.capabilities.payments.rules.amounts import Item
    from motcua.casework.dossiers.models import Dossier
    from motcua.casework.dossiers.operations import fees
    from motcua.spine.actors import SYSTEM

    item = Item(reason="copies", name_vi="Bản sao", unit_vnd=8_000, legal_basis="TT 281/2016")
    dossier = Dossier.objects.select_related("resolving").get(code=code)
    charge = charges.owe(
        payee=dossier.resolving.code, purpose="Le phi", items=[item], actor=SYSTEM, at=at
    )
    fees.keep(dossier, charge, due="intake")
    money.record_counter_payment(
        charge_id=charge.pk, amount_vnd=8_000, receipt_number="BL1", actor=cashier, at=at
    )
    fees.note_paid(charge_id=charge.pk, at=at)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_a_narrow_screen_holds_it(
    browser: "Browser", province: str, story: dict[str, Any], name: str
) -> None:
    who, path = PAGES[name]
    address = province + path.format(**story["codes"])
    with looking.opened(browser, address, cookies=[story["cookies"][who]]) as page:
        assert page.locator("h1").count() == 1, name
        assert looking.violations(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert looking.overflow(page) <= 0
