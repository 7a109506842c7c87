"""What stands in the head of a page, for whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    address: str
    label: Promise
    is_current: bool


CITIZEN: tuple[tuple[str, Promise], ...] = (
    ("portal:home", _("Thủ tục")),
    ("portal:fields", _("Lĩnh vực")),
    ("portal:centres", _("Nơi nộp")),
)
DESK: tuple[tuple[str, str, Promise], ...] = (
    ("catalogue_keeper", "catalogue:list", _("Danh mục thủ tục")),
    ("administrator", "administration:accounts", _("Tài khoản")),
    ("administrator", "administration:units", _("Cơ quan")),
    ("catalogue_keeper", "administration:units", _("Cơ quan")),
    ("administrator", "administration:calendar", _("Lịch làm việc")),
    ("catalogue_keeper", "administration:calendar", _("Lịch làm việc")),
    ("operator", "administration:deliveries", _("Việc gửi đi")),
)


def citizen(path: str) -> list[Link]:
    return _links(CITIZEN, path)


def desk(roles: Iterable[str], path: str) -> list[Link]:
    mine = frozenset(roles)
    return _links(((name, label) for role, name, label in DESK if role in mine), path)


def _links(rows: Iterable[tuple[str, Promise]], path: str) -> list[Link]:
    links = []
    for name, label in rows:
        try:
            address = reverse(name)
        except NoReverseMatch:  # A page of a room that this installation does not have.
            continue
        links.append(Link(address, label, is_current=_is_current(address, path)))
    return links


def _is_current(address: str, path: str) -> bool:
    is_root = address.count("/") < 2 or address == "/en/"
    return path == address if is_root else path.startswith(address)
