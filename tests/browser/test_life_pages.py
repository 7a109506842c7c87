"""Pages of what befalls a dossier: letters, payment, losses, corrections, slips, registers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import looking
from tests.browser.visiting import cookie_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db
DESK = "/ban-lam-viec/ho-so/{%s}/"
# Who looks at which page.
PAGES = {
    "queue with alerts": ("an", "/ban-lam-viec/ho-so/?muc=alerts"),
    "queue of letters": ("hien", "/ban-lam-viec/ho-so/?muc=apology"),
    "a late dossier": ("hien", DESK % "late"),
    "apologise": ("hien", DESK % "late" + "xin-loi/"),
    "ask again": ("hien", DESK % "answered" + "bo-sung-lan-nua/"),
    "a supplement at the counter": ("an", DESK % "asked" + "nhan-bo-sung/"),
    "withdraw": ("an", DESK % "late" + "rut/"),
    "stop": ("an", DESK % "late" + "dung/"),
    "demand": ("chi", DESK % "to_pay" + "thong-bao-thue/"),
    "the longer limit": ("chi", DESK % "to_extend" + "thoi-han-dai-hon/"),
    "a dossier with the longer limit": ("chi", DESK % "extended"),
    "proof at the desk": ("an", DESK % "paying" + "chung-tu/"),
    "lost": ("chi", DESK % "mended" + "mat-giay-to/"),
    "restored": ("chi", DESK % "mended" + "khoi-phuc/"),
    "correct": ("hien", DESK % "mended" + "dinh-chinh/"),
    "a mended dossier": ("an", DESK % "mended"),
    "control slip": ("an", DESK % "mended" + "kiem-soat/"),
    "printing": ("an", "/ban-lam-viec/in/"),
    "register": ("an", "/ban-lam-viec/so/"),
    "board": ("hien", "/dieu-hanh/"),
    "citizen pays": ("dung", "/ho-so/{paying}/"),
    "citizen proves": ("dung", "/ho-so/{paying}/chung-tu/"),
    "citizen is apologised to": ("dung", "/ho-so/{put_off}/"),
    "citizen of the longer limit": ("dung", "/ho-so/{extended}/"),
    "citizen of a mended dossier": ("dung", "/ho-so/{mended}/"),
}


@pytest.fixture(scope="module")
def story(province: str, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Ten dossiers, each with something that befell it, and who looks at them."""
    from motcua.reference.people.models import Account

    with django_db_blocker.unblock():
        codes, cast = _lived()
        accounts = {name: Account.objects.get(pk=int(one.id)) for name, one in cast.items()}
        cookies = {name: cookie_of(one, province) for name, one in accounts.items()}
        yield {"codes": codes, "cookies": cookies}


def _lived() -> tuple[dict[str, str], dict[str, Any]]:
    from motcua.casework.dossiers import jobs, testing
    from motcua.casework.dossiers.operations import (
        applicants,
        control,
        corrections,
        demands,
        lateness,
        losses,
        reception,
        settlement,
    )
    from motcua.casework.dossiers.operations.filing import PaperGiven
    from motcua.spine.dates import local_date
    from tests.browser.conftest import NOW

    testing.publish_with_a_tax_notice(at=NOW)
    world = testing.people_of_a_commune()
    an, chi, hien, lan, dung = world.an, world.chi, world.hien, world.lan, world.dung
    names = ("late", "answered", "to_pay", "paying", "mended", "put_off", "asked", "waiting")
    codes = {name: world.a_dossier(name, at=NOW).code for name in names}
    for name in names[:-1]:
        reception.receive(code=codes[name], actor=an, at=NOW)
    asked = ["birth_notice"]
    reception.ask_supplement(
        code=codes["answered"], components=asked, reason="Ảnh mờ, chụp lại", actor=chi, at=NOW
    )
    reception.ask_supplement(
        code=codes["asked"], components=asked, reason="Ảnh mờ, chụp lại", actor=chi, at=NOW
    )
    papers = [PaperGiven(component="birth_notice", fulfilment="upload")]
    applicants.complete(code=codes["answered"], papers=papers, actor=dung, at=NOW)
    notice = "LTB2661/TB-CCT ngày 20/11/2026"
    demands.demand(code=codes["paying"], notice=notice, amount_vnd=12_500_000, actor=chi, at=NOW)
    _mended(codes["mended"], (chi, hien, lan), (settlement, losses, corrections), NOW)
    codes |= _extended(world, NOW + timedelta(days=3))
    late_at = NOW + timedelta(days=6)
    jobs.answer_online(at=late_at)
    jobs.draft_apologies(at=late_at)
    jobs.escalate_late(at=late_at)
    lateness.apologise(
        code=codes["put_off"],
        reason="Cần xác minh thêm nơi sinh tại bệnh viện",
        new_due_on=local_date(NOW + timedelta(days=12)),
        actor=hien,
        at=late_at,
    )
    day = local_date(late_at)
    control.issue_register(since=local_date(NOW), until=day, actor=an, at=late_at)
    control.issue_control_slip(code=codes["mended"], actor=an, at=late_at)
    return codes, {"an": an, "chi": chi, "hien": hien, "dung": dung}


def _extended(world: Any, at: Any) -> dict[str, str]:
    """Two of a procedure with a longer limit; one has taken it."""
    from motcua.casework.dossiers import testing
    from motcua.casework.dossiers.operations import extensions, reception

    limits: dict[str, object] = {
        "limit": {"value": 3, "unit": "working_day", "cutoff": "15:00"},
        "extended": {"value": 5, "unit": "working_day"},
        "extended_if_vi": "phải xác minh",
        "extended_if_en": "it must be verified",
        "basis": "NĐ 63/2024/NĐ-CP, Điều 7",
    }
    testing.publish_with_limits([limits], at=at)
    codes = {name: world.a_dossier(name, at=at).code for name in ("to_extend", "extended")}
    for code in codes.values():
        reception.receive(code=code, actor=world.an, at=at)
    reason = "Xác minh nơi sinh tại Bệnh viện đa khoa Long An"
    extensions.extend_limit(code=codes["extended"], reason=reason, actor=world.chi, at=at)
    return codes


def _mended(code: str, cast: Any, operations: Any, at: Any) -> None:
    chi, hien, lan = cast
    settlement, losses, corrections = operations
    for actor in (chi, hien):
        settlement.pass_step(code=code, actor=actor, at=at)
    settlement.settle(code=code, actor=lan, at=at)
    losses.report_lost(
        code=code, components=["birth_paper"], reason="Mưa dột ướt tủ hồ sơ", actor=chi, at=at
    )
    corrections.correct(
        code=code,
        fields={"summary": "Về việc đăng ký khai sinh Lê Thị Bông"},
        reason="Ghi nhầm tên đệm",
        actor=hien,
        at=at,
    )


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_a_narrow_screen_holds_it(
    browser: "Browser", province: str, story: dict[str, Any], name: str
) -> None:
    who, path = PAGES[name]
    address = province + path.format(**story["codes"])
    cookies = [story["cookies"][who]]
    with looking.opened(browser, address, cookies=cookies) as page:
        assert page.locator("h1").count() == 1, name
        assert looking.violations(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert looking.overflow(page) <= 0
