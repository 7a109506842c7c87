"""Why a dossier is stopped before a decision, and who asked for it."""

from collections.abc import Mapping

APPLICANT, RECEPTION, OFFICE, CLOCK = "applicant", "reception", "office", "clock"
ON_REQUEST, NOT_COMPLETED = "on_request", "not_completed"
BASIS = "NĐ 118/2025/NĐ-CP, Điều 21"

REQUESTERS: Mapping[str, str] = {
    APPLICANT: "Người nộp hồ sơ (trực tuyến)",
    RECEPTION: "Người nộp hồ sơ (tại bộ phận một cửa)",
    OFFICE: "Cơ quan giải quyết",
    CLOCK: "Hệ thống, khi hết thời hạn bổ sung",
}
# What an office may choose; the clock's own reason is not among them.
REASONS: Mapping[str, tuple[str, str]] = {
    "no_payment": (
        "Người nộp không thực hiện nghĩa vụ tài chính",
        "The applicant has not met the financial duty",
    ),
    "court_or_police": (
        "Theo yêu cầu của tòa án, cơ quan điều tra, thi hành án",
        "As a court or an investigating authority demands",
    ),
    "dispute": ("Phát sinh tranh chấp, khiếu nại", "A dispute or complaint has arisen"),
    "applicant_gone": (
        "Người nộp đã chết hoặc tổ chức đã chấm dứt hoạt động",
        "The applicant has died, or the organisation has ended",
    ),
    "moot": ("Nội dung đề nghị không còn để giải quyết", "What was asked for no longer exists"),
}
_BY_ITSELF: Mapping[str, tuple[str, str]] = {
    ON_REQUEST: ("Người nộp đề nghị rút hồ sơ", "The applicant asked to withdraw"),
    NOT_COMPLETED: (
        "Quá thời hạn bổ sung mà hồ sơ chưa được bổ sung đủ",
        "The papers asked for did not come in time",
    ),
}


def in_words(code: str, language: str = "vi") -> str:
    """Return what a reason says; a code outside the tables stands as it is."""
    vi, en = REASONS.get(code) or _BY_ITSELF.get(code) or (code, code)
    return en if language == "en" else vi
