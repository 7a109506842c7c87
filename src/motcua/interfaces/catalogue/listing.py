"""The list of procedures, narrowed by what the keeper looks for."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.catalogue import wording
from motcua.interfaces.catalogue.access import reads, today
from motcua.interfaces.catalogue.forms.finding import FindingForm
from motcua.interfaces.look import paging
from motcua.reference.procedures import office

ROWS = 50
VIEWS = (
    ("", _("Tất cả")),
    ("incomplete", _("Chưa đủ để tiếp nhận")),
    ("draft", _("Có bản thảo")),
    ("published", _("Đã công bố")),
    ("seen", _("Mới thấy ở nguồn")),
    ("abolished", _("Đã bãi bỏ")),
)


@reads
def procedures(request: HttpRequest) -> HttpResponse:
    form = FindingForm(request.GET, jurisdictions=office.jurisdictions(), fields=office.fields())
    given = form.given()
    wanted = office.Wanted(**given)
    found = Paginator(office.listed(wanted, on=today()), ROWS)
    page = found.get_page(request.GET.get("trang"))
    language = get_language() or "vi"
    context = {
        "form": form,
        "rows": [wording.row(version, language) for version in page],
        "count": found.count,
        "is_narrowed": any(given.values()),
        "views": [_view(given, state, label) for state, label in VIEWS],
        "pages": pages(page.number, found.num_pages, given),
    }
    return render(request, "catalogue/list.html", context)


def pages(current: int, last: int, given: dict[str, str]) -> paging.Pages:
    return paging.pages(current=current, last=last, address=lambda n: address(given, trang=n))


def address(given: dict[str, str], **more: Any) -> str:
    kept = {FindingForm.NAMES.get(name, name): value for name, value in given.items() if value}
    return "?" + urlencode(kept | more)


def _view(given: dict[str, str], state: str, label: Any) -> dict[str, Any]:
    return {
        "label": label,
        "address": address(given | {"state": state}),
        "is_current": given["state"] == state,
    }
