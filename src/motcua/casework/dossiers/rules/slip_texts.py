"""Moments, days and limits as an official slip writes them."""

from datetime import date, datetime

from motcua.casework.dossiers.rules.deadlines import Limit
from motcua.spine.dates import VIETNAM

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
UNITS = {
    "working_hour": "giờ làm việc",
    "half_day": "buổi làm việc",
    "working_day": "ngày làm việc",
    "calendar_day": "ngày",
    "month": "tháng",
}
FORMS = {
    "upload": "Bản điện tử",
    "scan": "Bản giấy, đã số hóa",
    "seen": "Bản giấy, đã đối chiếu",
    "reuse": "Lấy từ kho giấy tờ điện tử",
    "lookup": "Tra cứu cơ sở dữ liệu",
    "waived": "Không phải nộp",
}
RESULT_WAYS = {
    "desk": "Tại {centre}",
    "post": "Qua dịch vụ bưu chính công ích",
    "online": "Bản điện tử trong kho giấy tờ của người nộp",
}
REGISTER_WAYS = {"desk": "Trực tiếp", "post": "Bưu chính", "online": "Trực tuyến"}
_PREFIXES = ("Thành phố ", "Đặc khu ", "Phường ", "Tỉnh ", "Xã ")


def moment(at: datetime) -> str:
    """Return 7 giờ 32 phút, ngày 16/11/2026."""
    local = at.astimezone(VIETNAM)
    return f"{local.hour} giờ {local.minute:02} phút, ngày {local:%d/%m/%Y}"


def clock_moment(at: datetime) -> str:
    """Return 07:32 16/11/2026, as tables have it."""
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def due(at: datetime | None) -> str:
    """Return trước 17 giờ, thứ Ba 01/12/2026."""
    if at is None:
        return "Theo thông báo của cơ quan giải quyết"
    local = at.astimezone(VIETNAM)
    hour = f"{local.hour} giờ" + (f" {local.minute:02}" if local.minute else "")
    return f"trước {hour}, {WEEKDAYS[local.weekday()]} {local:%d/%m/%Y}"


def day(on: date) -> str:
    """Return ngày 16 tháng 11 năm 2026: days under ten and January, February with a nought."""
    month = f"{on.month:02}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02} tháng {month} năm {on.year}"


def short_day(on: date) -> str:
    return f"{WEEKDAYS[on.weekday()]} {on:%d/%m/%Y}"


def limit(given: Limit | None) -> str:
    if given is None:
        return "Chưa rõ"
    if given.value == 0:
        return "Trong ngày làm việc"
    return f"{given.value} {UNITS[given.unit]}"


def money(amount_vnd: int) -> str:
    return f"{amount_vnd:,} đồng".replace(",", ".")


def place(area_vi: str) -> str:
    """Return the locality that stands before the day: Mỹ Lệ for Xã Mỹ Lệ."""
    for prefix in _PREFIXES:
        if area_vi.startswith(prefix):
            return area_vi.removeprefix(prefix)
    return area_vi
