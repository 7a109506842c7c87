"""What happened to a dossier, in words, from its entries in the journal."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.queries import access, clocks, names, papers
from motcua.casework.dossiers.queries import step_clocks as step_due
from motcua.casework.dossiers.rules import (
    move_causes,
    refusals,
    reminders,
    slip_texts,
    step_clocks,
    steps,
    stops,
)
from motcua.reference.organisations import queries as organisations
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM, local_date
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Entry

SIGNED = "dossier.slip_signed"
# Of a step that is done while others beside it go on.
BESIDE = (
    "Xong bước “{step_vi}”; còn “{left_vi}” đang làm song song",
    "Done: “{step_en}”; “{left_en}” is still being worked on",
)
# Of a paper that was issued in a simulated time, and signed when that was over.
SIGNED_AFTERWARDS = (
    "Ký số sau khi hết mô phỏng: {slip_vi}",
    "Signed after the simulation had ended: {slip_en}",
)
# What each entry says, to applicant and officer alike. A test keeps this table total.
WORDS: Mapping[str, tuple[str, str]] = {
    "dossier.submitted": ("Đã nộp hồ sơ", "Dossier submitted"),
    "dossier.received": (
        "Đã tiếp nhận, hẹn trả {due_vi}; chuyển {unit}",
        "Received, due {due_en}; handed to {unit}",
    ),
    "dossier.due_moved": (
        "{why_moved_vi}, ngày hẹn chuyển sang {due_vi}",
        "{why_moved_en}; now due {due_en}",
    ),
    "dossier.supplement_asked": (
        "Yêu cầu bổ sung: {components_vi}",
        "Asked for: {components_en}",
    ),
    "dossier.supplement_answered": ("Đã bổ sung giấy tờ", "The papers were handed in"),
    "dossier.not_received": ("Không tiếp nhận: {reason_vi}", "Not received: {reason_en}"),
    "dossier.refused": ("Từ chối giải quyết: {reason_vi}", "Refused: {reason_en}"),
    "dossier.taken": ("Nhận xử lý", "Taken in hand"),
    "dossier.step_passed": ("Xong bước “{step_vi}”; chuyển {unit}", "Done: “{step_en}”; to {unit}"),
    "dossier.result_drafted": ("Soạn kết quả", "The result was drafted"),
    "dossier.result_approved": ("Duyệt kết quả", "The result was approved"),
    "dossier.settled": (
        "Ban hành kết quả số {number}/{year}",
        "The result was issued as number {number}/{year}",
    ),
    SIGNED: ("Đã ký số: {slip_vi}", "Signed: {slip_en}"),
    "dossier.fee_paid": ("Đã nộp phí, lệ phí", "The fee was paid"),
    "dossier.returned": ("Đã trả kết quả", "The result was returned"),
    "dossier.withdrawn": ("Người nộp rút hồ sơ", "Withdrawn by the applicant"),
    "dossier.stopped": ("Dừng giải quyết: {reason_vi}", "Stopped: {reason_en}"),
    "dossier.apology_drafted": (
        "Hệ thống soạn sẵn thư xin lỗi, hẹn lại",
        "A letter of apology was drafted by the system",
    ),
    "dossier.reappointed": ("Xin lỗi và hẹn lại {due_vi}", "Apology sent; now due {due_en}"),
    "dossier.limit_extended": (
        "Áp dụng thời hạn dài hơn ({case_vi}), hẹn trả {due_vi}",
        "Counted by the longer limit ({case_en}), due {due_en}",
    ),
    "dossier.escalated": ("Quá hạn, tự chuyển lên {to}", "Late: went up to {to} by itself"),
    "dossier.staff_alerted": ("Nhắc cán bộ: {alert_vi}", "Staff were alerted: {alert_en}"),
    "dossier.result_chased": (
        "Nhắc nhận kết quả lần {round}",
        "Reminder {round} to collect the result",
    ),
    "dossier.payment_demanded": (
        "Gửi thông báo nghĩa vụ tài chính {amount_vi}; chờ nộp không tính vào thời hạn",
        "The notice to pay {amount_en} was sent; waiting for it does not count",
    ),
    "dossier.payment_proven": (
        "Đã nhận chứng từ nộp tiền, hẹn trả {due_vi}",
        "Proof of payment received, due {due_en}",
    ),
    "dossier.result_corrected": (
        "Đính chính kết quả, thay bằng số {number}/{year}",
        "The result was corrected; number {number}/{year} takes its place",
    ),
    "dossier.papers_lost": (
        "Cơ quan làm mất, hỏng: {components_vi}",
        "The office lost or spoilt: {components_en}",
    ),
    "dossier.papers_restored": (
        "Cơ quan đã khôi phục: {components_vi}",
        "The office has restored: {components_en}",
    ),
    "dossier.slip_issued": ("Lập {slip_vi}", "Issued: {slip_en}"),
    "dossier.shared": (
        "Liên thông: còn {owed} phần việc của cơ quan khác",
        "Between agencies: {owed} parts of others are still owed",
    ),
    "dossier.refund_owed": (
        "Phải hoàn {amount_vi} đã nộp; {to} hoàn",
        "{amount_en} that was paid is to be given back by {to}",
    ),
    "dossier.posted": ("Giao kết quả cho bưu chính", "The result was handed to the post"),
    "dossier.way_changed": (
        "Bưu chính không phát được, kết quả chờ tại quầy",
        "The post could not deliver; the result waits at the desk",
    ),
    "dossier.refunded": ("Đã hoàn {amount_vi}", "{amount_en} was given back"),
    "dossier.rated": ("Người nộp đánh giá {score}/5", "Rated {score} of 5 by the applicant"),
}
SLIPS: Mapping[str, tuple[str, str]] = {
    "01": ("giấy tiếp nhận và hẹn trả", "the acknowledgement"),
    "02": ("phiếu yêu cầu bổ sung", "the request for papers"),
    "03": ("phiếu từ chối", "the refusal"),
    "04": ("thư xin lỗi, hẹn lại", "the letter of apology"),
    "05": ("thông báo dừng giải quyết", "the notice of stopping"),
    "06": ("phiếu kiểm soát", "the control slip"),
    "result": ("kết quả", "the result"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One act of the story. `who` is a member of staff's name, or "" for applicant and system."""

    kind: str
    at: datetime
    words: str
    who: str
    unit: str
    is_applicant: bool
    late: str = ""  # That a step was passed after its own limit, and which that was.


