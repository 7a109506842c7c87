"""Procedures, what an e-form will ask, and where to file: read by everybody."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.interfaces.portal import form_preview, places, procedure_page
from motcua.interfaces.portal.caching import public_page
from motcua.reference.finding.rules.tables import field_code
from motcua.reference.procedures import queries as procedures
from motcua.spine import clock
from motcua.spine.dates import local_date


def today() -> date:
    return local_date(clock.now())


@public_page
def procedure(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    on = today()
    page = procedures.page_of(jurisdiction=jurisdiction, key=key, on=on)
    context = procedure_page.shown(page)
    code = field_code(page.said.field or "")
    if code:
        address = reverse("portal:field", args=[code])
        context["field_address"] = address
        context["links"] = [{"address": address, "label": page.said.field}]
    context["is_elsewhere"] = places.is_elsewhere(page, on=on)
    context["is_filed_here"] = places.is_filed_here(page, on=on)
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
        "is_filed_here": places.is_filed_here(page, on=today()),
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
