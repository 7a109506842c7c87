"""Which acts a person can do on a dossier now, the most likely first. Reads nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.casework.dossiers import states
from motcua.casework.dossiers.queries.sheets import Sheet
from motcua.casework.dossiers.rules import steps
from motcua.casework.dossiers.states import State
from motcua.interfaces.look import writing
from motcua.spine.actors import Actor

ENDS = frozenset({"not_receive", "refuse", "stop", "withdraw"})
RARE = frozenset({"ask_again", "correct"})  # Never what somebody has opened the dossier for.


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A button. One that is done at once posts; one that asks first opens a page."""

    name: str
    label: str
    key: str
    address: str
    at_once: bool
    css: str = ""


def acts_on(sheet: Sheet, actor: Actor) -> list[Act]:
    """Return what this person may do; the rules decide again when it is done."""
    code = sheet.dossier.code
    found = [
        Act(
            name=name,
            label=label,
            key=key,
            address=_address(name, code, at_once=at_once),
            at_once=at_once,
            css="stop" if name in ENDS else "quiet" if name in RARE else "",
        )
        for name, label, key, at_once in _possible(sheet, actor)
    ]
    return sorted(found, key=lambda act: act.name in ENDS)  # What ends it is never the likeliest.


def _address(name: str, code: str, *, at_once: bool) -> str:
    return (
        reverse("desk:act", args=[code, name]) if at_once else reverse(f"desk:{name}", args=[code])
    )


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
    roles, step = actor.roles, sheet.step
    if steps.only_clerks_left(sheet.work, sheet.dossier.step):
        if "clerk" in roles:
            yield "settle", _("Cấp số, ban hành"), "s", True
    elif step is not None and _may_do(sheet, actor):
        yield from _signers_step(sheet) if step.role in steps.SIGNERS else _own_step(sheet)
    if "handler" in roles and not sheet.dossier.supplements:
        yield "supplement", _("Yêu cầu bổ sung"), "b", False
    if "head" in roles:
        yield "refuse", _("Từ chối giải quyết"), "", False


def _may_do(sheet: Sheet, actor: Actor) -> bool:
    is_free = sheet.dossier.holder_id in (None, _number(actor))
    return is_free and sheet.step is not None and sheet.step.role in steps.roles_of(actor.roles)


def _signers_step(sheet: Sheet) -> Iterator[tuple[str, str, str, bool]]:
    assert sheet.dossier.step is not None, "Only at a step."
    if steps.is_approval(sheet.work, sheet.dossier.step):
        yield "approve", _("Duyệt kết quả"), "s", True
    else:
        yield _passing(sheet)
    yield "draft_result", _("Xem, sửa dự thảo"), "d", False


def _own_step(sheet: Sheet) -> Iterator[tuple[str, str, str, bool]]:
    draft = ("draft_result", _("Soạn kết quả"), "d", False)
    if sheet.dossier.holder_id is None:
        yield "take", _("Nhận việc"), "n", True
    before_signing = sheet.next_step is None or sheet.next_step.role in steps.SIGNERS
    if before_signing and sheet.result is None:
        yield draft
        yield _passing(sheet)
    else:
        yield _passing(sheet)
        yield draft


def _passing(sheet: Sheet) -> tuple[str, str, str, bool]:
    if sheet.next_step is None:
        return "pass", _("Xong bước cuối, chuyển văn thư"), "c", True
    name = writing.in_language(sheet.next_step, "name", get_language() or "vi")[0]
    return "pass", _("Chuyển sang: %(step)s") % {"step": name}, "c", True


def _number(actor: Actor) -> int | None:
    return int(actor.id) if actor.id.isdecimal() else None
