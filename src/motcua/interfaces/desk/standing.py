"""How a dossier stands, in a few words and the mark that goes with them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.casework.dossiers.rules import due_states
from motcua.casework.dossiers.rules.due_states import DueState
from motcua.casework.dossiers.states import State
from motcua.interfaces.look import writing

MARKS = {
    due_states.LATE: "late",
    due_states.TODAY: "today",
    due_states.SOON: "soon",
    due_states.IN_TIME: "ok",
    due_states.STOPPED: "hold",
    due_states.DONE: "done",
}

_SAID = {
    State.SUBMITTED: gettext_lazy("Chờ tiếp nhận"),
    State.SUPPLEMENT: gettext_lazy("Chờ dân bổ sung"),
    State.PAYMENT: gettext_lazy("Chờ dân nộp tiền"),
    State.PROCESSING: gettext_lazy("Không có hạn"),
    State.SETTLED: gettext_lazy("Chờ trả kết quả"),
    State.RETURNED: gettext_lazy("Đã trả"),
    State.NOT_RECEIVED: gettext_lazy("Không tiếp nhận"),
    State.REFUSED: gettext_lazy("Đã từ chối"),
    State.WITHDRAWN: gettext_lazy("Đã rút"),
    State.STOPPED: gettext_lazy("Dừng giải quyết"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """`mark` is one of the look's due states; "" where no clock runs."""

    mark: str
    words: str


def standing(due: DueState, state: str) -> Standing:
    return Standing(_mark(due, state), _words(due, state))


def _mark(due: DueState, state: str) -> str:
    refused = {State.NOT_RECEIVED, State.REFUSED, State.WITHDRAWN, State.STOPPED}
    return "refused" if state in refused else MARKS.get(due.code, "")


def _words(due: DueState, state: str) -> str:
    if due.code == due_states.LATE:
        return _("Quá %(days)s ngày") % {"days": due.days}
    if due.code == due_states.TODAY:
        return _("Hôm nay %(time)s") % {"time": writing.clock_time(due.due_at)}
    if due.code in (due_states.SOON, due_states.IN_TIME):
        return _("Còn %(days)s ngày") % {"days": due.days}
    return str(_SAID[State(state)])
