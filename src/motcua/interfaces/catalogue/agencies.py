"""Free texts that name agencies, and what they are taken to mean."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.interfaces.catalogue import wording
from motcua.interfaces.catalogue.access import KEEPER, keeps, reads
from motcua.interfaces.catalogue.forms.publishing import SettleForm
from motcua.interfaces.look import paging
from motcua.interfaces.session import actor_of
from motcua.reference.procedures import office
from motcua.reference.procedures.operations import agencies as acts
from motcua.reference.procedures.rules import agencies
from motcua.spine import clock

ROWS, USERS_MAX = 50, 20
Act = dict[str, Any]


@reads
def listed(request: HttpRequest) -> HttpResponse:
    every = request.GET.get("xem") == "tat-ca"
    found = Paginator(office.agencies(only_unmatched=not every), ROWS)
    page = found.get_page(request.GET.get("trang"))
    language = get_language() or "vi"
    base = "?xem=tat-ca&" if every else "?"
    context = {
        "every": every,
        "count": found.count,
        "rows": [(agency, wording.targets(agency.targets, language)) for agency in page],
        "may_keep": KEEPER in actor_of(request).roles,
        "pages": paging.pages(
            current=page.number, last=found.num_pages, address=lambda n: f"{base}trang={n}"
        ),
    }
    return render(request, "catalogue/agencies.html", context)


@keeps
def settle(request: HttpRequest, agency_id: int) -> HttpResponse:
    agency = office.agency(agency_id)
    language = get_language() or "vi"
    offered = [(code, wording.targets([code], language)[0]) for code in agencies.targets()]
    form = SettleForm.of(request, offered=offered, initial={"targets": agency.targets})
    if form.is_valid():
        act: Act = {"agency_id": agency.pk, "actor": actor_of(request), "at": clock.now()}
        if form.ask(lambda: acts.settle(targets=form.cleaned_data["targets"], **act)):
            messages.success(request, _("Đã ghi cơ quan. Các thủ tục dùng tên này được xét lại."))
            return redirect("catalogue:agencies")
    users = office.users_of(agency)[:USERS_MAX]
    rows = [wording.row(version, language) for version in users]
    context = {"agency": agency, "form": form, "rows": rows}
    return render(request, "catalogue/agency.html", context, status=form.status)
