"""Staff: password, then a code; the first time also a new password and an authenticator."""

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from motcua.interfaces import session
from motcua.interfaces.signin import browser, half_way, landing
from motcua.interfaces.signin.forms import (
    CodeForm,
    EnrolForm,
    NewPasswordForm,
    PasskeySignInForm,
    PasswordForm,
)
from motcua.reference.people.operations import passwords, second_factors, sign_in
from motcua.spine import clock

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@sensitive_post_parameters()
@get_or_post
def password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm.of(request)
    wanted = browser.safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if form.is_valid():
        login = form.cleaned_data["login"].strip().lower()
        done = form.ask(
            lambda: sign_in.present_password(
                login=login,
                password=form.cleaned_data["password"],
                source=browser.source_of(request, login),
                at=clock.now(),
                real_at=clock.real_now(),
            )
        )
        if done:
            half = done.value
            page = half_way.keep(
                request, account_id=half.account_id, login=login, needs=half.needs, next=wanted
            )
            return redirect(page)
    context = {"form": form, "passkey_form": PasskeySignInForm(prefix="passkey"), "next": wanted}
    return render(request, "signin/password.html", context, status=form.status)


@login_not_required
@sensitive_post_parameters()
@get_or_post
def new_password(request: HttpRequest) -> HttpResponse:
    """Replace the initial secret."""
    who = half_way.waiting(request, "new_password")
    form = NewPasswordForm.of(request)
    if form.is_valid():
        done = form.ask(
            lambda: passwords.choose_first(
                account_id=who.account_id,
                new=form.cleaned_data["new"],
                at=clock.now(),
                real_at=clock.real_now(),
            )
        )
        if done:
            half = sign_in.after_new_password(who.account_id)
            page = half_way.keep(
                request,
                account_id=who.account_id,
                login=who.login,
                needs=half.needs,
                next=who.next,
            )
            return redirect(page)
    context = {"form": form, "login": who.login}
    return render(request, "signin/new_password.html", context, status=form.status)


@login_not_required
@sensitive_post_parameters()
@get_or_post
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up the authenticator; then show the recovery codes, once."""
    who = half_way.waiting(request, "enrolment")
    form = EnrolForm.of(request)
    if form.is_valid():
        done = form.ask(
            lambda: sign_in.confirm_enrolment(
                account_id=who.account_id,
                code=form.cleaned_data["code"],
                source=browser.source_of(request, who.login),
                at=clock.now(),
                real_at=clock.real_now(),
            )
        )
        if done:
            session.begin(request, done.value.session.handle)
            shown = render(
                request,
                "signin/recovery_codes.html",
                {"codes": done.value.recovery_codes, "next": landing.address(request, who)},
            )
            return browser.remember(request, shown, who.login)
    enrolment = second_factors.enrol_totp(account_id=who.account_id)
    context = {
        "form": form,
        "qr": segno.make(enrolment.address, error="m").svg_data_uri(
            scale=5, border=3, light="#fff"
        ),
        "secret": [enrolment.secret[i : i + 4] for i in range(0, len(enrolment.secret), 4)],
    }
    return render(request, "signin/enrol.html", context, status=form.status)


@login_not_required
@sensitive_post_parameters()
@get_or_post
def code(request: HttpRequest) -> HttpResponse:
    """Check the second factor and begin the session."""
    who = half_way.waiting(request, "code")
    form = CodeForm.of(request)
    if form.is_valid():
        done = form.ask(
            lambda: sign_in.present_code(
                account_id=who.account_id,
                code=form.cleaned_data["code"],
                source=browser.source_of(request, who.login),
                at=clock.now(),
                real_at=clock.real_now(),
            )
        )
        if done:
            session.begin(request, done.value.handle)
            return browser.remember(request, landing.go(request, who), who.login)
    return render(request, "signin/code.html", {"form": form}, status=form.status)
