"""Passkeys: sign in with one, add one, remove one. The script only carries what is said."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.interfaces import session
from motcua.interfaces.session import needs_role
from motcua.interfaces.signin import browser, half_way, landing
from motcua.interfaces.signin.forms import PasskeyForm, PasskeySignInForm, PasswordForm
from motcua.reference.people import roles
from motcua.reference.people.operations import passkeys
from motcua.spine import clock

staff_only = needs_role(*sorted(roles.STAFF_CODES))


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@login_not_required
@require_POST
def begin_sign_in(request: HttpRequest) -> JsonResponse:
    ceremony = passkeys.begin_sign_in(site=_site(request))
    half_way.keep_ceremony(request, ceremony.state)
    return JsonResponse(ceremony.options)


@login_not_required
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Begin the session of whoever's passkey answered."""
    form = PasskeySignInForm.of(request, prefix="passkey")
    wanted = browser.safe_next(request, request.POST.get("next", ""))
    if form.is_valid():
        state = half_way.take_ceremony(request)
        done = form.ask(
            lambda: passkeys.sign_in(
                answer=form.cleaned_data["answer"],
                state=state,
                site=_site(request),
                source=browser.source_of(request),
                at=clock.now(),
                real_at=clock.real_now(),
            )
        )
        if done:
            session.begin(request, done.value.handle)
            return redirect(wanted or landing.home_of(request))
    context = {"form": PasswordForm(), "passkey_form": form, "next": wanted}
    return render(request, "signin/password.html", context, status=form.status)


@staff_only
@require_POST
def begin_registration(request: HttpRequest) -> JsonResponse:
    ceremony = passkeys.begin_registration(actor=session.actor_of(request), site=_site(request))
    half_way.keep_ceremony(request, ceremony.state)
    return JsonResponse(ceremony.options)


@staff_only
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Keep the new passkey."""
    form = PasskeyForm.of(request, prefix="passkey")
    if form.is_valid():
        state = half_way.take_ceremony(request)
        passkeys.register(
            answer=form.cleaned_data["answer"],
            state=state,
            label=form.cleaned_data["label"],
            site=_site(request),
            actor=session.actor_of(request),
            at=clock.now(),
            real_at=clock.real_now(),
        )
        messages.success(request, _("Đã thêm khóa. Lần sau đăng nhập được bằng khóa này."))
    return redirect("signin:sessions")


@staff_only
@require_POST
def remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    actor = session.actor_of(request)
    passkeys.remove(passkey_id=passkey_id, actor=actor, at=clock.now())
    messages.success(request, _("Đã bỏ khóa. Khóa đó không đăng nhập được nữa."))
    return redirect("signin:sessions")
