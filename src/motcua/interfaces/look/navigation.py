"""What stands in the head of a page, for whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.look import addresses


@dataclass(frozen=True)
class Link:
    address: str
    label: Promise
    is_current: bool


CITIZEN: tuple[tuple[str, Promise], ...] = (
    ("portal:home", _("Thủ tục")),
    ("portal:fields", _("Lĩnh vực")),
    ("portal:centres", _("Nơi nộp")),
    ("citizen:mine", _("Hồ sơ của tôi")),
)
READERS = frozenset({"catalogue_keeper", "administrator", "head", "leader", "inspector"})
LEADS = frozenset({"leader", "head", "inspector"})
KEEPERS = frozenset({"catalogue_keeper", "administrator"})
OFFICERS = frozenset({"reception", "handler", "head", "clerk", "leader"})
DESK: tuple[tuple[frozenset[str], str, Promise], ...] = (
    (OFFICERS, "desk:queue", _("Hồ sơ")),
    (frozenset({"reception"}), "desk:counter", _("Quầy")),
    (OFFICERS, "desk:signing", _("Ký duyệt")),
    (OFFICERS, "desk:printing", _("In phiếu")),
    (frozenset({"reception"}), "desk:register", _("Sổ theo dõi")),
    (LEADS, "board:board", _("Điều hành")),
    (READERS, "catalogue:list", _("Danh mục thủ tục")),
    (frozenset({"administrator"}), "administration:accounts", _("Tài khoản")),
    (KEEPERS, "administration:units", _("Cơ quan")),
    (KEEPERS, "administration:calendar", _("Lịch làm việc")),
    (frozenset({"inspector"}), "administration:accesses", _("Lượt xem")),
    (frozenset({"operator", "administrator"}), "administration:deliveries", _("Việc gửi đi")),
    (frozenset({"operator", "administrator"}), "administration:digests", _("Tình trạng hệ thống")),
)


def citizen(path: str) -> list[Link]:
    return _links(CITIZEN, path)


def desk(roles: Iterable[str], path: str) -> list[Link]:
    mine = frozenset(roles)
    return _links(((name, label) for those, name, label in DESK if those & mine), path)


def _links(rows: Iterable[tuple[str, Promise]], path: str) -> list[Link]:
    known = ((addresses.of(name), label) for name, label in rows)
    return [Link(address, label, is_current=_is_current(address, path)) for address, label in known]


def _is_current(address: str, path: str) -> bool:
    is_root = address in ("/", "/en/")
    return path == address if is_root else path.startswith(address)
