"""What is due: items, less what the law waives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

AMOUNT_VND_MAX = 10**12


class BadAmount(ValueError):
    """An item or a waiver that no tariff can have produced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A part of an item that need not be paid, and the law that says so."""

    reason: str
    amount_vnd: int
    legal_basis: str

    def __post_init__(self) -> None:
        if self.amount_vnd <= 0 or not self.reason or not self.legal_basis:
            raise BadAmount("A waiver has a reason, a legal basis and an amount above zero.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a charge: a fee or a statutory charge, so many times so much."""

    reason: str
    name_vi: str
    unit_vnd: int
    legal_basis: str
    name_en: str = ""
    quantity: int = 1
    waivers: Sequence[Waiver] = ()

    def __post_init__(self) -> None:
        if self.unit_vnd <= 0 or self.quantity <= 0 or self.amount_vnd > AMOUNT_VND_MAX:
            raise BadAmount("An item has a price and a quantity above zero.")
        if self.waived_vnd > self.amount_vnd:
            raise BadAmount("No more can be waived than the item costs.")

    @property
    def amount_vnd(self) -> int:
        return self.quantity * self.unit_vnd

    @property
    def waived_vnd(self) -> int:
        return sum(waiver.amount_vnd for waiver in self.waivers)

    @property
    def due_vnd(self) -> int:
        return self.amount_vnd - self.waived_vnd


def due_vnd(items: Iterable[Item]) -> int:
    return sum(item.due_vnd for item in items)


def share_vnd(amount_vnd: int, *, percent: int) -> int:
    """Return a share in whole đồng, rounded down: a waiver never takes more than the law gives."""
    if not 0 <= percent <= 100:
        raise BadAmount("A share lies between 0 and 100 per cent.")
    return amount_vnd * percent // 100


def shares_out(wanted_vnd: int, available_vnd: Sequence[int]) -> list[int]:
    """Return how much to take of each amount, in their order, to make up what is wanted.

    :raises BadAmount: together they are not enough.
    """
    taken: list[int] = []
    for amount in available_vnd:
        taken.append(min(amount, wanted_vnd - sum(taken)))
    if sum(taken) != wanted_vnd:
        raise BadAmount("Together they are not enough.")
    return taken
