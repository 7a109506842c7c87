"""A citizen files online with a fee: in both sizes and languages, once with the keyboard only."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from tests.browser import looking

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.django_db
BUSINESS = "/nop-ho-so/national/1.001612/"
PRESSES_MAX = 80
ANSWERS = {
    "business_name": "Hộ kinh doanh Bánh mì Sáu Thảo",
    "premises.province": "Tây Ninh",
    "premises.commune": "Xã Mỹ Lệ",
    "premises.detail": "Ấp 3",
    "lines.0.line": "Bán lẻ bánh mì",
    "capital": "50.000.000",
    "workers": "2",
}


@pytest.fixture(scope="module")
def bank(
    province: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[str]:
    """Run the pretend bank beside the server; it calls back to it."""
    from motcua.capabilities.payments import gateways
    from motcua.capabilities.payments.operations import payees
    from motcua.connectors.sandbox.bank.application import Counter
    from motcua.connectors.sandbox.bank.book import Book
    from motcua.connectors.sandbox.bank.calls import Caller
    from motcua.connectors.sandbox.frame import serving
    from motcua.connectors.vietqr_bank.gateway import VietQrBank
    from motcua.reference.organisations import queries as organisations
    from motcua.spine.actors import SYSTEM
    from tests.browser.conftest import NOW

    home = tmp_path_factory.mktemp("bank")
    secret_file = home / "bank.secret"
    secret = serving.secret_in(secret_file)
    book = Book(home)
    caller = Caller(book, url=f"{province}/thanh-toan/vietqr/callback", secret=secret)
    server = serving.serving(Counter(book, caller, secret=secret).application(), 0)
    caller.start()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    before = gateways.named("vietqr")
    address = f"http://localhost:{server.server_port}"
    gateways.register(VietQrBank(url=address, secret_file=secret_file))
    with django_db_blocker.unblock():
        for centre in organisations.centres(on=NOW.date()):
            payees.name_payee(
                organisation=centre.code,
                bank_bin="999999",
                account_number="1900000001",
                holder="TRUNG TAM",
                actor=SYSTEM,
                at=NOW,
            )
    yield address
    gateways.register(before)
    caller.stop()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def cookie(province: str, django_db_blocker: Any) -> Any:
    """Somebody VNeID has let in."""
    from motcua.interfaces.session import HANDLE
    from motcua.interfaces.session_store import SessionStore
    from motcua.reference.people import testing

    with django_db_blocker.unblock():
        account = testing.citizen(name="Võ Thị Sáu Thảo")
        person = account.person
        assert person is not None
        person.personal_number, person.born_on = "080190000123", "1990-05-17"
        person.address, person.phone = "Ấp 3, xã Mỹ Lệ, tỉnh Tây Ninh", "0909123456"
        person.save()
        session = SessionStore()
        session[HANDLE] = str(testing.a_session(account).handle)
        session.create()
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": str(session.session_key),
        "url": province,
    }


def test_on_a_phone_in_vietnamese(
    browser: "Browser", province: str, bank: str, cookie: Any
) -> None:
    with Opened(browser, cookie, looking.PHONE) as page:
        _fill_in(page, province)
        _look(page)

        page.click("button.go")  # Nộp tiền rồi gửi
        _look(page)
        _pay(page)
        page.click("main button.go")

        assert "Hồ sơ của bạn đã đến nơi nhận" in page.locator("h1").inner_text()
        _look(page)
        code = page.locator("#code").inner_text()
        page.click("text=Mở trang hồ sơ")
        assert code in page.content()
        _look(page)


def test_on_a_laptop_in_english(browser: "Browser", province: str, bank: str, cookie: Any) -> None:
    with Opened(browser, cookie, looking.LAPTOP, theme="dark") as page:
        _fill_in(page, f"{province}/en", looks=False)
        page.click("button.go")
        _pay(page)
        page.click("main button.go")

        assert "Your dossier has arrived" in page.locator("h1").inner_text()
        _look(page)
        page.goto(f"{province}/en/ho-so/")
        assert "Waiting to be received" in page.content()
        _look(page)


def test_with_the_keyboard_only(browser: "Browser", province: str, bank: str, cookie: Any) -> None:
    with Opened(browser, cookie, looking.LAPTOP) as page:
        page.goto(province + BUSINESS)
        _press(page, "main button.go", "Enter")
        page.wait_for_url("**/khai/owner/")
        _press(page, "[name='owner.sex'][value=female]", "Space")
        _press(page, "[name=founder][value=individual]", "Space")
        page.keyboard.press("Enter")
        page.wait_for_url("**/khai/business/")
        for name, text in ANSWERS.items():
            _press(page, f"[name='{name}']", "")
            page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.wait_for_url("**/khai/tax/")
        _press(page, "main button.go", "Enter")
        page.wait_for_url("**/giay-to/")
        _press(page, "main a.go", "Enter")
        page.wait_for_url("**/noi-nop/")
        _press(page, "main button.go", "Enter")
        page.wait_for_url("**/xem-lai/")
        _press(page, "main button.go", "Enter")
        page.wait_for_url("**/nop-tien/")
        _pay(page)
        _press(page, "main button.go", "Enter")

        page.wait_for_url("**/da-gui/")


def test_an_answer_opens_a_question_with_and_without_script(
    browser: "Browser", province: str, cookie: Any
) -> None:
    for has_script in (True, False):
        with Opened(browser, cookie, looking.PHONE, java_script_enabled=has_script) as page:
            page.goto(province + BUSINESS)
            page.click("main button.go")
            page.wait_for_url("**/khai/owner/")
            assert not page.locator("[name='members.0.full_name']").is_visible()
            page.check("[name='owner.sex'][value=female]")
            page.check("[name=founder][value=family]")
            if not has_script:
                page.click("main button.go")

            page.locator("[name='members.0.full_name']").wait_for(state="visible")

            page.click("text=Thêm dòng")
            page.locator("[name='members.1.full_name']").wait_for(state="visible")
            assert looking.overflow(page) <= 0


def test_what_is_written_is_kept_without_pressing_anything(
    browser: "Browser", province: str, cookie: Any
) -> None:
    with Opened(browser, cookie, looking.PHONE) as page:
        page.goto(province + BUSINESS)
        page.click("main button.go")
        page.wait_for_url("**/khai/**", wait_until="load")  # The script listens from then on.
        with page.expect_response("**/luu/") as answer:
            page.fill("[name='owner.email']", "thao@vidu.vn")
        assert answer.value.ok
        address = page.url

    with Opened(browser, cookie, looking.LAPTOP) as other:
        other.goto(address)

        assert other.input_value("[name='owner.email']") == "thao@vidu.vn"


def test_pages_before_anything_was_sent(browser: "Browser", province: str, cookie: Any) -> None:
    with Opened(browser, cookie, looking.LAPTOP, theme="dark") as page:
        for path in ("/tin-bao/", "/tra-cuu/", "/ho-so/", BUSINESS):
            page.goto(province + path)
            _look(page)


class Opened:
    """A browser in which the person is signed in; anything it complains about fails."""

    def __init__(
        self,
        browser: "Browser",
        cookie: Any,
        size: tuple[int, int],
        theme: str = "light",
        **more: Any,
    ) -> None:
        self._context: BrowserContext = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if theme == "dark" else "light",
            **more,
        )
        self._context.add_cookies([cookie])
        self._complaints: list[str] = []

    def __enter__(self) -> "Page":
        page = self._context.new_page()
        page.on("console", lambda said: self._complaints.append(said.text))
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        return page

    def __exit__(self, kind: object, *rest: object) -> None:
        self._context.close()
        if kind is None:
            assert [said for said in self._complaints if "status of 422" not in said] == []


def _fill_in(page: "Page", root: str, *, looks: bool = True) -> None:
    look = _look if looks else _is_narrow
    page.goto(root + BUSINESS)
    page.click("main button.go")
    page.check("[name='owner.sex'][value=female]")
    page.check("[name=founder][value=individual]")
    look(page)
    page.click("main button.go")
    page.click("main button.go")
    assert page.locator(".mc-sum li").count() > 2  # Nothing was written: it says so.
    look(page)
    for name, text in ANSWERS.items():
        page.fill(f"[name='{name}']", text)
    page.click("main button.go")
    page.click("main button.go")
    look(page)
    page.click("main a.go")
    look(page)
    page.click("main button.go")


def _pay(page: "Page") -> None:
    """Pay in the tab of the bank; the page notices by itself."""
    address = page.locator("a[target=_blank]").get_attribute("href")
    assert address is not None
    tab = page.context.new_page()
    tab.goto(address)
    tab.locator("button.main, .acts button").first.click()
    tab.wait_for_load_state()
    tab.close()
    page.wait_for_selector("form[action$='/gui/'] button.go", timeout=20_000)


def _press(page: "Page", selector: str, key: str) -> None:
    """Walk with Tab until the thing has the focus, then press the key."""
    for _ in range(PRESSES_MAX):
        if page.evaluate("(s) => document.activeElement?.matches(s)", selector):
            break
        is_radio = page.evaluate(
            "(s) => { const e = document.querySelector(s), a = document.activeElement;"
            " return e?.type === 'radio' && a?.name === e.name; }",
            selector,
        )
        page.keyboard.press("ArrowDown" if is_radio else "Tab")
    else:
        raise AssertionError(f"the keyboard does not reach {selector}")
    if key:
        page.keyboard.press(key)


def _look(page: "Page") -> None:
    page.evaluate("document.fonts.ready.then(() => true)")
    assert looking.violations(page) == []
    _is_narrow(page)


def _is_narrow(page: "Page") -> None:
    assert looking.overflow(page) <= 0
