"""What an account says of a day beside the calendar's own words. Pure."""

from collections.abc import Mapping

REAPPOINTED = "reappointed"

_REASONS: Mapping[str, tuple[str, str]] = {
    "receipt": ("Ngày nhận hồ sơ không tính", "The day of receipt is not counted"),
    "restart": ("Nhận đủ hồ sơ, thời hạn tính lại từ đầu", "Complete: the limit starts anew"),
    "before_restart": ("Trước khi thời hạn tính lại", "Before the limit started anew"),
    "cutoff": (
        "Nhận sau giờ chốt, coi như nhận ngày làm việc sau",
        "Received after the cut-off: as if on the next working day",
    ),
    "moved": (
        "Hết hạn vào ngày nghỉ, chuyển sang ngày làm việc sau",
        "The limit ended on a day off: this is the next working day",
    ),
    "closed": ("Cơ quan không làm việc vào giờ được tính", "Closed while time would run"),
    REAPPOINTED: ("Đã xin lỗi và hẹn lại", "A new date was given with an apology"),
}
_PAUSES: Mapping[str, tuple[str, str]] = {
    "supplement": ("Tạm dừng, chờ người nộp bổ sung", "Stopped, waiting for the applicant"),
    "payment": (
        "Tạm dừng, chờ người nộp thực hiện nghĩa vụ tài chính",
        "Stopped, waiting for the applicant's payment",
    ),
    "consultation": ("Tạm dừng, chờ ý kiến cơ quan khác", "Stopped, waiting for another agency"),
    "outage": ("Hệ thống gián đoạn", "The system was down"),
}
_OTHER_PAUSE = ("Tạm dừng", "Stopped")


def of(reason: str, *, cause: str = "") -> tuple[str, str] | None:
    """Return a reason in Vietnamese and English; None where the calendar has the words."""
    if reason in ("pause", "outage"):
        return _PAUSES.get(cause, _OTHER_PAUSE)
    return _REASONS.get(reason)


def of_outage(name_vi: str, name_en: str) -> tuple[str, str]:
    """Return what is said of a day an outage took, by its name."""
    return f"Sự cố: {name_vi}", f"Outage: {name_en}"


def of_longer_limit(case_vi: str, case_en: str) -> tuple[str, str]:
    """Return what is said of a day counted by the longer limit, by the case the law names."""
    return f"Thời hạn dài hơn: {case_vi}", f"The longer limit: {case_en or case_vi}"


def of_open_weekend(said_vi: str, said_en: str, hours: str, *, is_counted: bool) -> tuple[str, str]:
    """Return what is said of a day off on which the office is open all the same."""
    if is_counted:
        return (
            f"{said_vi}, cơ quan làm việc {hours}",
            f"{said_en}, the office is open {hours}",
        )
    return (
        f"{said_vi}: cơ quan mở cửa {hours} nhưng không phải ngày làm việc",
        f"{said_en}: the office is open {hours}, but it is no working day",
    )


def paper(name: str) -> str:
    """Return a slip's name in the journal as people write it: number/year."""
    parts = name.split(":")
    if len(parts) != 4:
        return name
    form, _organisation, year, number = parts
    return f"{form} · {number}/{year}"
