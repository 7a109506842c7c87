"""Who is kept waiting after wrong tries, and the keys of machines."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from motcua.interfaces.administration.account_forms import KeyForm, in_a_year
from motcua.interfaces.administration.accounts import administrator, get_or_post
from motcua.interfaces.session import actor_of
from motcua.reference.people import queries
from motcua.reference.people.operations import api_keys, lockout
from motcua.spine import clock
from motcua.spine.access.extents import Extent
from motcua.spine.dates import local_date


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


@require_safe
@administrator
def keys(request: HttpRequest) -> HttpResponse:
    context = {"keys": queries.api_keys(), "today": local_date(clock.real_now())}
    return render(request, "administration/keys.html", context)


@get_or_post
@administrator
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key and show its secret, once."""
    at = clock.now()
    form = KeyForm.of(request, initial=in_a_year(local_date(at)))
    if form.is_valid():
        done = form.ask(lambda: api_keys.issue(**form.cleaned_data, actor=actor_of(request), at=at))
        if done:
            context = {"key": done.value.key, "secret": done.value.secret}
            return render(request, "administration/new_key_secret.html", context)
    return render(request, "administration/new_key.html", {"form": form}, status=form.status)


@require_POST
@administrator
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    api_keys.revoke(
        key_id=key_id, actor=actor_of(request), at=clock.now(), real_at=clock.real_now()
    )
    messages.success(request, _("Đã thu hồi khóa. Phần mềm dùng khóa đó không vào được nữa."))
    return redirect("administration:keys")
