"""One's own account: sessions and devices, passkeys, codes, password, and the post one acts in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from motcua.interfaces import session
from motcua.interfaces.signin import landing
from motcua.interfaces.signin.forms import ChangePasswordForm, PasskeyForm
from motcua.interfaces.signin.passkeys import staff_only
from motcua.interfaces.signin.staff import get_or_post
from motcua.reference.people import queries, roles
from motcua.reference.people.operations import passwords, second_factors, sessions
from motcua.spine import clock


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    who = session.signed_in_of(request)
    account_id = who.account.pk
    context = {
        "who": who,
        "sessions": queries.sessions_of(account_id, real_at=clock.real_now()),
        "posts": [(post, roles.BY_CODE[post.role]) for post in who.posts],
        "passkeys": queries.passkeys_of(account_id) if who.is_staff else [],
        "codes_left": queries.recovery_codes_left(account_id) if who.is_staff else 0,
        "passkey_form": PasskeyForm(prefix="passkey"),
        "frame_of": "motcua/desk.html" if who.is_staff else "motcua/page.html",
    }
    return render(request, "signin/mine.html", context)


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    who = session.signed_in_of(request)
    ended = sessions.end_others(
        keep=who.session.handle, actor=who.actor, at=clock.now(), real_at=clock.real_now()
    )
    if ended:
        messages.success(request, _("Đã đăng xuất ở mọi nơi khác."))
    return redirect("signin:sessions")


@require_POST
def end_one(request: HttpRequest, handle: UUID) -> HttpResponse:
    sessions.end_one(
        handle=handle,
        actor=session.actor_of(request),
        at=clock.now(),
        real_at=clock.real_now(),
    )
    messages.success(request, _("Đã đăng xuất ở thiết bị đó."))
    return redirect("signin:sessions")


@require_POST
def choose_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Act in another of one's posts."""
    who = session.signed_in_of(request)
    sessions.choose_post(
        handle=who.session.handle, post_id=post_id, actor=who.actor, at=clock.now()
    )
    session.look_again(request)
    return redirect(landing.home_of(request))


@staff_only
@sensitive_post_parameters()
@get_or_post
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password; every session ends, so one signs in anew."""
    form = ChangePasswordForm.of(request)
    if form.is_valid():
        done = form.ask(
            lambda: passwords.change(
                actor=session.actor_of(request),
                current=form.cleaned_data["current"],
                new=form.cleaned_data["new"],
                at=clock.now(),
                real_at=clock.real_now(),
            )
        )
        if done:
            session.end(request)
            return redirect("signin:staff")
    context = {"form": form, "login": session.signed_in_of(request).account.login}
    return render(request, "signin/change_password.html", context, status=form.status)


@staff_only
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show ten new recovery codes, once."""
    codes = second_factors.issue_recovery_codes(actor=session.actor_of(request), at=clock.now())
    context = {"codes": codes, "next": landing.home_of(request)}
    return render(request, "signin/recovery_codes.html", context)