def timeline(*, code: str, actor: Actor, language: str) -> list[Moment]:
    """Return what happened to a dossier, oldest first.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    entries = journal.told(dossier.subject)
    staff = {int(e.actor) for e in entries if e.organisation and e.actor.isdecimal()}
    called = names.of_accounts(staff)
    named = ("unit", "to")
    codes = {e.facts[name] for e in entries for name in named if e.facts.get(name)}
    codes |= {e.organisation for e in entries if e.organisation}
    codes |= {unit for e in entries for unit in (e.facts.get("beside") or {}).values()}
    units = {unit.code: unit.name_vi for unit in organisations.by_codes(sorted(codes)).values()}
    late = _late_steps(dossier, entries, language)
    played = _slips_played(entries)
    return [
        Moment(
            kind=entry.kind,
            at=entry.happened_at,
            words=words_of(entry, dossier, units=units, language=language, played=played),
            who=called.get(int(entry.actor), "") if entry.actor.isdecimal() else "",
            unit=units.get(entry.organisation, ""),
            is_applicant=entry.actor == str(dossier.account_id),
            late=late.get(entry.happened_at, "") if entry.kind in step_clocks.PASSES else "",
        )
        for entry in entries
    ]


_LATE = ("quá hạn của bước, hạn là {due}", "late: the step was due at {due}")


def _late_steps(
    dossier: Dossier, entries: Sequence[Entry], language: str
) -> Mapping[datetime, str]:
    """Return the moments at which a step was passed too late, each with when it was due."""
    due_of = step_due.due_by(dossier, clocks.ledger_of(dossier), at=None)
    found = {}
    for run in step_clocks.runs(step_due.facts_of(entries), due_of=due_of):
        if run.ended_at is not None and run.due_at is not None and run.is_late(run.ended_at):
            due = slip_texts.clock_moment(run.due_at)
            found[run.ended_at] = _LATE[language == "en"].format(due=due)
    return found


def words_of(
    entry: Entry,
    dossier: Dossier,
    *,
    units: Mapping[str, str],
    language: str,
    played: Collection[str] = (),
) -> str:
    """Return one entry in words. `played` names the slips of a simulated time that is over."""
    facts = entry.facts
    is_afterwards = entry.kind == SIGNED and facts["slip"] in played
    is_afterwards &= not journal.is_of_simulated_past(entry)
    vi, en = SIGNED_AFTERWARDS if is_afterwards else WORDS[entry.kind]
    if facts.get("due") == "postage":
        vi, en = "Đã nộp cước bưu chính", "The postage was paid"
    if facts.get("left") and entry.kind == "dossier.step_passed":
        vi, en = BESIDE
    figures = ("number", "year", "score", "round", "owed")
    said: dict[str, object] = {name: facts.get(name, "") for name in figures}
    said["unit"] = units.get(str(facts.get("unit", "")), "")
    said["to"] = units.get(str(facts.get("to", "")), "")
    said |= _due(facts.get("due_at"), was=facts.get("was_due_at"))
    said |= _amount(facts.get("amount_vnd"))
    alert = reminders.WORDS.get(str(facts.get("alert", "")), ("", ""))
    said |= {"alert_vi": alert[0], "alert_en": alert[1]}
    for name, table in (
        ("reason", _reason),
        ("case", _case),
        ("step", _step),
        ("left", _left),
        ("components", _components),
    ):
        said[f"{name}_vi"] = table(facts, dossier, "vi")
        said[f"{name}_en"] = table(facts, dossier, "en")
    moved = move_causes.of(str(facts.get("decree", "")))
    said |= {"why_moved_vi": moved.vi, "why_moved_en": moved.en}
    slip = SLIPS.get(str(facts.get("slip", "")).partition(":")[0], ("", ""))
    said |= {"slip_vi": slip[0], "slip_en": slip[1]}
    words = (en if language == "en" else vi).format(**said)
    return f"{words}{_beside(facts, dossier, units, language)}"


def _beside(
    facts: Mapping[str, object], dossier: Dossier, units: Mapping[str, str], language: str
) -> str:
    """Return which steps opened beside the dossier's own, and where."""
    opened = facts.get("beside")
    if not isinstance(opened, dict) or not opened:
        return ""
    places = [
        f"“{_step({'step': int(step)}, dossier, language)}” ({units.get(unit, '')})"
        for step, unit in opened.items()
    ]
    return ("; at the same time " if language == "en" else "; song song ") + ", ".join(places)


