"""Files of papers that were filed elsewhere: how they stand, in words, and fetching one again."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from motcua.casework.dossiers.operations import awaited_files
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.session import actor_of
from motcua.spine import clock

if TYPE_CHECKING:
    from motcua.casework.dossiers.queries.papers import PaperLine

NOT_OURS = _("Tệp không phải PDF, JPEG hay PNG.")
UNSAFE = _("Tệp không an toàn để mở.")
WHY: dict[str, Promise] = {
    "never_came": _("Ba ngày liền không lấy được tệp từ Cổng quốc gia."),
    "gone": _("Cổng quốc gia trả lời không có tệp này."),
    "file_differs": _("Tệp lấy về không khớp mã băm Cổng quốc gia đã báo."),
    "file_empty": _("Tệp trống, không có nội dung."),
    "file_too_large": _("Tệp lớn hơn 50 MB."),
    "file_wrong_kind": NOT_OURS,
    "file_phone_photo": NOT_OURS,
    "file_office": NOT_OURS,
    "file_encrypted": _("Tệp PDF có mật khẩu hoặc bị khóa."),
    "file_damaged": _("Tệp hỏng, không mở được."),
    "file_too_heavy": UNSAFE,
    "file_two_in_one": UNSAFE,
}
ANOTHER = _("Không dùng được tệp này.")


def why(line: "PaperLine") -> str:
    """Return why a paper has no file; "" where it has one, or never had to have one."""
    return str(WHY.get(line.file_cause, ANOTHER)) if line.file_cause else ""


@require_POST
@officer
def fetch_again(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Fetch a file once more from where it was filed."""
    awaited_files.ask_again(code=code, paper_id=number, actor=actor_of(request), at=clock.now())
    messages.success(request, _("Đã yêu cầu lấy lại tệp. Tệp về thì hiện ở mục Giấy tờ."))
    return redirect("desk:dossier", code=code)
