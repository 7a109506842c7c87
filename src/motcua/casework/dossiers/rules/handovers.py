"""Who gave a dossier to whom and when, and whether in time: the rows of the control slip.

Read from the facts of the journal alone, so nobody can write them otherwise.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from motcua.spine.dates import local_date

APPLICANT = ""  # A dossier lies with its applicant when it lies with no unit.
BEFORE, ON_TIME, LATE, NO_LIMIT = "before", "on_time", "late", ""
RESULTS_VI = {BEFORE: "Trước hạn", ON_TIME: "Đúng hạn", LATE: "Quá hạn", NO_LIMIT: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One entry of the journal, as far as this needs it."""

    kind: str
    at: datetime
    actor: str
    unit: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A dossier going from one unit to another; `taken_at` is the first act of who got it."""

    giver: str
    taker: str
    given_at: datetime
    given_by: str
    taken_at: datetime | None = None
    taken_by: str = ""
    result: str = NO_LIMIT
    notes: tuple[str, ...] = ()


NOTED: Mapping[str, str] = {
    "dossier.reappointed": "Đã xin lỗi, hẹn lại",
    "dossier.limit_extended": "Áp dụng thời hạn dài hơn",
    "dossier.escalated": "Quá hạn, tự chuyển lên cấp trên",
    "dossier.papers_lost": "Cơ quan làm mất, hỏng giấy tờ",
    "dossier.papers_restored": "Cơ quan đã khôi phục giấy tờ",
    "dossier.result_corrected": "Đính chính kết quả",
}
# A slip printed or signed, a part given to others are no work on the dossier.
_NO_WORK = frozenset(
    {"dossier.slip_issued", "dossier.slip_signed", "dossier.shared", "dossier.refund_owed",
     "dossier.refunded", "dossier.posted", "dossier.way_changed"}
)  # fmt: skip
_ENDS_VI: Mapping[str, str] = {
    "dossier.not_received": "Từ chối tiếp nhận",
    "dossier.refused": "Từ chối giải quyết",
    "dossier.withdrawn": "Người nộp rút hồ sơ",
    "dossier.stopped": "Dừng giải quyết",
    "dossier.returned": "Trả kết quả",
}


def handovers(
    story: Iterable[Fact],
    *,
    receiving: str,
    returning: str,
    step_due: Callable[[int, datetime], datetime | None],
) -> Sequence[Handover]:
    """Return the hand-overs, oldest first. `step_due` says when a step begun then is due."""
    walk = _Walk(receiving, returning, step_due)
    for fact in story:
        walk.take_in(fact)
    return walk.rows


class _Walk:
    """Where the dossier lies while its story is read."""

    def __init__(
        self,
        receiving: str,
        returning: str,
        step_due: Callable[[int, datetime], datetime | None],
    ) -> None:
        self.rows: list[Handover] = []
        self._receiving, self._returning, self._step_due = receiving, returning, step_due
        self._unit, self._step, self._since = APPLICANT, None, None
        self._due_at: datetime | None = None
        self._beside: dict[int, tuple[str, datetime]] = {}

    _unit: str
    _step: int | None
    _since: datetime | None

    def take_in(self, fact: Fact) -> None:
        self._note_taken(fact)
        facts, kind = fact.facts, fact.kind
        if kind in ("dossier.submitted", "dossier.supplement_answered"):
            self._hand(fact, self._receiving, step=None)
        elif kind == "dossier.received":
            self._due_at = _moment(facts["due_at"])
            self._hand(fact, facts["unit"], step=facts["step"])
            self._open_beside(fact)
        elif kind in ("dossier.step_passed", "dossier.result_approved"):
            self._pass(fact)
        elif kind == "dossier.settled":
            self._hand(fact, self._returning, step=None)
        elif kind == "dossier.supplement_asked":
            note = f"Yêu cầu bổ sung lần {facts['number']}"
            self._hand(fact, APPLICANT, step=self._step, notes=(note,))
        elif kind == "dossier.payment_demanded":
            self._from = self._unit
            note = "Gửi thông báo nghĩa vụ tài chính; chờ nộp không tính"
            self._hand(fact, APPLICANT, step=self._step, notes=(note,))
        elif kind == "dossier.payment_proven":
            self._due_at = _moment(facts["due_at"])
            self._hand(fact, self._from, step=self._step, notes=("Đã nộp chứng từ",))
        elif kind in _ENDS_VI:
            judged = _result(fact.at, self._due_at) if kind == "dossier.returned" else NO_LIMIT
            self._hand(fact, APPLICANT, step=None, result=judged, notes=(_ENDS_VI[kind],))
        elif kind in NOTED and self.rows:
            self._note(fact)

    _from: str = APPLICANT

    def _note(self, fact: Fact) -> None:
        if fact.kind == "dossier.limit_extended":
            self._due_at = _moment(fact.facts["due_at"])
        self.rows[-1] = replace(self.rows[-1], notes=(*self.rows[-1].notes, NOTED[fact.kind]))

    def _open_beside(self, fact: Fact) -> None:
        """A step beside another: whoever gave the dossier to that one gave it to this one too."""
        giver, beside = self.rows[-1].giver, fact.facts.get("beside") or {}
        for step, unit in beside.items():
            row = Handover(giver=giver, taker=unit, given_at=fact.at, given_by=fact.actor)
            self.rows.append(replace(row, notes=("Làm song song",)))
            self._beside[int(step)] = (unit, fact.at)

    def _pass(self, fact: Fact) -> None:
        facts, left = fact.facts, fact.facts.get("left", ())
        if self._step is not None and self._since is not None:
            self._beside[self._step] = (self._unit, self._since)
        self._unit, begun_at = self._beside.pop(facts["step"], (self._unit, None))
        _unit, goes_on_since = self._beside.pop(facts["next_step"], ("", None))
        judged = self._judge(facts["step"], begun_at, fact.at)
        notes = ("Xong phần song song",) if left else ()
        self._hand(fact, facts["unit"], step=facts["next_step"], result=judged, notes=notes)
        if goes_on_since is not None:  # It lies there already.
            self.rows[-1] = replace(self.rows[-1], taken_at=fact.at)
            self._since = goes_on_since
        self._open_beside(fact)

    def _hand(
        self,
        fact: Fact,
        taker: str,
        *,
        step: int | None,
        result: str = NO_LIMIT,
        notes: tuple[str, ...] = (),
    ) -> None:
        # Who received it in an act of theirs had it in hand at that moment.
        is_given_by_taker = fact.kind == "dossier.submitted" and fact.unit == taker
        self.rows.append(
            Handover(
                giver=self._unit,
                taker=taker,
                given_at=fact.at,
                given_by=fact.actor,
                taken_at=fact.at if taker == APPLICANT or is_given_by_taker else None,
                taken_by=fact.actor if is_given_by_taker else "",
                result=result,
                notes=notes,
            )
        )
        self._unit, self._step, self._since = taker, step, fact.at

    def _note_taken(self, fact: Fact) -> None:
        """The first act of somebody in the unit that got it is when it was taken over."""
        if not self.rows or not fact.unit or self._unit == APPLICANT or fact.kind in _NO_WORK:
            return
        place = self._place_taken(fact)
        if self.rows[place].taken_at is None:
            self.rows[place] = replace(self.rows[place], taken_at=fact.at, taken_by=fact.actor)

    def _place_taken(self, fact: Fact) -> int:
        """Return which row this act takes over: with several open, that of the actor's unit."""
        count = 1 + len(self._beside)
        waiting = [
            place for place, row in list(enumerate(self.rows))[-count:]
            if row.taken_at is None and row.taker == fact.unit
        ]  # fmt: skip
        return waiting[0] if waiting else -1

    def _judge(self, step: int | None, since: datetime | None, at: datetime) -> str:
        if step is None or since is None:
            return NO_LIMIT
        return _result(at, self._step_due(step, since))


def _result(at: datetime, due_at: datetime | None) -> str:
    if due_at is None:
        return NO_LIMIT
    if at > due_at:
        return LATE
    return ON_TIME if local_date(at) == local_date(due_at) else BEFORE


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
