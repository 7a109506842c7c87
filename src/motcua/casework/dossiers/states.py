"""The life of a dossier, as a table. Nothing else in the code decides what may follow what.

A state is the legal situation. What happens inside PROCESSING (appraise, submit, sign) are steps,
and steps are data of the procedure version.
"""

from django.db.models import TextChoices

from motcua.spine.lifecycle import Move


class State(TextChoices):
    SUBMITTED = "submitted", "Chờ tiếp nhận"
    SUPPLEMENT = "supplement", "Chờ bổ sung"
    PAYMENT = "payment", "Chờ nộp nghĩa vụ tài chính"
    PROCESSING = "processing", "Đang giải quyết"
    SETTLED = "settled", "Đã có kết quả"
    RETURNED = "returned", "Đã trả kết quả"
    NOT_RECEIVED = "not_received", "Không được tiếp nhận"
    REFUSED = "refused", "Từ chối giải quyết"
    WITHDRAWN = "withdrawn", "Đã rút"
    STOPPED = "stopped", "Dừng giải quyết"


ENGLISH = {
    State.SUBMITTED: "Waiting to be received",
    State.SUPPLEMENT: "Waiting for papers",
    State.PAYMENT: "Waiting for payment",
    State.PROCESSING: "Being settled",
    State.SETTLED: "Result ready",
    State.RETURNED: "Result returned",
    State.NOT_RECEIVED: "Not received",
    State.REFUSED: "Refused",
    State.WITHDRAWN: "Withdrawn",
    State.STOPPED: "Stopped",
}
CLOSED = frozenset(
    {State.RETURNED, State.NOT_RECEIVED, State.REFUSED, State.WITHDRAWN, State.STOPPED}
)
OPEN = frozenset(State) - CLOSED
CLOCK_RUNS = frozenset({State.PROCESSING})
WAITS_FOR_APPLICANT = frozenset({State.SUPPLEMENT, State.PAYMENT})


def _move(name: str, sources: set[State], target: State, by: str, label_vi: str) -> Move:
    return Move(name, frozenset(sources), target, by, label_vi)


WITHDRAWABLE = {State.SUBMITTED, State.SUPPLEMENT, State.PAYMENT, State.PROCESSING}
# fmt: off
RECEIVE     = _move("receive",     {State.SUBMITTED},                                     State.PROCESSING,   "reception", "Tiếp nhận")
NOT_RECEIVE = _move("not_receive", {State.SUBMITTED},                                     State.NOT_RECEIVED, "reception", "Từ chối tiếp nhận")
ASK_EARLY   = _move("ask_early",   {State.SUBMITTED},                                     State.SUPPLEMENT,   "reception", "Yêu cầu bổ sung khi tiếp nhận")
ASK         = _move("ask",         {State.PROCESSING},                                    State.SUPPLEMENT,   "handler",   "Yêu cầu bổ sung")
ASK_AGAIN   = _move("ask_again",   {State.SUBMITTED, State.PROCESSING},                   State.SUPPLEMENT,   "head",      "Yêu cầu bổ sung lần nữa")
COMPLETE    = _move("complete",    {State.SUPPLEMENT},                                    State.SUBMITTED,    "applicant", "Bổ sung")
COMPLETE_FOR = _move("complete_for", {State.SUPPLEMENT},                                   State.SUBMITTED,    "reception", "Nhận bổ sung tại quầy")
DEMAND      = _move("demand",      {State.PROCESSING},                                    State.PAYMENT,      "handler",   "Yêu cầu nghĩa vụ tài chính")
PAID        = _move("paid",        {State.PAYMENT},                                       State.PROCESSING,   "system",    "Ghi nhận đã nộp")
PROVE       = _move("prove",       {State.PAYMENT},                                       State.PROCESSING,   "applicant", "Nộp chứng từ")
PROVE_FOR   = _move("prove_for",   {State.PAYMENT},                                       State.PROCESSING,   "reception", "Nhận chứng từ tại quầy")
APOLOGISE   = _move("apologise",   {State.PROCESSING},                                    State.PROCESSING,   "head",      "Xin lỗi, hẹn lại")
EXTEND      = _move("extend",      {State.PROCESSING},                                    State.PROCESSING,   "handler",   "Áp dụng thời hạn dài hơn")
REFUSE      = _move("refuse",      {State.PROCESSING},                                    State.REFUSED,      "head",      "Từ chối giải quyết")
SETTLE      = _move("settle",      {State.PROCESSING},                                    State.SETTLED,      "clerk",     "Ban hành kết quả")
RETURN      = _move("return",      {State.SETTLED},                                       State.RETURNED,     "reception", "Trả kết quả")
WITHDRAW    = _move("withdraw",    WITHDRAWABLE,                                          State.WITHDRAWN,    "applicant", "Rút hồ sơ")
WITHDRAW_FOR = _move("withdraw_for", WITHDRAWABLE,                                        State.WITHDRAWN,    "reception", "Rút hồ sơ theo đề nghị")
STOP        = _move("stop",        {State.SUPPLEMENT, State.PAYMENT, State.PROCESSING},   State.STOPPED,      "reception", "Dừng giải quyết")
EXPIRE      = _move("expire",      {State.SUPPLEMENT},                                    State.STOPPED,      "system",    "Đóng hồ sơ quá hạn bổ sung")
# fmt: on

MOVES = (
    RECEIVE, NOT_RECEIVE, ASK_EARLY, ASK, ASK_AGAIN, COMPLETE, COMPLETE_FOR, DEMAND, PAID, PROVE, PROVE_FOR,
    APOLOGISE, EXTEND, REFUSE, SETTLE, RETURN, WITHDRAW, WITHDRAW_FOR, STOP, EXPIRE,
)  # fmt: skip
