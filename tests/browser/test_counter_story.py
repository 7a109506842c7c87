"""The counter story in a real browser: a dossier goes from a person through every desk."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from tests.browser import looking

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.django_db
SECONDS_MAX = 40
QUEUE, COUNTER, SIGNING = (f"/ban-lam-viec/{path}/" for path in ("ho-so", "quay", "ky"))
CENTRE, OFFICE, COMMITTEE = "H80.88.01", "H80.88.02", "H80.88"


@pytest.fixture(scope="module")
def cast(province: str, django_db_blocker: Any) -> Iterator[dict[str, list[Any]]]:
    """Officers of one commune, signed in; the cookies of each by role."""
    from motcua.interfaces.session import HANDLE
    from motcua.interfaces.session_store import SessionStore
    from motcua.reference.people import testing

    people = {
        "reception": (CENTRE, "Nguyễn Thị Lan"),
        "handler": (OFFICE, "Huỳnh Tấn Phúc"),
        "leader": (COMMITTEE, "Phan Nhật Quang"),
        "clerk": (COMMITTEE, "Mai Ánh Tuyết"),
    }
    cookies: dict[str, list[Any]] = {}
    with django_db_blocker.unblock():
        for role, (unit, name) in people.items():
            session = SessionStore()
            account = testing.staff(role, unit, name=name)
            session[HANDLE] = str(testing.a_session(account).handle)
            session.create()
            cookies[role] = [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": str(session.session_key),
                    "url": province,
                }
            ]
        yield cookies


def keyed(page: "Page", text: str) -> None:
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def fill_in_birth(page: "Page") -> None:
    """Answer with the keyboard alone: Tab from question to question, arrows for choices."""
    page.focus("#q-requester-full_name")
    for text in ("Lê Văn Dũng", "", "17/05/1990"):
        keyed(page, text)
    for text in ("Tây Ninh", "Xã Mỹ Lệ", "Ấp 3"):
        keyed(page, text)
    keyed(page, "")  # no telephone
    keyed(page, "")  # no e-mail
    page.keyboard.press("Space")  # the father
    page.focus("#q-child_name")
    keyed(page, "Lê Thị Bông")
    keyed(page, "20/10/2026")
    keyed(page, "")
    page.keyboard.press("ArrowDown")  # a girl
    page.keyboard.press("Tab")
    keyed(page, "Kinh")
    keyed(page, "Việt Nam")
    page.keyboard.press("Space")  # in hospital
    page.keyboard.press("Tab")
    keyed(page, "Bệnh viện đa khoa Long An")
    for text in ("Tây Ninh", "Xã Mỹ Lệ", "Ấp 3") * 2:
        keyed(page, text)
    page.focus("#q-mother-full_name")
    keyed(page, "Trần Thị Hoa")
    keyed(page, "1992")
    page.focus("#q-mother-nationality")
    keyed(page, "Việt Nam")
    page.focus("#q-married-no")
    page.keyboard.press("Space")
    page.focus("#seen-birth_notice")
    page.keyboard.press("Space")


def test_a_person_at_the_counter_with_the_keyboard_only(
    browser: "Browser", province: str, cast: dict[str, list[Any]]
) -> None:
    began = time.monotonic()
    code = _received(browser, province, cast)
    _handled(browser, province, cast, code)
    _signed(browser, province, cast, code)
    _returned(browser, province, cast, code)
    assert time.monotonic() - began < SECONDS_MAX


def _received(browser: "Browser", province: str, cast: dict[str, list[Any]]) -> str:
    with looking.opened(browser, province + COUNTER, cookies=cast["reception"]) as page:
        page.keyboard.type("khai sinh")
        page.keyboard.press("Enter")
        page.wait_for_selector("h2:has-text('khai sinh')")
        page.focus('a[href$="/national/1.001193/"]', timeout=3000)
        page.keyboard.press("Enter")
        page.wait_for_selector("#take-in")
        fill_in_birth(page)
        page.keyboard.press("F9")
        page.wait_for_selector(".mc-slip")
        slip = page.inner_text(".mc-slip")
        assert "GIẤY TIẾP NHẬN HỒ SƠ" in slip
        assert "Lê Văn Dũng" in slip
        code = slip.split("Mã hồ sơ:")[1].split()[0]
    return code


def _handled(browser: "Browser", province: str, cast: dict[str, list[Any]], code: str) -> None:
    with looking.opened(browser, province + QUEUE, cookies=cast["handler"]) as page:
        assert code in page.inner_text("#ho-so")
        page.keyboard.press("n")  # take it
        page.wait_for_selector("text=Bạn đã nhận hồ sơ", timeout=5000)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{code}/")
        page.keyboard.press("d")  # draft the result
        page.wait_for_selector("#id_title")
        page.focus("form.mc-door button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Đã lưu dự thảo")
        while page.query_selector('[data-key="c"]'):
            page.keyboard.press("c")  # pass the step
            page.wait_for_selector("text=Đã chuyển bước")


def _signed(browser: "Browser", province: str, cast: dict[str, list[Any]], code: str) -> None:
    with looking.opened(browser, province + SIGNING, cookies=cast["leader"]) as page:
        page.focus(f'input[value="{code}"]')
        page.keyboard.press("Space")
        page.focus("#approving button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Đã duyệt 1 kết quả")

    with looking.opened(browser, province + SIGNING, cookies=cast["clerk"]) as page:
        page.focus(f'input[value="{code}"]')
        page.keyboard.press("Space")
        page.focus("#numbering button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Đã cấp số 1 kết quả")


def _returned(browser: "Browser", province: str, cast: dict[str, list[Any]], code: str) -> None:
    address = f"{province}{QUEUE}{code}/"
    with looking.opened(browser, address, cookies=cast["reception"]) as page:
        page.keyboard.press("t")  # return it
        page.wait_for_selector("#id_confirmed")
        page.focus("#id_confirmed")
        page.keyboard.press("Space")
        page.focus("form.mc-door button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Đã trả kết quả")


PAGES = {
    "queue": ("reception", QUEUE),
    "counter": ("reception", COUNTER),
    "form": ("reception", COUNTER + "national/1.001193/"),
    "signing": ("leader", SIGNING),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    browser: "Browser", province: str, cast: dict[str, list[Any]], name: str, theme: str
) -> None:
    role, path = PAGES[name]
    prefix = "/en" if theme == "dark" else ""
    address = province + prefix + path
    with looking.opened(browser, address, theme=theme, cookies=cast[role]) as page:
        assert looking.violations(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert looking.overflow(page) <= 0


def test_the_queue_is_light(browser: "Browser", province: str, cast: dict[str, list[Any]]) -> None:
    context = browser.new_context()
    context.add_cookies(cast["reception"])
    page = context.new_page()
    responses: list[Any] = []
    page.on("response", lambda response: responses.append(response))

    page.goto(province + QUEUE)
    page.evaluate("document.fonts.ready.then(() => true)")
    total = sum(looking._packed(response) for response in responses)

    context.close()
    print(f"{total} bytes")
    assert total <= looking.FIRST_VIEW_BYTES_MAX
