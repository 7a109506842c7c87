"""Home, procedures, fields, centres: read by everybody."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.interfaces.look.paging import pages
from motcua.interfaces.portal import fields as fields_
from motcua.interfaces.portal import form_preview, places, procedure_page
from motcua.interfaces.portal.caching import public_page
from motcua.interfaces.portal.rows import row_of
from motcua.reference.procedures import queries as procedures
from motcua.spine import clock
from motcua.spine.dates import local_date

ROWS = 25


def today() -> date:
    return local_date(clock.now())


@public_page
def procedure(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    on = today()
    page = procedures.page_of(jurisdiction=jurisdiction, key=key, on=on)
    context = procedure_page.shown(page)
    field = page.said.field or ""
    context["field_address"] = reverse("portal:field", args=[fields_.slug(field)])
    context["links"] = [{"address": context["field_address"], "label": field}] if field else []
    context["centre"] = places.chosen(request.GET.get("noi", ""), on=on)
    context["centres_address"] = places.address(context["identity"])
    return render(request, "portal/procedure.html", context)


@public_page
def form(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    page = procedures.page_of(jurisdiction=jurisdiction, key=key, on=today())
    back = procedure_page.address(jurisdiction, key)
    context = {
        "page": page,
        "sections": form_preview.sections_of(page),
        "procedure_address": back,
        "centres_address": places.address(f"{jurisdiction}/{key}"),
        "links": [{"address": back, "label": _("Thủ tục")}],
    }
    return render(request, "portal/form.html", context)


@public_page
def centres(request: HttpRequest) -> HttpResponse:
    on, identity = today(), request.GET.get("thu-tuc", "")
    jurisdiction, key = places.identity_of(identity)
    asked = request.GET.get("q", "")
    found, total = places.found(words=asked, identity=identity, on=on)
    context: dict[str, Any] = {"centres": found, "total": total, "q": asked, "links": []}
    context["all_address"] = reverse("portal:centres")
    if key:
        page = procedures.page_of(jurisdiction=jurisdiction, key=key, on=on)
        context |= {"procedure": page, "identity": identity}
        context["all_address"] = places.address(identity)
    return render(request, "portal/centres.html", context)


@public_page
def fields(request: HttpRequest) -> HttpResponse:
    counted = procedures.fields(today())
    listed = [
        {
            "address": reverse("portal:field", args=[fields_.slug(one.name)]),
            "name": one.name or _("Chưa rõ lĩnh vực"),
            "is_named": bool(one.name),
            "procedures": one.procedures,
        }
        for one in counted
    ]
    total = sum(one.procedures for one in counted)
    return render(request, "portal/fields.html", {"fields": listed, "total": total})


@public_page
def field(request: HttpRequest, slug: str) -> HttpResponse:
    on, address = today(), reverse("portal:field", args=[slug])
    name = fields_.named(slug, [one.name for one in procedures.fields(on)])
    ordered = procedures.in_use(on).filter(field=name).order_by("name_vi", "pk")
    page = Paginator(ordered, ROWS).get_page(request.GET.get("trang"))
    context = {
        "name": name or _("Chưa rõ lĩnh vực"),
        "total": page.paginator.count,
        "rows": [row_of(version) for version in page],
        "pages": pages(
            current=page.number,
            last=page.paginator.num_pages,
            address=lambda number: f"{address}?trang={number}",
        ),
        "links": [{"address": reverse("portal:fields"), "label": _("Lĩnh vực")}],
    }
    return render(request, "portal/field.html", context)
