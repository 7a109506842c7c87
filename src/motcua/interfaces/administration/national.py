"""The daily comparison with the national portal: every gap, and why it is there. Numbers only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.casework.national.queries import books
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
    rows = [(one, GAPS[one.gap], CAUSES[one.cause]) for one in found]
    return render(
        request, "administration/national.html", {"days": days, "chosen": chosen, "rows": rows}
    )
