"""What a dossier's state is called to the person who filed it."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers import states
from motcua.casework.dossiers.queries.tracking import Stage
from motcua.casework.dossiers.rules.due_states import DueState
from motcua.interfaces.look.eform import words as writing

_MARKS = {
    "late": "late",
    "today": "today",
    "soon": "soon",
    "in_time": "ok",
    "stopped": "hold",
    "done": "done",
    "none": "ok",
}
_REFUSED = frozenset({"not_received", "refused", "withdrawn", "stopped"})
_HEADLINES: Mapping[str, Promise] = {
    "submitted": _("Đã đến nơi nhận, chờ cán bộ xem. Bạn không phải làm gì thêm."),
    "supplement": _("Hồ sơ đang chờ bạn bổ sung giấy tờ."),
    "payment": _("Hồ sơ đang chờ bạn nộp tiền."),
    "processing": _("Cơ quan đang giải quyết. Bạn không phải làm gì thêm."),
    "settled": _("Đã có kết quả."),
    "returned": _("Hồ sơ đã xong, kết quả đã trả."),
    "not_received": _("Hồ sơ không được tiếp nhận. Lý do ghi trong phiếu bên dưới."),
    "refused": _("Hồ sơ bị từ chối giải quyết. Lý do ghi trong phiếu bên dưới."),
    "withdrawn": _("Bạn đã rút hồ sơ này."),
    "stopped": _("Cơ quan đã dừng giải quyết hồ sơ này."),
}


def headline(state: str) -> str:
    """Return the answer first: where it stands, and what the person has to do."""
    return str(_HEADLINES[state])


def mark_of(state: str, due: DueState) -> str:
    """Return which of the look's due marks stands beside it."""
    return "refused" if state in _REFUSED else _MARKS[due.code]


def due_words(state: str, due: DueState, language: str) -> str:
    if state in states.CLOSED:
        vi = states.State(state).label
        return states.ENGLISH[states.State(state)] if language == "en" else str(vi)
    return due.words(language)


def stage(found: Stage) -> str:
    return writing.name(found, "stage")


def papers_about(line: Any) -> str:
    """Return what stands beside a paper of a dossier."""
    if line.kind == "issued":
        return str(_("đã ký số")) if line.is_ready else str(_("đang chờ ký số"))
    if not line.has_file:
        return str(_("bản giấy, nộp tại quầy"))
    return str(_("bổ sung")) if line.round else str(_("bản bạn đã gửi"))
