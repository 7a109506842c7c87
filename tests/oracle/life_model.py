"""The life of a dossier, small: who may do what when, and what follows. Knows no table of ours.

Written from the issues and rules.md section 2.2: one complete supplement request, a second only by
the head; the limit begins anew when the dossier is complete; nothing is received before its fee is
paid and nothing returned; a supplement is sent by the applicant or brought to the counter;
withdrawal and stopping only before a decision; what was paid goes back when the office declines,
or when it ends before it was received; what is closed stays closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

CENTRE, OFFICE, COMMITTEE = "H80.88.01", "H80.88.02", "H80.88"
EXAMINE, SIGN = 2, 3
RUNNING = {"submitted", "supplement", "processing"}
STOPPABLE = {"supplement", "processing"}
ENDED_EARLY = {"withdrawn", "stopped"}
DONE = {"returned", "not_received", "refused", "withdrawn", "stopped"}

Condition = Callable[["Life", str], bool]
Effect = Callable[["Life", str], None]


@dataclass
class Life:
    """What is true of one dossier now, and every fact told of it."""

    fees: bool
    state: str = "submitted"
    unit: str = CENTRE
    step: int | None = None
    holder: str | None = None
    asked: int = 0
    received: int = 0
    approved: bool = False
    owed: set[str] = field(default_factory=set)
    paid: bool = False
    rated: bool = False
    told: list[str] = field(default_factory=lambda: ["submitted"])
    slips: Counter[str] = field(default_factory=Counter)
    papers: int = 1

    def __post_init__(self) -> None:
        self.owed = {"intake"} if self.fees else set()

    def may(self, act: str, who: str) -> bool:
        """Say whether this person may do this now."""
        usual, condition, _ = ACTS[act]
        return who in usual and condition(self, who)

    def possible(self) -> list[tuple[str, str]]:
        return [(act, who) for act in ACTS for who in PEOPLE if self.may(act, who)]

    def do(self, act: str, who: str) -> None:
        """Let the act happen."""
        ACTS[act][2](self, who)

    def works(self, who: str) -> bool:
        """Say whether it stands at a step of this person, in no other hands."""
        turn = {EXAMINE: {"chi", "ha"}, SIGN: {"hien", "ha"}}.get(self.step or 0, set())
        return self.state == "processing" and who in turn and self.holder in (None, who)

    def end(self, state: str, *, slip: str = "") -> None:
        self.state = state
        self.told.append(state)
        self.owed = set()
        declined = state in {"not_received", "refused"}
        if self.paid and (declined or (state in ENDED_EARLY and not self.received)):
            self.told.append("refund_owed")
        if slip:
            self.slips[slip] += 1


def _receive(life: Life, who: str) -> None:
    life.state, life.step, life.holder, life.unit = "processing", EXAMINE, None, OFFICE
    life.received += 1
    life.slips["01"] += 1
    life.told.append("received")


def _may_ask(life: Life, who: str) -> bool:
    early = life.state == "submitted" and who == "an"
    later = life.state == "processing" and who in {"chi", "ha"}
    return (early or later) and not life.asked


def _may_ask_again(life: Life, who: str) -> bool:
    return life.state in {"submitted", "processing"} and life.asked > 0


def _ask(life: Life, who: str) -> None:
    life.state, life.approved = "supplement", False
    life.asked += 1
    life.slips["02"] += 1
    life.told.append("supplement_asked")


def _complete(life: Life, who: str) -> None:
    life.state, life.step, life.holder, life.unit = "submitted", None, None, CENTRE
    life.papers += 1
    life.told.append("supplement_answered")


def _take(life: Life, who: str) -> None:
    if life.holder is None:
        life.told.append("taken")
    life.holder = who


def _pass(life: Life, who: str) -> None:
    if life.step == EXAMINE:
        life.step, life.unit = SIGN, COMMITTEE
        life.told.append("step_passed")
    else:
        life.step, life.unit, life.approved = None, OFFICE, True
        life.told.append("result_approved")
    life.holder = None


def _settle(life: Life, who: str) -> None:
    life.state, life.step, life.holder, life.unit = "settled", None, None, CENTRE
    life.slips["result"] += 1
    life.told.append("settled")
    if life.fees:
        life.owed = {"result"}


def _pay(life: Life, who: str) -> None:
    life.owed, life.paid = set(), True
    life.told.append("fee_paid")


def _rate(life: Life, who: str) -> None:
    life.rated = True
    life.told.append("rated")


def _end(state: str, slip: str = "") -> Effect:
    return lambda life, who: life.end(state, slip=slip)


def _in(*states: str) -> Condition:
    return lambda life, who: life.state in states


def _is_unpaid(due: str) -> Condition:
    return lambda life, who: due in life.owed


def _is_paid_for(state: str) -> Condition:
    return lambda life, who: life.state == state and not life.owed


def _is_undecided(*states: str) -> Condition:
    return lambda life, who: life.state in states and not life.approved


def _is_approved(life: Life, who: str) -> bool:
    return life.state == "processing" and life.step is None and life.approved


def _may_approve(life: Life, who: str) -> bool:
    return life.works(who) and life.step == SIGN


def _may_take(life: Life, who: str) -> bool:
    return life.works(who) or life.holder == who


def _may_rate(life: Life, who: str) -> bool:
    return life.state in DONE and not life.rated


def _draft(life: Life, who: str) -> None:
    life.told.append("result_drafted")


WORKS, HEADS = {"chi", "hien", "ha"}, {"hien", "ha"}
NEVER: tuple[set[str], Condition, Effect] = (set(), _in(), _rate)

# fmt: off
ACTS: dict[str, tuple[set[str], Condition, Effect]] = {
    "receive":         ({"an"},         _is_paid_for("submitted"), _receive),
    "pass_step":       (WORKS,          Life.works,                _pass),
    "settle":          ({"lan"},        _is_approved,              _settle),
    "return_result":   ({"an"},         _is_paid_for("settled"),   _end("returned")),
    "approve":         (HEADS,          _may_approve,              _pass),
    "take":            (WORKS,          _may_take,                 _take),
    "draft":           (WORKS,          Life.works,                _draft),
    "ask":             ({"an", "chi", "ha"}, _may_ask,             _ask),
    "ask_again":       (HEADS,          _may_ask_again,            _ask),
    "complete":        ({"dung", "an"}, _in("supplement"),         _complete),
    "pay_intake":      ({"an"},         _is_unpaid("intake"),      _pay),
    "pay_result":      ({"an"},         _is_unpaid("result"),      _pay),
    "rate":            ({"dung"},       _may_rate,                 _rate),
    "refuse":          (HEADS,          _in("processing"),         _end("refused", "03")),
    "not_receive":     ({"an"},         _in("submitted"),          _end("not_received", "03")),
    "withdraw":        ({"dung", "an"}, _is_undecided(*RUNNING),   _end("withdrawn", "05")),
    "stop":            ({"an"},         _is_undecided(*STOPPABLE), _end("stopped", "05")),
    "ask_for_nothing": NEVER,
    "complete_partly": NEVER,
    "refuse_unsaid":   NEVER,
}
# fmt: on
ENDINGS = frozenset({"ask", "ask_again", "refuse", "not_receive", "withdraw", "stop"})
"""What a life that shall come to its result must not meet too often."""
PEOPLE = ("an", "binh", "chi", "hien", "ha", "lan", "dung", "em")
