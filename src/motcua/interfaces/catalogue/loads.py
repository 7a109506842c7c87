"""Files that were loaded, and the rows that could not be read."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.interfaces.catalogue.access import reads
from motcua.interfaces.look import paging
from motcua.reference.procedures import office

ROWS = 100


@reads
def listed(request: HttpRequest) -> HttpResponse:
    return render(request, "catalogue/loads.html", {"loads": office.loads()[:ROWS]})


@reads
def report(request: HttpRequest, loading_id: int) -> HttpResponse:
    loading = office.load(loading_id)
    found = Paginator(office.rejections(loading), ROWS)
    page = found.get_page(request.GET.get("trang"))
    pages = paging.pages(current=page.number, last=found.num_pages, address=lambda n: f"?trang={n}")
    context = {"loading": loading, "rows": list(page), "pages": pages}
    return render(request, "catalogue/load.html", context)
