"""Accounts of staff: find, open, close, give posts, help somebody who cannot get in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.interfaces.administration.account_forms import (
    EndPostForm,
    OpenForm,
    PostForm,
    first_day,
    named,
)
from motcua.interfaces.look import searches
from motcua.interfaces.look.paging import pages
from motcua.interfaces.session import actor_of, needs_role
from motcua.reference.people import queries, roles
from motcua.reference.people.operations import accounts as operations
from motcua.reference.people.operations import lockout, posts
from motcua.spine import clock
from motcua.spine.access.extents import Extent
from motcua.spine.dates import local_date

ROWS_A_PAGE = 25
ASKED = ("q", "role", "state", "kind")
KINDS = ("staff", "citizen", "machine")
administrator = needs_role("administrator")
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@administrator
def accounts(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _search(request)
    asked, actor = _asked(request), actor_of(request)
    text = searches.held(request, "accounts", asked["q"])
    found = queries.listed(
        actor=actor,
        text=text,
        kind=asked["kind"],
        role=asked["role"],
        state=asked["state"],
        on=local_date(clock.now()),
    )
    paged = Paginator(found, ROWS_A_PAGE)
    page = paged.get_page(request.GET.get("trang"))
    queries.shown(page.object_list, actor=actor, extent=Extent.NAME)
    if not paged.count:
        queries.asked_in_vain(text, actor=actor)
    context = {
        "asked": asked,
        "text": text,
        "rows": page.object_list,
        "count": paged.count,
        "roles": named(roles.STAFF),
        "names": roles.BY_CODE,
        "pages": pages(
            current=page.number,
            last=paged.num_pages,
            address=lambda number: "?" + urlencode({**asked, "trang": str(number)}),
        ),
    }
    return render(request, "administration/accounts.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "") for name in ASKED}
    return asked | {"kind": asked["kind"] if asked["kind"] in KINDS else "staff"}


def _search(request: HttpRequest) -> HttpResponse:
    asked = {name: request.POST.get(name, "") for name in ASKED}
    asked["q"] = searches.hold(request, "accounts", asked["q"])
    return redirect(f"{request.path}?{urlencode({k: v for k, v in asked.items() if v})}")


@require_safe
@administrator
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    real_at = clock.real_now()
    shown = queries.get(account_id=account_id, actor=actor_of(request))
    context = {
        "account": shown,
        "posts": queries.posts_of(account_id),
        "names": roles.BY_CODE,
        "today": local_date(clock.now()),
        "has_totp": queries.has_totp(account_id),
        "passkeys": queries.passkeys_of(account_id),
        "codes_left": queries.recovery_codes_left(account_id),
        "sessions": queries.sessions_of(account_id, real_at=real_at),
        "is_locked": queries.is_locked(account_id, real_at=real_at),
    }
    return render(request, "administration/account.html", context)


@get_or_post
@administrator
def open_account(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    form = OpenForm.of(request, initial=first_day(local_date(at)))
    if form.is_valid():
        given = dict(form.cleaned_data)
        done = form.ask(
            lambda: operations.open_account(
                organisation=given.pop("unit"),
                **given,
                actor=actor_of(request),
                at=at,
                real_at=clock.real_now(),
            )
        )
        if done:
            return _secret(request, done.value)
    return render(request, "administration/open_account.html", {"form": form}, status=form.status)


@get_or_post
@administrator
def appoint(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give somebody one more post."""
    at = clock.now()
    shown = queries.get(account_id=account_id, actor=actor_of(request))
    form = PostForm.of(request, initial=first_day(local_date(at)))
    if form.is_valid():
        given = dict(form.cleaned_data)
        done = form.ask(
            lambda: posts.appoint(
                account_id=account_id,
                organisation=given.pop("unit"),
                **given,
                actor=actor_of(request),
                at=at,
                real_at=clock.real_now(),
            )
        )
        if done:
            messages.success(request, _("Đã giao chức danh. Người này đăng nhập lại để dùng."))
            return redirect("administration:account", account_id)
    context = {"form": form, "account": shown}
    return render(request, "administration/appoint.html", context, status=form.status)


@get_or_post
@administrator
def end_post(request: HttpRequest, account_id: int, post_id: int) -> HttpResponse:
    """Say which day is the last of a post."""
    at = clock.now()
    shown = queries.get(account_id=account_id, actor=actor_of(request))
    post = queries.post_of(account_id, post_id)
    form = EndPostForm.of(request, initial={"until_on": local_date(at)})
    if form.is_valid():
        done = form.ask(
            lambda: posts.end_post(
                post_id=post_id,
                until_on=form.cleaned_data["until_on"],
                actor=actor_of(request),
                at=at,
                real_at=clock.real_now(),
            )
        )
        if done:
            messages.success(request, _("Đã ghi ngày cuối của chức danh."))
            return redirect("administration:account", account_id)
    context = {"form": form, "account": shown, "post": post, "role": roles.BY_CODE[post.role]}
    return render(request, "administration/end_post.html", context, status=form.status)


@require_POST
@administrator
def disable(request: HttpRequest, account_id: int) -> HttpResponse:
    operations.disable(
        account_id=account_id,
        actor=actor_of(request),
        at=clock.now(),
        real_at=clock.real_now(),
    )
    messages.success(request, _("Đã khóa tài khoản; mọi phiên đăng nhập của người này đã hết."))
    return redirect("administration:account", account_id)


@require_POST
@administrator
def enable(request: HttpRequest, account_id: int) -> HttpResponse:
    operations.enable(account_id=account_id, actor=actor_of(request), at=clock.now())
    messages.success(request, _("Đã mở lại tài khoản, với mật khẩu và mã xác thực như cũ."))
    return redirect("administration:account", account_id)


@require_POST
@administrator
def unlock(request: HttpRequest, account_id: int) -> HttpResponse:
    lockout.unlock(account_id=account_id, actor=actor_of(request), at=clock.now())
    messages.success(request, _("Đã mở: người này đăng nhập được ngay."))
    return redirect("administration:account", account_id)


@require_POST
@administrator
def reset_password(request: HttpRequest, account_id: int) -> HttpResponse:
    opened = operations.reset_password(
        account_id=account_id,
        actor=actor_of(request),
        at=clock.now(),
        real_at=clock.real_now(),
    )
    return _secret(request, opened)


@require_POST
@administrator
def reset_second_factor(request: HttpRequest, account_id: int) -> HttpResponse:
    operations.reset_second_factor(
        account_id=account_id,
        actor=actor_of(request),
        at=clock.now(),
        real_at=clock.real_now(),
    )
    messages.success(request, _("Đã bỏ mã xác thực và khóa. Lần đăng nhập tới sẽ lập lại."))
    return redirect("administration:account", account_id)


def _secret(request: HttpRequest, opened: operations.Opened) -> HttpResponse:
    context = {"account": opened.account, "secret": opened.initial_secret}
    return render(request, "administration/initial_secret.html", context)
