"""Moments and days as official papers write them, in Vietnamese."""

from datetime import date, datetime

from motcua.spine.dates import VIETNAM

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def dated(day: date) -> str:
    """Return the day as under a letterhead: days under 10 and the first two months get a zero."""
    month = f"{day.month:02}" if day.month <= 2 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def moment(at: datetime) -> str:
    local = at.astimezone(VIETNAM)
    return f"{local.hour} giờ {local.minute:02} phút, ngày {local:%d/%m/%Y}"


def appointment(at: datetime) -> str:
    """Return the moment by which something is promised."""
    local = at.astimezone(VIETNAM)
    hour = f"{local.hour} giờ" + (f" {local.minute:02} phút" if local.minute else "")
    return f"trước {hour}, {weekday(local.date())} {local:%d/%m/%Y}"


def weekday(day: date) -> str:
    return _WEEKDAYS[day.weekday()]
