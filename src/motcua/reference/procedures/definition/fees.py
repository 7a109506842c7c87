"""What is to be paid, reckoned from the formula words of a definition. Pure, in whole đồng."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from motcua.reference.procedures.definition.checks import figure_of, written
from motcua.reference.procedures.definition.conditions import answer_to, holds
from motcua.reference.procedures.definition.shape import Definition, Fee


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One amount with the reason for it; a waived one stays visible, at nothing."""

    code: str
    kind: str
    name_vi: str
    name_en: str
    amount_vnd: int
    reason_vi: str
    reason_en: str
    due: str
    waiver: str = ""


def charges(definition: Definition, answers: Mapping[str, Any], *, channel: str) -> list[Charge]:
    """Return what these answers cost through this channel."""
    return [
        _charge(fee, answers)
        for fee in definition.fees
        if channel in fee.channels and holds(fee.applies_if, answers)
    ]


def _charge(fee: Fee, answers: Mapping[str, Any]) -> Charge:
    amount, vi, en = _WORDS[fee.word](fee, answers)
    waiver = next(
        (one for one in fee.waivers if one.condition and holds(one.condition, answers)), None
    )
    if waiver is not None:
        amount, vi, en = 0, f"Miễn: {waiver.name_vi}", f"Waived: {waiver.name_en}"
    return Charge(
        code=fee.code,
        kind=fee.kind,
        name_vi=fee.name_vi,
        name_en=fee.name_en,
        amount_vnd=amount,
        reason_vi=vi,
        reason_en=en,
        due=fee.due,
        waiver=waiver.code if waiver else "",
    )


def _free(fee: Fee, answers: Mapping[str, Any]) -> tuple[int, str, str]:
    return 0, "Không thu", "Free of charge"


def _fixed(fee: Fee, answers: Mapping[str, Any]) -> tuple[int, str, str]:
    return fee.vnd, f"{written(fee.vnd)} đ", f"{written(fee.vnd, 'en')} VND"


def _per_copy(fee: Fee, answers: Mapping[str, Any]) -> tuple[int, str, str]:
    copies = _count(fee.field, answers)
    return (
        copies * fee.vnd,
        f"{copies} bản × {written(fee.vnd)} đ",
        f"{copies} copies × {written(fee.vnd, 'en')} VND",
    )


def _per_page(fee: Fee, answers: Mapping[str, Any]) -> tuple[int, str, str]:
    """Each page costs what its tier says; a copy costs at most `vnd_max`; times the copies."""
    pages = _count(fee.field, answers)
    copies = _count(fee.copies_field, answers) if fee.copies_field else 1
    starts = sorted(fee.tiers)
    a_copy = 0
    for number, (start, vnd) in enumerate(starts):
        end = starts[number + 1][0] - 1 if number + 1 < len(starts) else pages
        a_copy += max(0, min(pages, end) - start + 1) * vnd
    if fee.vnd_max:
        a_copy = min(a_copy, fee.vnd_max)
    return (
        a_copy * copies,
        f"{pages} trang: {written(a_copy)} đ một bản × {copies} bản",
        f"{pages} pages: {written(a_copy, 'en')} VND a copy × {copies}",
    )


def _per_area(fee: Fee, answers: Mapping[str, Any]) -> tuple[int, str, str]:
    area = max(figure_of(answer_to(fee.field, answers)) or Decimal(0), Decimal(0))
    amount = int((area * fee.vnd).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if fee.vnd_max:
        amount = min(amount, fee.vnd_max)
    return (
        amount,
        f"{written(area)} m² × {written(fee.vnd)} đ",
        f"{written(area, 'en')} m² × {written(fee.vnd, 'en')} VND",
    )


def _by_option(fee: Fee, answers: Mapping[str, Any]) -> tuple[int, str, str]:
    amount = fee.amounts.get(str(answer_to(fee.field, answers)), fee.vnd)
    return amount, f"{written(amount)} đ", f"{written(amount, 'en')} VND"


def _count(field: str, answers: Mapping[str, Any]) -> int:
    figure = figure_of(answer_to(field, answers))
    return max(1, int(figure)) if figure is not None else 1


_WORDS = {
    "free": _free,
    "fixed": _fixed,
    "per_copy": _per_copy,
    "per_page": _per_page,
    "per_area": _per_area,
    "by_option": _by_option,
}
