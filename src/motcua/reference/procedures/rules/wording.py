"""Limits, amounts and dates of the catalogue in words, in both languages."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from motcua.reference.procedures.rules.content import Content, Fee, TimeLimit

_UNITS = {
    "working_day": ("ngày làm việc", "working day", "working days"),
    "day": ("ngày", "day", "days"),
    "hour": ("giờ", "hour", "hours"),
    "month": ("tháng", "month", "months"),
}
LEVELS = {
    "province": ("Cấp tỉnh", "Province"),
    "district": ("Cấp huyện", "District"),
    "commune": ("Cấp xã", "Commune"),
    "institution": ("Đơn vị sự nghiệp", "Institution"),
    "other": ("Cơ quan khác", "Other agency"),
}
CHANNELS = {
    "in_person": ("Nộp trực tiếp", "In person"),
    "online": ("Nộp trực tuyến", "Online"),
    "postal": ("Nộp qua bưu chính", "By post"),
}
SERVICE_LEVELS = {
    "toan_trinh": ("Trực tuyến toàn trình", "Fully online"),
    "mot_phan": ("Trực tuyến một phần", "Partly online"),
    "cung_cap_thong_tin": ("Chỉ cung cấp thông tin", "Information only"),
}
UNKNOWN = ("chưa rõ", "not known")


def limit(one: TimeLimit, language: str) -> str:
    """Return a limit as "10 ngày làm việc"; without number and unit, what the source wrote."""
    is_english = language == "en"
    if one.value is None or one.unit not in _UNITS:
        return one.text or UNKNOWN[is_english]
    figure = f"{number(one.value, language)} {unit(one.unit, one.value, language)}"
    if not one.same_day:
        return figure
    if one.cutoff:
        after = f"after {one.cutoff}, the next working day"
        return (
            f"same day; {after}"
            if is_english
            else f"trong ngày; nhận sau {one.cutoff} thì ngày làm việc tiếp theo"
        )
    return "same day" if is_english else "trong ngày"


def unit(word: str, value: Decimal, language: str) -> str:
    vi, one, many = _UNITS[word]
    return vi if language != "en" else (one if value == 1 else many)


def number(value: Decimal, language: str) -> str:
    """Return 2.50 as "2,5" or "2.5"."""
    text = f"{value.normalize():,f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def money(amount: int | None, language: str, currency: str | None = "VND") -> str:
    """Return 75000 as "75.000 đ"; nothing known as "chưa rõ"; 0 as "miễn phí"."""
    if amount is None:
        return UNKNOWN[language == "en"]
    if amount == 0:
        return "free" if language == "en" else "miễn phí"
    sign = "đ" if currency in (None, "VND") else currency
    return f"{number(Decimal(amount), language)} {sign}"


def fees(items: Sequence[Fee], language: str) -> str:
    """Return the distinct amounts of a list, smallest first."""
    known = {(item.amount, item.currency) for item in items if item.amount is not None}
    ordered = sorted(known, key=lambda pair: (pair[1] or "", pair[0]))
    words = [money(amount, language, currency) for amount, currency in ordered]
    return ", ".join(dict.fromkeys(words)) or UNKNOWN[language == "en"]


def fee_of(said: Content, language: str) -> str:
    """Return the one fee, or the amounts there are, or that it stands in words only."""
    if said.fee_vnd is not None:
        return money(said.fee_vnd, language)
    items = said.fee_items or tuple(fee for channel in said.channels for fee in channel.fees)
    if any(fee.amount is not None for fee in items):
        return fees(items, language)
    if said.fee_text or any(fee.note for fee in items):
        return "as described" if language == "en" else "theo lời ghi"
    return UNKNOWN[language == "en"]


def day(value: date | None, language: str) -> str:
    return UNKNOWN[language == "en"] if value is None else f"{value:%d/%m/%Y}"


def named(word: str, table: dict[str, tuple[str, str]], language: str) -> str:
    pair = table.get(word)
    return word if pair is None else pair[language == "en"]
