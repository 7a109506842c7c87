"""What changed between two versions, in sentences a person reads."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from motcua.reference.procedures.rules import wording
from motcua.reference.procedures.rules.content import (
    Channel,
    Component,
    Content,
    TimeLimit,
)

_QUOTED_MAX = 160


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, and the sentence in each language."""

    about: str
    vi: str
    en: str


def changes(old: Content, new: Content) -> list[Change]:
    """Return every difference, the weightiest first; none if both say the same."""
    return [
        *_limits(old.time_limit, new.time_limit),
        *_fees(old, new),
        *_components(old.components, new.components),
        *_listed("results", [r.name_vi for r in old.results], [r.name_vi for r in new.results]),
        *_texts(old, new),
        *_channels(old.channels, new.channels),
        *_listed("legal_basis", old.legal_basis, new.legal_basis),
        *_listed("applicants", old.applicants, new.applicants),
        *_listed("levels", _levels(old, "vi"), _levels(new, "vi")),
    ]


_LISTS = {
    "results": ("Kết quả", "Result"),
    "legal_basis": ("Căn cứ pháp lý", "Legal basis"),
    "applicants": ("Đối tượng thực hiện", "Who may apply"),
    "levels": ("Cấp giải quyết", "Level"),
    "components": ("Giấy tờ", "Paper"),
}
_TEXTS = {
    "name_vi": ("Tên thủ tục", "Name"),
    "name_en": ("Tên tiếng Anh", "English name"),
    "field": ("Lĩnh vực", "Field"),
    "agency": ("Cơ quan giải quyết", "Deciding agency"),
    "agency_competent": ("Cơ quan có thẩm quyền", "Competent agency"),
    "agency_coordinating": ("Cơ quan phối hợp", "Coordinating agency"),
    "decision": ("Quyết định công bố", "Publishing decision"),
    "effective_text": ("Ngày hiệu lực ghi ở nguồn", "Effective date in the source"),
    "conditions": ("Yêu cầu, điều kiện", "Conditions"),
}


def _limits(old: TimeLimit, new: TimeLimit, vi: str = "", en: str = "") -> Iterator[Change]:
    """Tell how a limit changed; `vi` and `en` name the channel it is for."""
    if (old.value, old.unit, old.same_day, old.cutoff) == (
        new.value,
        new.unit,
        new.same_day,
        new.cutoff,
    ):
        return
    about_vi, about_en = f"Thời hạn{vi}", f"Time limit{en}"
    before, after = (
        (wording.limit(old, "vi"), wording.limit(old, "en")),
        (
            wording.limit(new, "vi"),
            wording.limit(new, "en"),
        ),
    )
    if _comparable(old, new) and old.value is not None and new.value is not None:
        falls = new.value < old.value
        unit_vi = wording.unit(new.unit or "", new.value, "vi")
        unit_en = wording.unit(new.unit or "", new.value, "en")
        was_vi, was_en = wording.number(old.value, "vi"), wording.number(old.value, "en")
        is_vi, is_en = wording.number(new.value, "vi"), wording.number(new.value, "en")
        yield Change(
            "time_limit",
            f"{about_vi} {'giảm' if falls else 'tăng'} từ {was_vi} "
            f"{'xuống' if falls else 'lên'} {is_vi} {unit_vi}",
            f"{about_en} {'falls' if falls else 'rises'} from {was_en} to {is_en} {unit_en}",
        )
        return
    yield Change(
        "time_limit",
        f"{about_vi} đổi từ “{_short(before[0])}” thành “{_short(after[0])}”",
        f"{about_en} changes from “{_short(before[1])}” to “{_short(after[1])}”",
    )


def _comparable(old: TimeLimit, new: TimeLimit) -> bool:
    return (
        old.unit == new.unit
        and old.is_usable
        and new.is_usable
        and old.same_day == new.same_day
        and old.value != new.value
    )


def _fees(old: Content, new: Content) -> Iterator[Change]:
    if old.fee_vnd != new.fee_vnd:
        was, now = old.fee_vnd, new.fee_vnd
        verb_vi, verb_en = "đổi", "changes"
        if was is not None and now is not None:
            verb_vi, verb_en = ("giảm", "falls") if now < was else ("tăng", "rises")
        yield Change(
            "fee",
            f"Phí, lệ phí {verb_vi} từ {wording.fee_of(old, 'vi')} "
            f"{'xuống' if verb_vi == 'giảm' else 'thành'} {wording.fee_of(new, 'vi')}",
            f"Fee {verb_en} from {wording.fee_of(old, 'en')} to {wording.fee_of(new, 'en')}",
        )
    elif old.fee_items != new.fee_items:
        yield Change(
            "fee",
            f"Các mức phí đổi từ {wording.fees(old.fee_items, 'vi')} "
            f"thành {wording.fees(new.fee_items, 'vi')}",
            f"Fees change from {wording.fees(old.fee_items, 'en')} "
            f"to {wording.fees(new.fee_items, 'en')}",
        )
    if old.fee_text != new.fee_text:
        yield from _text("fee", "Lời ghi về phí", "Words on fees", old.fee_text, new.fee_text)
    if old.fee_confirmed != new.fee_confirmed:
        vi = "Mức phí đã được người giữ danh mục xác nhận"
        yield (
            Change("fee", vi, "The fee was confirmed by the catalogue keeper")
            if new.fee_confirmed
            else Change("fee", "Mức phí chưa được xác nhận", "The fee is no longer confirmed")
        )


