"""Figures as links: each opens the dossiers it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote_plus, urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.look import writing
from motcua.measurement.facts.queries import Line, Row

LABELS: Mapping[str, Promise] = {
    "waiting": _("Chờ tiếp nhận"),
    "in_process": _("Đang giải quyết"),
    "late": _("Quá hạn"),
    "today": _("Đến hạn hôm nay"),
    "soon": _("Đến hạn trong 3 ngày làm việc"),
    "received": _("Đã tiếp nhận trong 30 ngày"),
    "in_time": _("Giải quyết đúng hạn trong 30 ngày"),
    "decided_late": _("Giải quyết trễ hạn trong 30 ngày"),
}
# As heads of columns, where there is little room; what a narrow screen leaves out is marked.
COLUMNS: Sequence[tuple[str, Promise, bool]] = (
    ("waiting", _("Chờ tiếp nhận"), True),
    ("in_process", _("Đang giải quyết"), False),
    ("late", _("Quá hạn"), False),
    ("today", _("Hôm nay"), True),
    ("soon", _("3 ngày tới"), True),
    ("received", _("Đã nhận"), True),
    ("in_time", _("Đúng hạn"), False),
    ("decided_late", _("Trễ hạn"), True),
)


MARKS = {
    "late": "late", "today": "today", "soon": "soon", "in_time": "ok", "stopped": "hold",
    "none": "ok", "done": "done",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One dossier of a list, with its standing in words of the page's language."""

    line: Line
    address: str
    mark: str
    words: str
    moment: datetime | None


def shown_lines(lines: Sequence[Line]) -> list[ShownLine]:
    language = get_language() or "vi"
    return [_shown_line(line, language) for line in lines]


def _shown_line(line: Line, language: str) -> ShownLine:
    address = reverse("desk:dossier", args=[line.code])
    if line.decided_at is not None:
        words = gettext("Đúng hạn") if line.is_in_time else gettext("Trễ hạn")
        mark = "done" if line.is_in_time else "late"
        return ShownLine(line=line, address=address, mark=mark, words=words, moment=line.decided_at)
    words = line.due.words(language)
    mark = MARKS[line.due.code]
    return ShownLine(line=line, address=address, mark=mark, words=words, moment=line.due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    name_vi: str
    name_en: str
    cells: SafeString


def shown(rows: Sequence[Row], *, what: str) -> list[ShownRow]:
    """Return rows of a table; `what` is the word the address filters by: unit or field."""
    behind, language = reverse("board:behind"), get_language() or "vi"
    return [
        ShownRow(
            name_vi=row.name_vi,
            name_en=row.name_en,
            cells=_cells(row, f"&amp;{what}={escape(quote_plus(row.code))}", behind, language),
        )
        for row in rows
    ]


# A board has hundreds of figures: a part of its template each, they were most of the page.
def _cells(row: Row, filters: str, behind: str, language: str) -> SafeString:
    """Return the figures of a row, each a link where there is something to open."""
    cells = ""
    for figure, _label, hides in COLUMNS:
        cells += f'<td class="r num{" mc-hide-s" * hides}">'
        if count := row.figures[figure]:
            css = "c-late" if figure == "late" else ""
            cells += f'<a class="{css}" href="{behind}?so={figure}{filters}">'
            cells += f"{writing.number(count, language)}</a></td>"
        else:
            cells += '<span class="mute">0</span></td>'
    return mark_safe(cells)  # noqa: S308 - the code is escaped, all else is ours.


def address(figure: str, **filters: str) -> str:
    """Return where the dossiers behind a figure are listed."""
    return f"{reverse('board:behind')}?{urlencode({'so': figure, **filters})}"
