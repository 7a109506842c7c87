"""The keys of machines: made and shown once, changed, revoked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from motcua.casework.webhooks import operations as calls
from motcua.casework.webhooks import queries as webhooks
from motcua.interfaces.administration.accounts import administrator, get_or_post
from motcua.interfaces.administration.key_forms import KeyForm, QuotaForm, at_first
from motcua.interfaces.session import actor_of
from motcua.reference.people import queries
from motcua.reference.people.operations import api_keys
from motcua.spine import clock
from motcua.spine.dates import local_date


@require_safe
@administrator
def keys(request: HttpRequest) -> HttpResponse:
    today = local_date(clock.real_now())
    context = {"keys": queries.api_keys(on=today), "today": today}
    return render(request, "administration/keys.html", context)


@get_or_post
@administrator
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key and show its secret, once."""
    at = clock.now()
    form = KeyForm.of(request, initial=at_first(local_date(at)))
    if form.is_valid():
        done = form.ask(lambda: api_keys.issue(**form.cleaned_data, actor=actor_of(request), at=at))
        if done:
            context = {"key": done.value.key, "secret": done.value.secret}
            return render(request, "administration/new_key_secret.html", context)
    return render(request, "administration/new_key.html", {"form": form}, status=form.status)


@get_or_post
@administrator
def change_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """Change what a key may do and how often."""
    at, key = clock.now(), queries.api_key(key_id)
    form = QuotaForm.of(request, initial=vars(key))
    if form.is_valid():
        changes = {**form.cleaned_data, "key_id": key_id, "actor": actor_of(request), "at": at}
        if form.ask(lambda: api_keys.change(**changes)):
            messages.success(
                request, _("Đã lưu. Khóa dùng theo quyền và hạn mức mới ngay từ bây giờ.")
            )
            return redirect("administration:keys")
    called = webhooks.of_key(key_id, actor=actor_of(request))
    context = {"form": form, "key": key, "webhooks": called}
    return render(request, "administration/change_key.html", context, status=form.status)


@require_POST
@administrator
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    api_keys.revoke(
        key_id=key_id, actor=actor_of(request), at=clock.now(), real_at=clock.real_now()
    )
    messages.success(request, _("Đã thu hồi khóa. Phần mềm dùng khóa đó không vào được nữa."))
    return redirect("administration:keys")


@require_POST
@administrator
def end_webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    calls.end(webhook_id=webhook_id, actor=actor_of(request), at=clock.now())
    messages.success(request, _("Đã bỏ địa chỉ nhận tin. Không gọi đến đó nữa."))
    return redirect("administration:keys")
