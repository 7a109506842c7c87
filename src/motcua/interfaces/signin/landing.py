"""Where to go after sign-in: where one wanted to, else to the first page of one's post."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from motcua.interfaces import session
from motcua.interfaces.look import navigation
from motcua.interfaces.signin.half_way import Waiting

# Those whose work begins on another page than the first in the bar.
FIRST_PAGES = {
    "administrator": "administration:accounts",
    "operator": "administration:deliveries",
}


def go(request: HttpRequest, who: Waiting) -> HttpResponse:
    return redirect(address(request, who))


def address(request: HttpRequest, who: Waiting) -> str:
    if who.next:
        return who.next
    roles = session.actor_of(request).roles
    for role in roles & FIRST_PAGES.keys():
        return reverse(FIRST_PAGES[role])
    links = navigation.desk(roles, request.path)
    return links[0].address if links else reverse("signin:sessions")


def home_of(request: HttpRequest) -> str:
    """Return where somebody who is signed in already belongs."""
    return address(request, Waiting(0, "", ""))
