"""The door: citizens through VNeID, staff by their own way; and the way out."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST, require_safe

from motcua.interfaces import session
from motcua.interfaces.signin import browser, half_way
from motcua.reference.people.operations import citizens, sessions
from motcua.spine import clock


@login_not_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    wanted = browser.safe_next(request, request.GET.get("next", ""))
    return render(request, "signin/choose.html", {"next": wanted})


@login_not_required
@require_POST
def to_vneid(request: HttpRequest) -> HttpResponse:
    """Send a citizen to VNeID."""
    wanted = browser.safe_next(request, request.POST.get("next", ""))
    journey = citizens.set_out(
        redirect_uri=request.build_absolute_uri(reverse("vneid:callback")),
        language=get_language() or "vi",
    )
    half_way.keep_journey(request, journey, wanted or reverse("portal:home"))
    return redirect(journey.address)


@login_not_required
@require_GET
def from_vneid(request: HttpRequest) -> HttpResponse:
    """Let a citizen in whom VNeID sends back."""
    journey, wanted = half_way.take_journey(request)
    begun = citizens.come_back(
        journey=journey,
        code=request.GET.get("code", ""),
        state=request.GET.get("state", ""),
        error=request.GET.get("error", ""),
        source=browser.source_of(request),
        at=clock.now(),
        real_at=clock.real_now(),
    )
    session.begin(request, begun.handle)
    return redirect(wanted)


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
