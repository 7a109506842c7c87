"""Which acts a person can do on a dossier now, the most likely first. Reads nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.casework.dossiers import states
from motcua.casework.dossiers.queries.sheets import Sheet
from motcua.casework.dossiers.queries.turns import OpenStep
from motcua.casework.dossiers.rules import steps
from motcua.casework.dossiers.rules.steps import WorkStep
from motcua.casework.dossiers.states import State
from motcua.interfaces.desk import addresses
from motcua.interfaces.look import writing
from motcua.spine.actors import Actor

AT_A_STEP = frozenset({"take", "pass"})
ENDS = frozenset({"not_receive", "refuse", "stop", "withdraw"})
RARE = frozenset(
    {"ask_again", "correct", "extend_limit"}
)  # Never what somebody has opened the dossier for.


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A button. One that is done at once posts; one that asks first opens a page."""

    name: str
    label: str
    key: str
    address: str
    at_once: bool
    css: str = ""  # go: the likeliest
    step: int | None = None  # Which open step it means: pressed twice, it never means the next.


def acts_on(sheet: Sheet, actor: Actor) -> list[Act]:
    """Return what this person may do; the rules decide again when it is done."""
    code, turn = sheet.dossier.code, sheet.turn_of(actor)
    found = [
        Act(
            name=name,
            label=label,
            key=key,
            address=addresses.of("act", code, name) if at_once else addresses.of(name, code),
            at_once=at_once,
            css="stop" if name in ENDS else "quiet" if name in RARE else "",
            step=turn.order if turn and name in AT_A_STEP else None,
        )
        for name, label, key, at_once in _possible(sheet, actor)
    ]
    found.sort(key=lambda act: act.name in ENDS)  # What ends it is never the likeliest.
    if found and not found[0].css:
        found[0] = replace(found[0], css="go")
    return found


def _possible(sheet: Sheet, actor: Actor) -> Iterator[tuple[str, str, str, bool]]:
    state, roles = sheet.dossier.state, actor.roles
    if state == State.SUBMITTED and "reception" in roles:
        if sheet.open_fee:
            yield "fee", _("Thu phí, lệ phí"), "t", False
        yield "receive", _("Tiếp nhận"), "r", True
        if sheet.is_immediate:
            yield "receive_at_once", _("Tiếp nhận, trả ngay, không cần giấy 01"), "", True
        if not sheet.dossier.supplements:
            yield "supplement", _("Yêu cầu bổ sung"), "b", False
        yield "not_receive", _("Từ chối tiếp nhận"), "", False
    elif state == State.PROCESSING:
        yield from _at_a_step(sheet, actor)
    elif state == State.SETTLED and "reception" in roles:
        if sheet.open_fee:
            yield "fee", _("Thu phí, lệ phí"), "t", False
        else:
            yield "return_result", _("Trả kết quả"), "t", False
    if state in (State.PROCESSING, State.SETTLED) and "reception" in roles:
        yield "acknowledgement", _("In giấy hẹn"), "p", False
    if state == State.PROCESSING and "reception" in roles and sheet.is_immediate:
        yield "acknowledge", _("Lập giấy 01 theo yêu cầu"), "", True
    yield from _out_of_turn(sheet, actor)


def _out_of_turn(sheet: Sheet, actor: Actor) -> Iterator[tuple[str, str, str, bool]]:
    """What is possible besides the way a dossier usually goes."""
    state, roles = sheet.dossier.state, actor.roles
    if "head" in roles and state in states.APOLOGISE.sources and sheet.dossier.due_at:
        yield "apologise", _("Xin lỗi, hẹn lại"), "", False
    if "head" in roles and sheet.dossier.supplements and state in states.ASK_AGAIN.sources:
        yield "ask_again", _("Yêu cầu bổ sung lần nữa"), "", False
    if state in states.COMPLETE_FOR.sources and "reception" in roles:
        yield "complete", _("Nhận bổ sung tại quầy"), "", False
    if state == State.PAYMENT and "reception" in roles:
        yield "proof", _("Nhận chứng từ nộp tiền"), "", False
    if sheet.is_two_part and state == State.PROCESSING and "handler" in roles:
        yield "demand", _("Gửi thông báo thuế"), "", False
    if state in (State.SETTLED, State.RETURNED) and roles & steps.SIGNERS:
        yield "correct", _("Đính chính kết quả"), "", False
    if "reception" in roles and not sheet.is_decided:
        if state in states.WITHDRAW_FOR.sources:
            yield "withdraw", _("Rút hồ sơ theo đề nghị"), "", False
        if state in states.STOP.sources:
            yield "stop", _("Dừng giải quyết"), "", False


def _at_a_step(sheet: Sheet, actor: Actor) -> Iterator[tuple[str, str, str, bool]]:
    roles, turn = actor.roles, sheet.turn_of(actor)
    if sheet.is_for_clerks:
        if "clerk" in roles:
            yield "settle", _("Cấp số, ban hành"), "s", True
    elif turn is not None:
        is_signers = turn.step.role in steps.SIGNERS
        yield from _signers_step(sheet, turn) if is_signers else _own_step(sheet, turn)
    if "handler" in roles and not sheet.dossier.supplements:
        yield "supplement", _("Yêu cầu bổ sung"), "b", False
    if turn is not None and "handler" in roles and sheet.may_extend:
        yield "extend_limit", _("Áp dụng thời hạn dài hơn"), "", False
    if "head" in roles:
        yield "refuse", _("Từ chối giải quyết"), "", False


def _signers_step(sheet: Sheet, turn: OpenStep) -> Iterator[tuple[str, str, str, bool]]:
    if sheet.is_approval(turn):
        yield "approve", _("Duyệt kết quả"), "s", True
    else:
        yield _passing(sheet, turn)
    yield "draft_result", _("Xem, sửa dự thảo"), "d", False


def _own_step(sheet: Sheet, turn: OpenStep) -> Iterator[tuple[str, str, str, bool]]:
    draft = ("draft_result", _("Soạn kết quả"), "d", False)
    if turn.holder_id is None:
        yield "take", _("Nhận việc"), "n", True
    following = sheet.following(turn)
    before_signing = not following or following[0].role in steps.SIGNERS
    if before_signing and sheet.result is None and len(sheet.opened) == 1:
        yield draft
        yield _passing(sheet, turn)
    else:
        yield _passing(sheet, turn)
        yield draft


def _passing(sheet: Sheet, turn: OpenStep) -> tuple[str, str, str, bool]:
    following = sheet.following(turn)
    if len(sheet.opened) > 1 and not following:
        return "pass", _("Xong phần việc của bạn"), "c", True
    if not following:
        return "pass", _("Xong bước cuối, chuyển văn thư"), "c", True
    names = ", ".join(_name(step) for step in following)
    return "pass", _("Chuyển sang: %(step)s") % {"step": names}, "c", True


def _name(step: WorkStep) -> str:
    return writing.in_language(step, "name", get_language() or "vi")[0]