def _slips_played(entries: Sequence[Entry]) -> set[str]:
    """Return the slips and the result that were issued in a simulated time that is over."""
    past = [entry for entry in entries if journal.is_of_simulated_past(entry)]
    result = f"{papers.RESULT}:{{organisation}}:{{year}}:{{number}}"
    results = {result.format(**entry.facts) for entry in past if entry.kind == "dossier.settled"}
    return results | {str(entry.facts.get("slip", "")) for entry in past}


def _due(text: str | None, *, was: str | None) -> dict[str, str]:
    """Return the day; with the hour where only that has moved."""
    if not text:
        return {"due_vi": "sau, chưa rõ thời hạn", "due_en": "later, the limit is not known"}
    due_at = datetime.fromisoformat(text)
    on = local_date(due_at)
    hour = ""
    if was is not None and local_date(datetime.fromisoformat(was)) == on:
        hour = f"{due_at.astimezone(VIETNAM):%H:%M} "
    return {"due_vi": hour + slip_texts.short_day(on), "due_en": f"{hour}{on.day} {on:%B %Y}"}


def _amount(amount_vnd: int | None) -> dict[str, str]:
    amount = amount_vnd or 0
    return {"amount_vi": slip_texts.money(amount), "amount_en": f"{amount:,} VND"}


def _reason(facts: Mapping[str, object], dossier: Dossier, language: str) -> str:
    code = str(facts.get("reason_code", ""))
    said = stops.in_words(code, language)
    return refusals.in_words(code, language) if said == code else said


def _case(facts: Mapping[str, object], dossier: Dossier, language: str) -> str:
    longer = clocks.longer_limit(dossier) if "was_due_at" in facts else None
    if longer is None:
        return ""
    return (language == "en" and longer.extended_if_en) or longer.extended_if_vi


def _step(facts: Mapping[str, object], dossier: Dossier, language: str) -> str:
    order = facts.get("step")
    if not isinstance(order, int):
        return ""
    step = steps.of_order(access.steps_of(dossier), order)
    return (step.name_en if language == "en" else "") or step.name_vi


def _left(facts: Mapping[str, object], dossier: Dossier, language: str) -> str:
    left = facts.get("left")
    orders = left if isinstance(left, list) else []
    return "”, “".join(_step({"step": order}, dossier, language) for order in orders)


def _components(facts: Mapping[str, object], dossier: Dossier, language: str) -> str:
    codes = facts.get("components")
    if not isinstance(codes, list):
        return ""
    definition = access.definition_of(dossier.procedure_version)
    return ", ".join(names.of_component(definition, code, language=language) for code in codes)
