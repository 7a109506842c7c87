"""The queue: what is mine and my unit's, sorted by what is due, with one dossier beside it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from motcua.casework.coordination.queries import panels
from motcua.casework.dossiers.queries import queues
from motcua.interfaces.desk import file
from motcua.interfaces.desk.asking import get_or_post
from motcua.interfaces.desk.file import language
from motcua.interfaces.desk.rows import html_of, rows_of
from motcua.interfaces.look import searches, writing
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock
from motcua.spine.actors import Actor

WORKERS = ("reception", "handler", "head", "clerk", "leader")
ROWS_A_PAGE = 50
TEXT_CHARS_MAX = 80
TABS = {
    "mine": _("Của tôi"),
    "all": _("Cả đơn vị"),
    "alerts": _("Chờ quá giờ"),
    "apology": _("Thư xin lỗi"),
    "escalated": _("Chuyển lên"),
    "late": _("Quá hạn"),
    "today": _("Hôm nay"),
    "soon": _("Sắp đến hạn"),
    "step_late": _("Bước quá hạn"),
    "receive": _("Chờ tiếp nhận"),
    "waiting": _("Chờ dân"),
    "return": _("Chờ trả"),
}
URGENT = frozenset({"late", "step_late", "alerts", "escalated"})
# Shown only where something is in them: most days nothing is.
ONLY_IF_ANY = frozenset({"alerts", "apology", "escalated", "step_late"})
_TAB = (
    '<a href="?muc={code}" aria-current="{here}">{label} <span class="n{urgent}">{count}</span></a>'
)
officer = needs_role(*WORKERS)


@get_or_post
@officer
def queue(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _search(request)
    actor, at = actor_of(request), clock.now()
    counts = queues.counts(actor=actor, at=at)
    asked = _asked(request, counts)
    lines, after = _lines(asked, actor=actor, at=at)
    chosen = request.GET.get("chon", "") or (lines[0].code if lines else "")
    here = {"muc": asked["muc"], "tim": searches.HELD if asked["tim"] else ""}
    rows = rows_of(lines, asked={**here, "sau": asked["sau"]}, chosen=chosen)
    context = {
        "asked": asked,
        "tabs": _tabs(counts, asked),
        "rows": rows,
        "lines": html_of(rows),
        "legs": panels.waiting(actor=actor),
        "file": file.of(chosen, actor=actor, at=at) if chosen else None,
        "next_page": f"?{urlencode({**here, 'sau': after})}" if after else "",
        "first_page": f"?{urlencode(here)}" if asked["sau"] else "",
    }
    return render(request, "desk/queue.html", context)


def _search(request: HttpRequest) -> HttpResponse:
    said = searches.hold(request, "queue", request.POST.get("tim", ""))
    return redirect(f"{request.path}?tim={said}" if said else request.path)


def _asked(request: HttpRequest, counts: dict[str, int]) -> dict[str, str]:
    tab = request.GET.get("muc", "")
    return {
        "muc": tab if tab in TABS else ("mine" if counts.get("mine") else "all"),
        "tim": searches.held(request, "queue", request.GET.get("tim", "")),
        "sau": request.GET.get("sau", "")[:TEXT_CHARS_MAX],
    }


def _lines(asked: dict[str, str], *, actor: Actor, at: datetime) -> tuple[list[Any], str]:
    if asked["tim"]:
        return queues.search(actor=actor, text=asked["tim"], at=at), ""
    page = queues.page(actor=actor, tab=asked["muc"], at=at, after=asked["sau"], rows=ROWS_A_PAGE)
    return list(page.lines), page.after


def _tabs(counts: dict[str, int], asked: dict[str, str]) -> SafeString:
    """Return the links of all lists with something in them, and of those that always stand."""
    current, said = "" if asked["tim"] else asked["muc"], language()
    return format_html_join(
        "",
        _TAB,
        (
            {
                "code": code,
                "here": "page" if code == current else "false",
                "label": label,
                "urgent": " c-late" if counts.get(code) and code in URGENT else "",
                "count": writing.number(counts.get(code, 0), said),
            }
            for code, label in TABS.items()
            if counts.get(code) or code not in ONLY_IF_ANY or code == asked["muc"]
        ),
    )
