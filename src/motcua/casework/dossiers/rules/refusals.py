"""Reasons for which a dossier is declined, as codes that count and words that people read."""

from collections.abc import Mapping

# A code outside the table is printed as it stands: an office may keep reasons of its own.
REASONS: Mapping[str, tuple[str, str]] = {
    "wrong_place": (
        "Cơ quan này không có thẩm quyền giải quyết",
        "This agency is not competent for it",
    ),
    "not_entitled": (
        "Chưa đủ điều kiện theo quy định",
        "The conditions of the law are not met",
    ),
    "wrong_content": (
        "Nội dung kê khai không đúng với giấy tờ",
        "What was written does not agree with the papers",
    ),
    "dispute": ("Đang có tranh chấp, khiếu nại", "It is in dispute"),
    "filed_twice": ("Đã có hồ sơ cùng nội dung", "The same request was filed already"),
    "forged_paper": ("Giấy tờ không hợp lệ", "A paper is not valid"),
}


def in_words(code: str, language: str = "vi") -> str:
    """Return what a reason says."""
    vi, en = REASONS.get(code, (code, code))
    return en if language == "en" else vi
