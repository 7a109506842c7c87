"""Which pages of a long list to offer."""

from collections.abc import Callable
from dataclasses import dataclass

AROUND = 2


@dataclass(frozen=True)
class PageLink:
    number: int
    address: str
    is_current: bool = False
    after_gap: bool = False


@dataclass(frozen=True)
class Pages:
    """First, last, and those around the current page."""

    links: list[PageLink]
    previous: str = ""
    next: str = ""


def asked_for(given: str | None, *, rows: int, size: int) -> tuple[int, int]:
    """Return which page an address asks for, and the last there is; nonsense is the first."""
    last = max(1, -(-rows // size))
    number = int(given) if given and given.isdecimal() and len(given) < 6 else 1
    return min(max(1, number), last), last


def pages(*, current: int, last: int, address: Callable[[int], str]) -> Pages:
    shown = sorted(
        {1, last, *range(current - AROUND, current + AROUND + 1)} & {*range(1, last + 1)}
    )
    links = [
        PageLink(
            number=number,
            address=address(number),
            is_current=number == current,
            after_gap=index > 0 and number - shown[index - 1] > 1,
        )
        for index, number in enumerate(shown)
    ]
    return Pages(
        links=links,
        previous=address(current - 1) if current > 1 else "",
        next=address(current + 1) if current < last else "",
    )
