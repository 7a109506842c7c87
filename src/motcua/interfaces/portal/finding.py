"""The first page and the ways to a procedure: words, events of life, fields."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.interfaces.look import writing
from motcua.interfaces.look.paging import Pages, pages
from motcua.interfaces.portal import sentences
from motcua.interfaces.portal.caching import public_page
from motcua.interfaces.portal.rows import field_name, rows_of
from motcua.reference.finding import queries as finding
from motcua.reference.organisations import queries as organisations
from motcua.spine import clock
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound

ROWS = 20
FOUND_ROWS = 10  # What is meant stands first; each further row costs every search.
POPULAR = 8
SUGGESTIONS = (
    gettext_lazy("xây nhà"),
    gettext_lazy("làm sổ đỏ"),
    gettext_lazy("khai sinh cho con"),
    gettext_lazy("mở quán ăn"),
    gettext_lazy("lý lịch tư pháp"),
)
PAGE_MAX = 1000


@public_page
def home(request: HttpRequest) -> HttpResponse:
    on = local_date(clock.now())
    popular = rows_of(finding.popular(POPULAR))
    half = (len(popular) + 1) // 2
    address = reverse("portal:search")
    context = {
        "suggestions": [(text, _address(address, {"q": str(text)})) for text in SUGGESTIONS],
        "events": _events(),
        "popular": [popular[:half], popular[half:]] if popular else [],
        "procedures": finding.procedures(),
        "centres": organisations.centres(on=on).count(),
        "fields": len(finding.fields()),
        "incomplete": _("chưa đủ để tiếp nhận"),
    }
    return render(request, "portal/home.html", context)


@public_page
def search(request: HttpRequest) -> HttpResponse:
    q, field = request.GET.get("q", "").strip(), request.GET.get("linh-vuc", "")
    found = finding.search(
        q,
        language=sentences.language(),
        field=field or None,
        page=_page(request),
        per_page=FOUND_ROWS,
    )
    context = {
        "q": q,
        "found": found,
        "rows": rows_of(found.hits),
        "chips": _chips(found, q=q, field=field),
        "pages": _pages(found, {"q": q, "linh-vuc": field}, reverse("portal:search")),
        "incomplete": _("chưa đủ để tiếp nhận"),
        "has_filter": bool(field),
        "without_filter": _address(reverse("portal:search"), {"q": q}),
    }
    return render(request, "portal/search.html", context)


@public_page
def events(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/events.html", {"events": _events(), "links": []})


@public_page
def event(request: HttpRequest, code: str) -> HttpResponse:
    found = finding.life_event(code)
    context = {
        "event": found,
        "rows": rows_of(found.hits),
        "incomplete": _("chưa đủ để tiếp nhận"),
        "links": [{"address": reverse("portal:events"), "label": _("Việc trong đời")}],
    }
    return render(request, "portal/event.html", context)


@public_page
def fields(request: HttpRequest) -> HttpResponse:
    language = sentences.language()
    listed = [
        {
            "address": reverse("portal:field", args=[line.code]),
            "said": writing.in_language(line, "name", language),
            "procedures": line.procedures,
        }
        for line in finding.fields()
    ]
    return render(request, "portal/fields.html", {"fields": listed, "links": []})


@public_page
def field(request: HttpRequest, code: str) -> HttpResponse:
    line = next((one for one in finding.fields() if one.code == code), None)
    if line is None:
        raise NotFound()
    found = finding.search("", field=code, page=_page(request), per_page=ROWS)
    context = {
        "field": line,
        "found": found,
        "rows": rows_of(found.hits, with_field=False),
        "pages": _pages(found, {}, reverse("portal:field", args=[code])),
        "incomplete": _("chưa đủ để tiếp nhận"),
        "links": [{"address": reverse("portal:fields"), "label": _("Lĩnh vực")}],
    }
    return render(request, "portal/field.html", context)


def _events() -> list[dict[str, Any]]:
    return [
        {"address": reverse("portal:event", args=[one.code]), "event": one}
        for one in finding.life_events()
    ]


def _page(request: HttpRequest) -> int:
    """Read which page was asked for; anything else is the first."""
    asked = request.GET.get("trang", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < len(str(PAGE_MAX)) + 1
    return max(1, int(asked)) if is_number else 1


def _pages(found: finding.Found, asked: dict[str, str], address: str) -> Pages:
    return pages(
        current=found.page,
        last=max(1, found.pages),
        address=lambda number: _address(address, asked | {"trang": str(number)}),
    )


def _chips(found: finding.Found, *, q: str, field: str) -> list[dict[str, Any]]:
    """Return the fields of this page's rows as filters; the chosen one takes itself away."""
    address = reverse("portal:search")
    names = {hit.field_code: field_name(hit) for hit in found.hits if hit.field_code}
    if field:
        only = names.get(field, "")
        return [{"label": only, "address": _address(address, {"q": q}), "is_chosen": True}]
    if len(names) < 2:  # One field needs no filter.
        return []
    return [
        {"label": label, "address": _address(address, {"q": q, "linh-vuc": code})}
        for code, label in names.items()
    ]


def _address(path: str, asked: dict[str, str]) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path
