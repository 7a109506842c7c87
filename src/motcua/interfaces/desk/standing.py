"""How a dossier stands, in a few words and the mark that goes with them."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

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

_REFUSED = frozenset({State.NOT_RECEIVED, State.REFUSED, State.WITHDRAWN, State.STOPPED})
WORDS_KEPT_MAX = 4096
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
    """Return how a dossier stands, in the page's language."""
    if due.code != due_states.TODAY:
        return _kept(due.code, due.days, state, get_language())
    words = _("Hôm nay %(time)s") % {"time": writing.clock_time(due.due_at)}
    return Standing(_mark(due.code, state), words)


def _mark(code: str, state: str) -> str:
    return "refused" if state in _REFUSED else MARKS.get(code, "")


# A list says the same few again and again, and so do all lists.
@lru_cache(maxsize=WORDS_KEPT_MAX)
def _kept(code: str, days: int, state: str, _language: str | None) -> Standing:
    return Standing(_mark(code, state), _words(code, days, state))


def _words(code: str, days: int, state: str) -> str:
    if code == due_states.LATE:
        return _("Quá %(days)s ngày") % {"days": days}
    if code in (due_states.SOON, due_states.IN_TIME):
        return _("Còn %(days)s ngày") % {"days": days}
    return str(_SAID[State(state)])
