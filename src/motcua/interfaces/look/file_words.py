"""Why a file that lay elsewhere is not here, in words: by the cause that is kept with it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOT_OURS = _("Tệp không phải PDF, JPEG hay PNG.")
UNSAFE = _("Tệp không an toàn để mở.")
CAUSES: Mapping[str, Promise] = {
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


def why(cause: str) -> str:
    """Return what a cause says; "" for none."""
    return str(CAUSES.get(cause, ANOTHER)) if cause else ""