def _components(old: Sequence[Component], new: Sequence[Component]) -> Iterator[Change]:
    yield from _listed("components", [c.name_vi for c in old], [c.name_vi for c in new])
    before = {component.name_vi: component for component in old}
    for component in new:
        was = before.get(component.name_vi)
        if was is None:
            continue
        name = _short(component.name_vi)
        for label_vi, label_en, take in _PIECES:
            if take(was) != take(component):
                yield Change(
                    "components",
                    f"“{name}”: {label_vi} từ {_count(take(was), 0)} thành "
                    f"{_count(take(component), 0)}",
                    f"“{name}”: {label_en} from {_count(take(was), 1)} to "
                    f"{_count(take(component), 1)}",
                )
        if was.is_required != component.is_required:
            vi = "nay bắt buộc" if component.is_required else "không còn bắt buộc"
            en = "is now required" if component.is_required else "is no longer required"
            yield Change("components", f"“{name}” {vi}", f"“{name}” {en}")


_PIECES: tuple[tuple[str, str, Callable[[Component], int | None]], ...] = (
    ("số bản chính", "originals", lambda component: component.originals),
    ("số bản sao", "copies", lambda component: component.copies),
)


def _channels(old: Sequence[Channel], new: Sequence[Channel]) -> Iterator[Change]:
    before = {channel.kind: channel for channel in old}
    after = {channel.kind: channel for channel in new}
    for kind in [*before, *(kind for kind in after if kind not in before)]:
        vi, en = (wording.named(kind, wording.CHANNELS, language) for language in ("vi", "en"))
        if kind not in after:
            yield Change("channels", f"Bỏ cách nộp: {vi}", f"Channel removed: {en}")
        elif kind not in before:
            yield Change("channels", f"Thêm cách nộp: {vi}", f"Channel added: {en}")
        else:
            was, now = before[kind], after[kind]
            yield from _limits(was.limit, now.limit, f" ({vi.lower()})", f" ({en.lower()})")
            if was.fees != now.fees:
                yield Change(
                    "channels",
                    f"Phí ({vi.lower()}) đổi từ {wording.fees(was.fees, 'vi')} "
                    f"thành {wording.fees(now.fees, 'vi')}",
                    f"Fee ({en.lower()}) changes from {wording.fees(was.fees, 'en')} "
                    f"to {wording.fees(now.fees, 'en')}",
                )


def _texts(old: Content, new: Content) -> Iterator[Change]:
    for name, (vi, en) in _TEXTS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield from _text(name, vi, en, before, after)
    if old.service_level != new.service_level:
        levels = wording.SERVICE_LEVELS
        yield Change(
            "service_level",
            f"Mức dịch vụ công: {wording.named(new.service_level or 'chưa rõ', levels, 'vi')}",
            f"Service level: {wording.named(new.service_level or 'not known', levels, 'en')}",
        )


def _text(about: str, vi: str, en: str, old: str | None, new: str | None) -> Iterator[Change]:
    if not new:
        yield Change(about, f"{vi}: bỏ “{_short(old)}”", f"{en}: “{_short(old)}” removed")
    elif not old:
        yield Change(about, f"{vi}: thêm “{_short(new)}”", f"{en}: “{_short(new)}” added")
    else:
        yield Change(
            about,
            f"{vi} đổi từ “{_short(old)}” thành “{_short(new)}”",
            f"{en} changes from “{_short(old)}” to “{_short(new)}”",
        )


def _listed(about: str, old: Iterable[str], new: Iterable[str]) -> Iterator[Change]:
    vi, en = _LISTS[about]
    before, after = Counter(old), Counter(new)
    for name in before - after:
        yield Change(about, f"Bỏ {vi.lower()}: {_short(name)}", f"{en} removed: {_short(name)}")
    for name in after - before:
        yield Change(about, f"Thêm {vi.lower()}: {_short(name)}", f"{en} added: {_short(name)}")


def _levels(content: Content, language: str) -> list[str]:
    return [wording.named(level, wording.LEVELS, language) for level in content.levels]


def _count(pieces: int | None, language: int) -> str:
    return wording.UNKNOWN[language] if pieces is None else str(pieces)


def _short(text: str | None) -> str:
    flat = " ".join((text or "").split())
    return flat if len(flat) <= _QUOTED_MAX else flat[: _QUOTED_MAX - 1] + "…"
