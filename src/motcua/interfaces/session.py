"""Who is asking: from the cookie or the key to an Actor. The only bridge between the two."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import rotate_token
from django.utils.functional import SimpleLazyObject

from motcua.reference.people import queries
from motcua.reference.people.operations import key_use, sessions
from motcua.reference.people.queries import SignedIn
from motcua.spine import clock, glance
from motcua.spine.access import operations as access
from motcua.spine.actors import ANONYMOUS, Actor
from motcua.spine.errors import Forbidden, Refusal

View = Callable[..., HttpResponse]
HANDLE = "motcua.session"
API = "/api/"


class NoKey(Refusal):
    code = "no_key"
    http_status = 401
    message_vi = "Cần khóa truy cập còn hạn: Authorization: Bearer …"
    message_en = "A valid key is needed: Authorization: Bearer …"


class ActorMiddleware(AuthenticationMiddleware):
    """Gives every request `signed_in`, `user` and `actor`. Asks nothing until they are used."""

    def process_request(self, request: HttpRequest) -> None:
        look_again(request)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Shows the way to the door; machines are told 401 instead."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.path.startswith(API):
            answer = JsonResponse(NoKey().as_json(), status=NoKey.http_status)
            answer.headers["WWW-Authenticate"] = 'Bearer realm="motcua"'
            return answer
        return super().handle_no_permission(request, view_func)


class GlanceMiddleware:
    """Lets a page that is only read ask the same thing once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with glance.one_page():
            return self.get_response(request)


class AccessMiddleware:
    """Writes down whose data the answer shows, before anybody sees it: one statement at most."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        notes: list[tuple[str, str]] = request.notebook  # type: ignore[attr-defined]
        # A redirect shows nothing: the page it leads to will be asked for.
        if notes and not 300 <= response.status_code < 400:
            match = request.resolver_match
            act = match.view_name if match else ""
            access.record(notes, actor=actor_of(request), act=act)
        return response


def begin(request: HttpRequest, handle: UUID) -> None:
    """Bind the browser to a session. Whatever cookie it came with is worth nothing afterwards."""
    request.session.flush()
    request.session[HANDLE] = str(handle)
    rotate_token(request)
    look_again(request)


def look_again(request: HttpRequest) -> None:
    """Ask anew, when it is next used, who is behind this request: an act may have changed it."""
    asked: Any = request
    asked.notebook = []
    asked.signed_in = SimpleLazyObject(lambda: _signed_in(request))
    if request.path.startswith(API):
        # Cookies count for nothing here, so no page elsewhere can borrow a person's rights.
        asked._dont_enforce_csrf_checks = True
        asked.key = SimpleLazyObject(lambda: _key(request))
        asked.actor = SimpleLazyObject(lambda: _with_notebook(request, asked.key))
        asked.user = SimpleLazyObject(lambda: asked.key.account if asked.key else AnonymousUser())
        return
    asked.actor = SimpleLazyObject(lambda: _with_notebook(request, asked.signed_in))
    asked.user = SimpleLazyObject(
        lambda: asked.signed_in.account if asked.signed_in else AnonymousUser()
    )


def end(request: HttpRequest) -> None:
    """Forget the browser."""
    request.session.flush()
    request.signed_in = None  # type: ignore[attr-defined]
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    request.user = AnonymousUser()


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def signed_in_of(request: HttpRequest) -> SignedIn:
    """Return who is signed in; only for views that need sign-in."""
    signed_in: SignedIn = request.signed_in  # type: ignore[attr-defined]
    assert signed_in, "The view is public, or the middleware is missing."
    return signed_in


def address_of(request: HttpRequest) -> str:
    """Return the address of the browser, past as many proxies of ours as the settings say."""
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted = settings.PROXIES
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


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


def _with_notebook(request: HttpRequest, found: SignedIn | key_use.KeyInUse | None) -> Actor:
    notebook = request.notebook  # type: ignore[attr-defined]
    return replace(found.actor, notebook=notebook) if found else ANONYMOUS


def _signed_in(request: HttpRequest) -> SignedIn | None:
    handle = request.session.get(HANDLE)
    if handle is None:
        return None
    real_at = clock.real_now()
    found = queries.signed_in(handle=UUID(handle), at=clock.now(), real_at=real_at)
    if found is None:
        request.session.flush()
    elif found.is_stale:
        sessions.see(handle=found.session.handle, real_at=real_at)
    return found


def _key(request: HttpRequest) -> key_use.KeyInUse | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return None
    return key_use.use(secret=secret.strip(), real_at=clock.real_now())
