"""The life of a leg, as a table."""

from django.db.models import TextChoices

from motcua.spine.lifecycle import Move


class State(TextChoices):
    OPEN = "open", "Chờ cơ quan nhận"
    TAKEN = "taken", "Đang xử lý"
    ANSWERED = "answered", "Đã trả lời"
    CONSENTED = "consented", "Im lặng là đồng ý"
    RECALLED = "recalled", "Đã rút lại"
    MISSED = "missed", "Quá hạn, không có ý kiến"


ENGLISH = {
    State.OPEN: "Waiting to be taken",
    State.TAKEN: "In hand",
    State.ANSWERED: "Answered",
    State.CONSENTED: "Consent by silence",
    State.RECALLED: "Recalled",
    State.MISSED: "Overdue, no opinion came",
}
LIVE = frozenset({State.OPEN, State.TAKEN})
CLOSED = frozenset(State) - LIVE


def _move(name: str, sources: frozenset[State], target: State, label_vi: str) -> Move:
    # Who may is decided by the unit of the leg, not by a role alone: see `operations.legs`.
    return Move(name, sources, target, "", label_vi)


# fmt: off
TAKE    = _move("take",    frozenset({State.OPEN}), State.TAKEN,     "Nhận phần việc")
ANSWER  = _move("answer",  LIVE,                    State.ANSWERED,  "Trả lời")
CONSENT = _move("consent", LIVE,                    State.CONSENTED, "Coi là đồng ý")
RECALL  = _move("recall",  LIVE,                    State.RECALLED,  "Rút lại")
MISS    = _move("miss",    LIVE,                    State.MISSED,    "Làm tiếp khi quá hạn ý kiến")
# fmt: on

MOVES = (TAKE, ANSWER, CONSENT, RECALL, MISS)


class Outcome(TextChoices):
    """What an agency answered."""

    DONE = "done", "Đã làm xong"
    AGREES = "agrees", "Đồng ý"
    DISAGREES = "disagrees", "Không đồng ý"
    RETURNED = "returned", "Trả lại để làm lại"


OUTCOMES_EN = {
    Outcome.DONE: "Done",
    Outcome.AGREES: "Agrees",
    Outcome.DISAGREES: "Disagrees",
    Outcome.RETURNED: "Sent back to be done again",
}
