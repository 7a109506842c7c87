"""The door: citizens through VNeID, staff by their own way; and the way out."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST, require_safe

from motcua.interfaces import session
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.signin import browser, half_way
from motcua.reference.people.operations import citizens, sessions
from motcua.spine import clock
from motcua.spine.errors import Refusal

SHOWN: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (citizens.Declined, citizens.NotConfirmed, citizens.VneidAway)
}


@login_not_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Show the door, and why it did not open if somebody comes back from VNeID."""
    wanted = browser.safe_next(request, request.GET.get("next", ""))
    shown = SHOWN.get(request.GET.get("loi", ""))
    refusal = shown() if shown else None
    context = {"next": wanted, "said": refusal.sentence(get_language() or "vi") if refusal else ""}
    status = refusal.http_status if refusal else 200
    return render(request, "signin/choose.html", context, status=status)


@login_not_required
@require_POST
def to_vneid(request: HttpRequest) -> HttpResponse:
    """Send a citizen to VNeID."""
    form = AskingForm.of(request)
    wanted = browser.safe_next(request, request.POST.get("next", ""))
    if form.is_valid():
        done = form.ask(
            lambda: citizens.set_out(
                redirect_uri=request.build_absolute_uri(reverse("vneid:callback")),
                language=get_language() or "vi",
            )
        )
        if done:
            half_way.keep_journey(request, done.value, wanted)
            return redirect(done.value.address)
    return _back_to_the_door(form, wanted)


@login_not_required
@require_GET
def from_vneid(request: HttpRequest) -> HttpResponse:
    """Let a citizen in whom VNeID sends back."""
    journey, wanted = half_way.take_journey(request)
    form = AskingForm(request.GET)
    if form.is_valid():
        done = form.ask(
            lambda: citizens.come_back(
                journey=journey,
                code=request.GET.get("code", ""),
                state=request.GET.get("state", ""),
                error=request.GET.get("error", ""),
                source=browser.source_of(request),
                at=clock.now(),
                real_at=clock.real_now(),
            )
        )
        if done:
            session.begin(request, done.value.handle)
            return redirect(wanted or reverse("portal:home"))
    return _back_to_the_door(form, wanted)


def _back_to_the_door(form: AskingForm, wanted: str) -> HttpResponse:
    said = {"loi": form.refusal.code if form.refusal else "", "next": wanted}
    return redirect(f"{reverse('signin:choose')}?{urlencode(said)}")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    signed_in = session.signed_in_of(request)
    sessions.sign_out(
        handle=signed_in.session.handle,
        actor=signed_in.actor,
        at=clock.now(),
        real_at=clock.real_now(),
    )
    session.end(request)
    return redirect("portal:home")
