"""Which procedures come first when words alone do not decide. Pure."""

from collections.abc import Collection

# How names begin that say nothing of the thing itself.
_OPENINGS = ("thu tuc ",)
_VERBS = (
    "thu tuc ",
    "cap moi ",
    "cap ",
    "dang ky thanh lap ",
    "dang ky viec ",
    "dang ky ",
    "giai quyet huong ",
    "giai quyet ",
    "thuc hien ",
    "chung thuc ",
    "xac nhan ",
)


def without_opening(plain: str) -> str:
    """Drop "thủ tục", with which half of the names begin."""
    for opening in _OPENINGS:
        plain = plain.removeprefix(opening)
    return plain


def core(plain: str) -> str:
    """Return the thing a procedure is about: "cấp giấy phép xây dựng" is about a permit.

    "Cấp lại", "gia hạn" and the like stay: they are other procedures about the same thing.
    """
    for verb in _VERBS:
        rest = plain.removeprefix(verb)
        if rest != plain and not rest.startswith(("lai ", "doi ", "dieu chinh ", "gia han ")):
            return rest
    return plain


def standing(
    *, jurisdiction: str, has_code: bool, flags: Collection[str], is_published: bool
) -> int:
    """Return 4 (published, national) down to 0: today's law first, what was last."""
    if "district_only" in flags:
        return 0  # That level is gone since 1 July 2025 (Nghị quyết 202/2025/QH15).
    if not has_code:
        return 1
    return (3 if jurisdiction == "national" else 2) + is_published
