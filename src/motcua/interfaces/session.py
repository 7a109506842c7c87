"""Who is asking: from the session to an Actor. The only bridge between the two."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from motcua.spine.actors import ANONYMOUS, Actor
from motcua.spine.errors import Forbidden

View = Callable[..., HttpResponse]


class AccountBackend(BaseBackend):
    """Loads the signed-in account."""

    def get_user(self, user_id: int) -> Any:
        return None


class ActorMiddleware:
    """Gives every request its actor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: ANONYMOUS)  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def needs_role(*roles: str) -> Callable[[View], View]:
    """Let only actors with one of these roles in; others are told so.

    :raises Forbidden: the actor has none of the roles.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not actor_of(request).roles & set(roles):
                raise Forbidden()
            return view(request, *args, **kwargs)

        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate
