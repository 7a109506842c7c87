"""Who is kept waiting after wrong tries."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from motcua.interfaces.administration.accounts import administrator
from motcua.interfaces.session import actor_of
from motcua.reference.people import queries
from motcua.reference.people.operations import lockout
from motcua.spine import clock
from motcua.spine.access.extents import Extent


@require_safe
@administrator
def locks(request: HttpRequest) -> HttpResponse:
    locked = list(queries.locks(real_at=clock.real_now()))
    accounts = [lock.account for lock in locked if lock.account]
    queries.shown(accounts, actor=actor_of(request), extent=Extent.NAME)
    context = {
        "locked": [lock for lock in locked if lock.account],
        "strangers": sum(1 for lock in locked if not lock.account),
    }
    return render(request, "administration/locks.html", context)


@require_POST
@administrator
def unlock_addresses(request: HttpRequest) -> HttpResponse:
    lockout.unlock_addresses(actor=actor_of(request), at=clock.now(), real_at=clock.real_now())
    messages.success(request, _("Đã mở mọi địa chỉ mạng đang phải chờ."))
    return redirect("administration:locks")
