"""The operator's page: what is owed to other systems, and what gave up."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.interfaces.look.paging import pages
from motcua.interfaces.session import actor_of, needs_role
from motcua.spine import clock
from motcua.spine.journal import operations as journal
from motcua.spine.journal import queries

ROWS_A_PAGE = 25


@require_GET
@needs_role("operator", "administrator")
def deliveries(request: HttpRequest) -> HttpResponse:
    """Show deliveries that ran out of tries, how many still wait, and how far the readers are."""
    given_up = Paginator(queries.deliveries_given_up(), ROWS_A_PAGE)
    page = given_up.get_page(request.GET.get("trang"))
    context = {
        "given_up": page.object_list,
        "given_up_count": given_up.count,
        "waiting_count": queries.deliveries_waiting().count(),
        "next_waiting": queries.deliveries_waiting()[:5],
        "readers": queries.readers(),
        "now": clock.now(),
        "pages": pages(
            current=page.number,
            last=given_up.num_pages,
            address=lambda number: f"?trang={number}",
        ),
    }
    return render(request, "administration/deliveries.html", context)


@require_POST
@needs_role("operator")
def retry_delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Give one delivery a fresh set of tries."""
    journal.retry_delivery(delivery_id=delivery_id, actor=actor_of(request), at=clock.now())
    messages.success(request, _("Đã xếp lại vào hàng chờ. Bộ xử lý nền sẽ thử ngay."))
    return redirect("administration:deliveries")
