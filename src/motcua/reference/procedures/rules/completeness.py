"""What a version lacks before a dossier can be taken in, and what deserves a second look."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from motcua.reference.procedures.rules.content import (
    CHANNELS,
    LEVELS,
    PIECES_BELIEVED_MAX,
    UNITS,
    Content,
    Fee,
    Plain,
)

# One word for the machine, one sentence for each language.
MISSING = {
    "time_limit": ("Chưa có thời hạn giải quyết dùng được", "No usable time limit"),
    "agency": ("Chưa rõ cơ quan giải quyết", "The deciding agency is not known"),
    "agency_unit": (
        "Tên cơ quan chưa gắn với đơn vị nào",
        "The agency’s name is not matched to any unit",
    ),
    "fee": ("Chưa rõ phí, lệ phí", "The fee is not known"),
    "jurisdiction": (
        "Chưa rõ thủ tục của trung ương hay của tỉnh nào",
        "It is not known whether the procedure is national or a province’s",
    ),
}
FLAGS = {
    "no_code": ("Chưa có mã", "No code"),
    "fee_below_1000": (
        "Có mức phí dưới 1.000 đồng: có thể nguồn ghi theo nghìn đồng",
        "A fee below 1,000 đồng: the source may count in thousands",
    ),
    "suspect_amount_in_thousands": (
        "Nguồn có vẻ ghi tiền theo nghìn đồng",
        "The source seems to write amounts in thousands",
    ),
    "foreign_currency": ("Có mức phí bằng ngoại tệ", "A fee in a foreign currency"),
    "district_only": (
        "Chỉ có ở cấp huyện, cấp đã bỏ từ 01/7/2025",
        "Only at district level, which ended on 1 July 2025",
    ),
    "limit_differs_by_channel": (
        "Thời hạn khác nhau giữa các cách nộp",
        "The limit differs between channels",
    ),
    "fee_differs_by_channel": (
        "Phí khác nhau giữa các cách nộp",
        "The fee differs between channels",
    ),
    "unit_missing": ("Thời hạn có số nhưng không có đơn vị", "The limit has a number but no unit"),
    "unit_unknown": ("Đơn vị thời hạn lạ", "The unit of the limit is not one we know"),
    "unit_derived": (
        "Đơn vị thời hạn do suy từ lời văn, không có sẵn",
        "The limit’s unit was derived from the text",
    ),
    "agency_derived": ("Cơ quan do suy ra, nguồn không ghi", "The agency was derived by rule"),
    "level_unknown": ("Cấp giải quyết lạ hoặc không ghi", "The level is missing or not known"),
    "channel_unknown": ("Cách nộp lạ", "A channel we do not know"),
    "date_unreadable": ("Ngày hiệu lực nguồn ghi không đọc được", "The date given cannot be read"),
    "no_components": ("Chưa có thành phần hồ sơ", "No list of papers"),
    "pieces_unbelievable": (
        "Có giấy tờ ghi số bản không thể đúng",
        "A number of pieces of a paper that cannot be right",
    ),
    "cutoff_unreadable": ("Giờ chốt nhận hồ sơ không đọc được", "The cut-off cannot be read"),
    "no_english": ("Chưa có tên tiếng Anh", "No English name"),
    "stages_exceed_limit": (
        "Các chặng cộng lại dài hơn thời hạn",
        "The stages add up to more than the limit",
    ),
}
# What sources write when they have nothing to say. Compared in lower case without punctuation.
NOTHING_SAID = (
    "không có thông tin",
    "chưa có thông tin",
    "chưa cập nhật",
    "chưa quy định",
    "chưa có quy định",
    "chưa có văn bản quy định",
    "văn bản quy định lệ phí",
    "xem chi tiết",
    "lệ phí",
    "phí",
    "cụ thể",
    "về",
    "đồng",
    "mô tả",
    "null",
    "none",
)
SMALLEST_FEE_VND = 1000
_PIECES = ("originals", "copies")
NO_DISTRICTS_SINCE = date(2025, 7, 1)  # Nghị quyết 202/2025/QH15: two levels of government.


def missing(content: Content, *, agency_matched: bool, jurisdiction_known: bool) -> list[str]:
    """Return what is missing, in words of MISSING, in a fixed order."""
    return [
        word
        for word, is_missing in (
            ("time_limit", not content.time_limit.is_usable),
            ("agency", not says_something(content.agency)),
            ("agency_unit", says_something(content.agency) and not agency_matched),
            ("fee", not has_usable_fee(content)),
            ("jurisdiction", not jurisdiction_known),
        )
        if is_missing
    ]


def flags(content: Content, plain: Plain, *, has_code: bool) -> list[str]:
    """Return what deserves a second look, in words of FLAGS, in a fixed order."""
    limit = content.time_limit
    fees = list(all_fees(content))
    found = (
        ("no_code", not has_code),
        ("fee_below_1000", _is_too_small(content, fees)),
        ("suspect_amount_in_thousands", any(one.is_suspect for one in content.channels)),
        ("foreign_currency", any(one.currency not in (None, "VND") for one in fees)),
        ("district_only", is_district_only(content.levels)),
        ("limit_differs_by_channel", limit_differs(content)),
        ("fee_differs_by_channel", fee_differs(content)),
        ("unit_missing", limit.value is not None and limit.unit is None),
        ("unit_unknown", limit.unit is not None and limit.unit not in UNITS),
        ("unit_derived", limit.unit is not None and limit.unit_basis is not None),
        ("agency_derived", plain.get("agency_derived") is True),
        ("level_unknown", not content.levels or not set(content.levels) <= set(LEVELS)),
        ("channel_unknown", not {one.kind for one in content.channels} <= set(CHANNELS)),
        ("date_unreadable", bool(content.effective_text) and not day_of(content.effective_text)),
        ("no_components", not content.papers),
        ("pieces_unbelievable", _has_unbelievable_pieces(plain)),
        ("cutoff_unreadable", limit.cutoff is not None and hour_of(limit.cutoff) is None),
        ("no_english", content.name_en is None),
        ("stages_exceed_limit", _stages_exceed(content)),
    )
    return [word for word, is_so in found if is_so]


def all_fees(content: Content) -> Iterator[Fee]:
    yield from content.fee_items
    for channel in content.channels:
        yield from channel.fees


def has_usable_fee(content: Content) -> bool:
    """Say whether the source tells a fee: an amount, "free", or words that mean something.

    An amount that may be in thousands does not count until a person has confirmed it.
    """
    if content.fee_confirmed:
        return True
    fees = list(all_fees(content))
    if _is_too_small(content, fees) or any(one.is_suspect for one in content.channels):
        return False
    if content.fee_vnd is not None or says_something(content.fee_text):
        return True
    return any(one.amount is not None or says_something(one.note) for one in fees)


def says_something(text: str | None) -> bool:
    """Say whether a text holds more than the ways in which sources say nothing."""
    left = (text or "").casefold()
    for phrase in NOTHING_SAID:
        left = left.replace(phrase, " ")
    return any(character.isalnum() for character in left)


def is_district_only(levels: Sequence[str]) -> bool:
    return bool(levels) and set(levels) == {"district"}


def limit_differs(content: Content) -> bool:
    return len({(one.limit.value, one.limit.unit) for one in content.channels}) > 1


def fee_differs(content: Content) -> bool:
    return len({one.fees for one in content.channels}) > 1


def day_of(text: str | None) -> date | None:
    """Read `2023-07-04` or `27/09/2023`, the two forms sources mix; None for anything else."""
    parts = (text or "").replace("/", "-").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def hour_of(text: str | None) -> time | None:
    """Read `15:00`; None for anything else."""
    try:
        return time.fromisoformat((text or "").strip().zfill(5)) if text else None
    except ValueError:
        return None


def in_words(words: Iterable[str], language: str, table: dict[str, tuple[str, str]]) -> list[str]:
    """Return the sentences for words of MISSING or FLAGS."""
    return [table[word][1 if language == "en" else 0] for word in words if word in table]


def _is_too_small(content: Content, fees: Sequence[Fee]) -> bool:
    amounts = [one.amount for one in fees if one.currency in (None, "VND")]
    amounts.append(content.fee_vnd)
    return any(amount is not None and 0 < amount < SMALLEST_FEE_VND for amount in amounts)


def _has_unbelievable_pieces(plain: Plain) -> bool:
    rows = plain.get("components") or ()
    return any((row.get(name) or 0) > PIECES_BELIEVED_MAX for row in rows for name in _PIECES)


def _stages_exceed(content: Content) -> bool:
    limit = content.time_limit
    if limit.value is None or not content.stages:
        return False
    if any(one.unit != limit.unit or one.value is None for one in content.stages):
        return False
    return (
        sum((one.value for one in content.stages if one.value), start=0 * limit.value) > limit.value
    )
