"""The daily comparison with the national portal: every gap, and why it is there. Numbers only."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.casework.national.queries import books
from motcua.interfaces.look import file_words
from motcua.interfaces.session import needs_role

DAYS_SHOWN_MAX = 14
GAPS: dict[str, Promise] = {
    "missing_here": _("Cổng quốc gia có, ở đây không có"),
    "missing_there": _("Ở đây có, Cổng quốc gia không có"),
    "status": _("Khác trạng thái"),
    "due": _("Khác ngày hẹn trả"),
    "supplements": _("Khác số lần yêu cầu bổ sung"),
    "results": _("Khác số kết quả"),
    "files": _("Thiếu tệp giấy tờ nộp trên Cổng quốc gia"),
}
OF_A_STATUS = ("status", "missing_here", "missing_there")
# The ten codes of the portal.
STATUSES: dict[str, Promise] = {
    "1": _("Mới đăng ký"),
    "2": _("Được tiếp nhận"),
    "3": _("Không được tiếp nhận"),
    "4": _("Đang xử lý"),
    "5": _("Yêu cầu bổ sung giấy tờ"),
    "6": _("Yêu cầu thực hiện nghĩa vụ tài chính"),
    "7": _("Công dân yêu cầu rút hồ sơ"),
    "8": _("Dừng xử lý"),
    "9": _("Đã xử lý xong"),
    "10": _("Đã trả kết quả"),
}
CAUSES: dict[str, Promise] = {
    "refused": _("Hệ thống không nhận hồ sơ, đã báo lý do cho Cổng quốc gia"),
    "not_arrived": _("Cổng quốc gia chưa chuyển hồ sơ đến đây"),
    "waiting": _("Tin đang chờ gửi, máy tự gửi lại"),
    "given_up": _("Tin gửi hết lần không được, mở trang Việc gửi đi để gửi lại"),
    "not_owed_yet": _("Bộ đọc nhật ký chưa đọc đến, vài phút nữa sẽ gửi"),
    "file_waiting": _("Tệp đang chờ lấy, máy tự lấy lại"),
    "file_failed": _("Tệp không lấy được hoặc không dùng được, cán bộ thụ lý xem trong hồ sơ"),
    "unexplained": _("Hai bên đã nhận đủ tin mà vẫn khác, cần người kiểm tra"),
}


@require_safe
@needs_role("operator", "administrator")
def differences(request: HttpRequest) -> HttpResponse:
    days = list(books.comparisons()[:DAYS_SHOWN_MAX])
    asked = request.GET.get("ngay", "")
    chosen = next((one for one in days if one.day.isoformat() == asked), days[0] if days else None)
    found = books.differences(chosen) if chosen else []
    rows = [
        {
            "row": one,
            "gap": GAPS[one.gap],
            "cause": CAUSES[one.cause],
            "ours": _shown(one.gap, one.ours),
            "theirs": _shown(one.gap, one.theirs),
            "details": _details(one.cause, one.detail),
        }
        for one in found
    ]
    return render(
        request, "administration/national.html", {"days": days, "chosen": chosen, "rows": rows}
    )


def _shown(gap: str, said: str) -> str:
    """Return what one side says as a person reads it: a status by its name, a day as a day."""
    if said and gap in OF_A_STATUS:
        return f"{said} · {STATUSES[said]}" if said in STATUSES else said
    return f"{date.fromisoformat(said):%d/%m/%Y}" if said and gap == "due" else said


def _details(cause: str, detail: str) -> list[str]:
    if cause == "file_failed":
        return [file_words.why(one) for one in detail.split(", ")]
    return [detail] if detail else []
