"""A household business is registered online: the steps of the form, the fee, and it is sent."""

from tests.browser import proof
from tests.browser.visiting import Hands, pay

BUSINESS = "/nop-ho-so/national/1.001612/"
NAME = "Công Tằng Tôn Nữ Thị Diễm Thúy Hương Giang"
ANSWERS = {
    "business_name": "Hộ kinh doanh Bánh mì Sáu Thảo",
    "premises.province": "Tây Ninh",
    "premises.commune": "Xã Mỹ Lệ",
    "premises.detail": "Ấp 3",
    "lines.0.line": "Bán lẻ bánh mì",
    "capital": "50.000.000",
    "workers": "2",
}
FEE_VND = 150_000
SEND = "form[action$='/gui/'] button.go"


def fill_in(hands: Hands) -> None:
    """Answer everything, until the form can be looked over."""
    hands.go(BUSINESS)
    begin(hands)
    answer(hands)
    hands.press("main a.go", to="**/noi-nop/")
    hands.press("main button.go", to="**/xem-lai/")


def begin(hands: Hands) -> None:
    """Open the form from its first page."""
    hands.press("main button.go", to="**/khai/owner/")


def answer(hands: Hands) -> None:
    """Answer every question, until papers are asked for."""
    hands.tick("[name='owner.sex'][value=female]")
    hands.tick("[name=founder][value=individual]")
    hands.press("main button.go", to="**/khai/business/")
    hands.press("main button.go", to="**/khai/business/")
    hands.reads_at(".mc-sum", "business_name", "workers")  # Nothing was written: it says so.
    for name, text in ANSWERS.items():
        hands.write(f"[name='{name}']", text)
    hands.press("main button.go", to="**/khai/tax/")
    hands.press("main button.go", to="**/giay-to/")


def pay_and_send(hands: Hands) -> str:
    """Pay at the bank and send it; return its code."""
    hands.press("main button.go", to="**/nop-tien/")
    shown = proof.code_in(hands.page.locator(".mc-pay svg").first.screenshot())
    asked = proof.is_what_another_library_writes(shown)
    assert (asked.bank_bin, asked.amount_vnd) == ("999999", FEE_VND)
    pay(hands.page, SEND)
    hands.press(SEND, to="**/da-gui/")
    return hands.page.locator("#code").inner_text()
