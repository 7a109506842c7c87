"""What the catalogue knows, in words: limits, fees, channels. None is "chưa rõ", never zero."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext, ngettext_lazy, pgettext
from django.utils.translation import gettext as _

from motcua.interfaces.look import writing
from motcua.reference.procedures.rules.completeness import says_something
from motcua.reference.procedures.rules.content import Content, Fee, TimeLimit

LONG_FEE_TEXT = 60
# Translated only when shown: a list of twenty rows would else translate all of them each time.
AMOUNTS = {
    "working_day": ngettext_lazy("%(n)s ngày làm việc", "%(n)s ngày làm việc", "count"),
    "day": ngettext_lazy("%(n)s ngày", "%(n)s ngày", "count"),
    "calendar_day": ngettext_lazy("%(n)s ngày", "%(n)s ngày", "count"),
    "hour": ngettext_lazy("%(n)s giờ", "%(n)s giờ", "count"),
    "working_hour": ngettext_lazy("%(n)s giờ làm việc", "%(n)s giờ làm việc", "count"),
    "month": ngettext_lazy("%(n)s tháng", "%(n)s tháng", "count"),
}
LEVELS = {
    "province": gettext_lazy("cấp tỉnh"),
    "district": gettext_lazy("cấp huyện (đã bỏ từ 01/7/2025)"),
    "commune": gettext_lazy("cấp xã"),
    "institution": gettext_lazy("cơ quan, đơn vị khác"),
    "other": gettext_lazy("cơ quan, đơn vị khác"),
}


def language() -> str:
    return "en" if get_language() == "en" else "vi"


def amount_of(value: Decimal | float, unit: str) -> str:
    """Say an amount of time: 3 ngày làm việc."""
    if unit == "half_day":
        if value == 1:
            return _("nửa ngày làm việc")
        return amount_of(Decimal(str(value)) / 2, "working_day")
    whole = int(value) if value == int(value) else None
    exact = Decimal(str(value)).normalize()
    shown = writing.number(whole if whole is not None else exact, language())
    said = AMOUNTS.get(unit)
    return said % {"n": shown, "count": whole if whole is not None else 2} if said else shown


def limit(given: TimeLimit) -> str:
    """Say a limit, or nothing when there is none that can be used."""
    if given.same_day:
        return _("trong ngày")
    if given.value is None or not given.is_usable or given.unit is None:
        return ""
    return amount_of(given.value, given.unit)


def limit_note(given: TimeLimit) -> str:
    """Say what goes with a limit: how its days count, and what the source wrote if we cannot."""
    if given.same_day and given.cutoff:
        return _("Nộp sau %(hour)s thì trả kết quả ngày làm việc tiếp theo.") % {
            "hour": given.cutoff
        }
    if given.unit == "working_day" and given.is_usable:
        return _("Không tính thứ Bảy, Chủ nhật, ngày lễ. Ngày nộp không tính.")
    if given.unit == "day" and given.is_usable:
        return _("Tính liên tục, cả thứ Bảy, Chủ nhật. Ngày nộp không tính.")
    if not given.is_usable and given.text:
        return _("Nguồn ghi: “%(text)s”.") % {"text": given.text}
    if not given.is_usable:
        return _("Nguồn không ghi. Hỏi nơi nhận hồ sơ trước khi hẹn việc khác.")
    return ""


def fee(said: Content) -> str:
    """Say the fee in a few words, or nothing when it is not known."""
    if said.fee_vnd is not None:
        return amount_vnd(said.fee_vnd)
    amounts = sorted({one.amount for one in _fees(said) if one.amount is not None and _is_vnd(one)})
    if len(amounts) > 1 and not amounts[0]:
        return _("đến %(most)s") % {"most": writing.money(amounts[-1], language())}
    if len(amounts) > 1:
        return _("%(least)s đến %(most)s") % {
            "least": writing.money(amounts[0], language()),
            "most": writing.money(amounts[-1], language()),
        }
    if amounts:
        return amount_vnd(amounts[0])
    if said.fee_text and says_something(said.fee_text):
        return said.fee_text if len(said.fee_text) <= LONG_FEE_TEXT else _("theo biểu phí")
    return ""


def one_fee(given: Fee) -> str:
    """Say one row of fees."""
    if given.amount is None:
        return pgettext("phí", "chưa rõ mức")
    if not _is_vnd(given):
        return f"{writing.number(given.amount, language())} {given.currency}"
    return amount_vnd(given.amount)


def fee_kind(kind: str | None) -> str:
    known = {"phi": _("Phí"), "le_phi": _("Lệ phí"), "charge": _("Lệ phí")}
    return known.get(kind or "", _("Phí, lệ phí"))  # Sources' own "fee" may mean either.


def channel(kind: str) -> str:
    known = {
        "in_person": _("Nộp trực tiếp"),
        "online": _("Nộp trực tuyến"),
        "postal": _("Gửi qua bưu chính"),
    }
    return known.get(kind, kind)


def service_level(level: str | None) -> str:
    known = {
        "toan_trinh": _("Dịch vụ công trực tuyến toàn trình"),
        "mot_phan": _("Dịch vụ công trực tuyến một phần"),
        "cung_cap_thong_tin": _("Chỉ cung cấp thông tin trực tuyến"),
    }
    return known.get(level or "", "")


def levels(given: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(str(LEVELS.get(level, level)) for level in given))


def amount_vnd(amount: int | None) -> str:
    """Say one amount, nothing when it is not known: free is said in a word."""
    if amount is None:
        return ""
    return writing.money(amount, language()) if amount else pgettext("phí", "miễn phí")


def handled_on(where: str | None, system: str | None) -> str:
    if where == "ministry":
        return _("Giải quyết trên hệ thống của bộ: %(system)s") % {"system": system or _("chưa rõ")}
    if where == "national_portal":
        return _("Nộp trên Cổng Dịch vụ công quốc gia")
    return ""


def office(unit: str) -> str:
    """Name the unit that does a step of the work."""
    known = {
        "service_centre": _("Trung tâm Phục vụ hành chính công"),
        "commune_justice": _("Tư pháp - hộ tịch xã, phường"),
        "commune_economy": _("Phòng phụ trách kinh tế, hạ tầng xã, phường"),
        "commune_culture": _("Phòng Văn hóa - Xã hội xã, phường"),
        "commune_leadership": _("Lãnh đạo UBND xã, phường"),
        "commune_office": _("Văn phòng HĐND và UBND xã, phường"),
        "commune_police": _("Công an xã, phường"),
        "department": _("Sở chuyên ngành"),
        "department_leadership": _("Lãnh đạo sở"),
        "land_registration_branch": _("Chi nhánh Văn phòng đăng ký đất đai"),
        "tax_office": _("Cơ quan thuế"),
        "applicant": _("Người nộp hồ sơ"),
    }
    return known.get(unit, unit)


def copies(originals: int | None, photocopies: int | None) -> str:
    """Say how many of a paper to bring."""
    parts = []
    if originals:
        parts.append(ngettext("%(n)s bản chính", "%(n)s bản chính", originals) % {"n": originals})
    if photocopies:
        parts.append(ngettext("%(n)s bản sao", "%(n)s bản sao", photocopies) % {"n": photocopies})
    return ", ".join(parts)


def _fees(said: Content) -> Iterable[Fee]:
    yield from said.fee_items
    for one in said.channels:
        yield from one.fees


def _is_vnd(given: Any) -> bool:
    return given.currency in (None, "VND")
